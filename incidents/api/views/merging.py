"""Merging, what takes it back, splitting and copying: actions beside the transition table."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.idempotency import idempotent
from incidents.api import answers, documentation, inputs
from incidents.api.documentation import documented
from incidents.api.views.common import IncidentApiView
from incidents.lifecycle.operations import copying, merging, splitting

_TAG = "Actions"
_PARAMETERS = [documentation.IF_MATCH, documentation.IDEMPOTENCY_KEY]


class Merge(IncidentApiView):
    """Let a duplicate go on as another incident."""

    @documented(
        "incidents_merge",
        "Merge into another incident",
        tag=_TAG,
        request=inputs.MergeIn,
        answer=answers.IncidentOut,
        problems=documentation.WRITE,
        parameters=_PARAMETERS,
        examples=[OpenApiExample("Details", value={"into": "INC-1001"}, request_only=True)],
    )
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        """Merge it, and answer with it as it is then; `expand=details` names the other one, in `duplicate_of`."""
        incident, version = self.incident(), self.seen_version
        values = self.read(inputs.MergeIn)
        return self.answer(merging.merge(incident, **values, by=self.actor, now=self.now, version=version))


class Unmerge(IncidentApiView):
    """Take a merge back."""

    @documented(
        "incidents_unmerge",
        "Take a merge back",
        tag=_TAG,
        request=inputs.NothingIn,
        answer=answers.IncidentOut,
        problems=documentation.WRITE,
        parameters=_PARAMETERS,
    )
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        """Take it back, and answer with the incident, which is as it was."""
        incident, version = self.incident(), self.seen_version
        self.read(inputs.NothingIn)
        return self.answer(merging.unmerge(incident, by=self.actor, now=self.now, version=version))


class Split(IncidentApiView):
    """Make a message an incident of its own."""

    @documented(
        "incidents_split",
        "Split a message off",
        tag=_TAG,
        request=inputs.SplitIn,
        answer=answers.IncidentOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
        examples=[
            OpenApiExample("Details", value={"entry": 4711, "title": "The printer, too"}, request_only=True)
        ],
    )
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        """Log the message as a new incident, and answer with that; without a title its first line is the title."""
        incident, values = self.incident(), self.read(inputs.SplitIn)
        rows = incident.entries.visible_to(self.actor.user).select_related("incident", "author")
        entry = rows.filter(pk=values.pop("entry")).first()
        if entry is None:
            sentence = _("There is no such entry that you can see.")
            raise ValidationError({"entry": ValidationError(sentence, "unknown")})
        return self.answer(splitting.split(entry, **values, by=self.actor, now=self.now), status=201)


class Copy(IncidentApiView):
    """Log an incident that begins like another one."""

    @documented(
        "incidents_copy",
        "Copy it, or create a child",
        tag=_TAG,
        request=inputs.CopyIn,
        answer=answers.IncidentOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
        examples=[
            OpenApiExample(
                "Details", value={"title": "The same in lab 4", "as_child": True}, request_only=True
            )
        ],
    )
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        """Log it with the fields that an administrator chose, never with a resolution, and answer with the new one."""
        incident, values = self.incident(), self.read(inputs.CopyIn)
        return self.answer(copying.copy(incident, **values, by=self.actor, now=self.now), status=201)
