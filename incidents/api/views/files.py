"""Files on an incident: list, attach, stream."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.idempotency import idempotent
from accounts.access.views import created
from incidents.api import answers, documentation
from incidents.api.documentation import documented
from incidents.api.representation import attachment_json
from incidents.api.views.common import IncidentApiView
from incidents.records.operations.attaching import attach
from incidents.records.serving import file_response
from incidents.records.timeline_models import Attachment

_TAG = "Parts of an incident"
# What a multipart body needs beyond the file itself.
_ENVELOPE = 64 * 1024
_FORM = {
    "multipart/form-data": {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": documentation.FILE,
            "is_private": {"type": "string", "enum": ["true", "false"], "description": "For staff only."},
        },
    }
}


class Attachments(IncidentApiView):
    """The files of an incident."""

    parser_classes = (MultiPartParser,)

    @documented(
        "attachments_list", "List files", tag=_TAG, answer=documentation.json_list(answers.AttachmentOut)
    )
    def get(self, request: Request, number: str) -> Response:
        """Return the files that the caller may see."""
        incident, reader = self.incident(), self.reader
        rows = Attachment.objects.visible_to(self.actor.user).filter(incident=incident)
        rows = rows.select_related("uploaded_by")
        return Response({"results": [attachment_json(row, incident.number, reader) for row in rows]})

    @documented(
        "attachments_create",
        "Attach a file",
        tag=_TAG,
        request=_FORM,
        answer=answers.AttachmentOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, number: str) -> Response:
        """Attach the file of the form field `file`."""
        self._refuse_too_large(request)
        return self._attach(request)

    @idempotent
    def _attach(self, request: Request) -> Response:
        incident = self.incident()
        file, is_private = self._sent(request)
        row = attach(incident, file, by=self.actor, now=self.now, is_private=is_private)
        shown = attachment_json(row, incident.number, self.reader)
        return created(shown, shown["url"])

    def _refuse_too_large(self, request: Request) -> None:
        """Refuse by the announced length, before anything is read."""
        limit, announced = settings.ATTACHMENT_MAX_BYTES, request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced) > limit + _ENVELOPE:
            sentence = _("The file is too large; %s is the limit.") % filesizeformat(limit)
            raise ValidationError({"file": ValidationError(sentence, "too_large")})

    def _sent(self, request: Request) -> "tuple[UploadedFile[Any], bool]":
        problems, files = {}, request.FILES.getlist("file")
        for name in {*request.POST.keys(), *request.FILES.keys()} - {"file", "is_private"}:
            problems[name] = ValidationError(_("This field is not known here."), "unknown")
        if len(files) != 1:
            problems["file"] = ValidationError(_("Send exactly one file in this field."), "required")
        said = request.POST.get("is_private", "false")
        if said not in ("true", "false"):
            problems["is_private"] = ValidationError(_("Choose true or false."), "invalid")
        if problems:
            raise ValidationError(problems)
        return files[0], said == "true"


class AttachmentDetail(IncidentApiView):
    """One file."""

    @documented("attachments_read", "Download a file", tag=_TAG, answer=documentation.BINARY_ANSWER)
    def get(self, request: Request, number: str, pk: str) -> FileResponse:
        """Stream the file."""
        try:
            key = UUID(hex=pk)
        except ValueError:
            raise Http404 from None
        rows = Attachment.objects.visible_to(self.actor.user)
        return file_response(rows.get(pk=key, incident__number=self.incident().number))
