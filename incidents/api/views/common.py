"""What the views of the API share: the reader, the incident of the address, and reading an input."""

import re
from typing import Any

from django.http import Http404
from rest_framework.response import Response

from accounts.access.views import ApiView
from incidents.api.inputs import Input
from incidents.api.representation import Json, Reader, incident_json
from incidents.records.models import Incident

_NUMBER = re.compile(r"^[A-Za-z0-9-]{1,24}$")
_MAX_NAME = 250


class RecordApiView(ApiView):
    """A view of the API that shows records."""

    @property
    def reader(self) -> Reader:
        """Return who reads."""
        return Reader(self.actor, self.request.build_absolute_uri("/").rstrip("/"), self.now)

    def read(self, shape: type[Input], data: Any = None) -> dict[str, Any]:
        """Return what was sent, in the shape of an input."""
        sent = shape(data=self.request.data if data is None else data, context={"actor": self.actor})
        sent.is_valid(raise_exception=True)
        values: dict[str, Any] = sent.validated_data
        return values


class IncidentApiView(RecordApiView):
    """A view below one incident."""

    def incident(self) -> Incident:
        """Return the incident of the address, if the caller may see it."""
        number = self.kwargs["number"]
        if not _NUMBER.match(number):
            raise Http404
        incident: Incident = Incident.objects.visible_to(self.actor.user).with_people().get(number=number)
        return incident

    def current_record(self) -> Json:
        """Return the incident as it is now, for a caller who has seen an older version."""
        return incident_json(self.incident(), self.reader)

    def answer(self, incident: Incident, *, status: int = 200, **how: Any) -> Response:
        """Answer with the incident and its version."""
        headers = {"ETag": f'"{incident.version}"'}
        if status == 201:
            headers["Location"] = self.reader.address("incident", incident.number)
        return Response(incident_json(incident, self.reader, **how), status, headers=headers)


def plain_name(text: str) -> str:
    """Return a name from the address; what cannot be a name is not found."""
    if "\x00" in text or len(text) > _MAX_NAME:
        raise Http404
    return text
