"""Who is affected by an incident, beside the requester."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.idempotency import idempotent
from accounts.access.views import created
from incidents.api import answers, documentation, inputs
from incidents.api.documentation import documented
from incidents.api.representation import affected_json
from incidents.api.views.common import IncidentApiView, plain_name
from incidents.records.models import Affected
from incidents.records.operations.relating import drop_affected, name_affected

_TAG = "Parts of an incident"


class AffectedPeople(IncidentApiView):
    """The people who are affected."""

    @documented(
        "affected_list", "List affected people", tag=_TAG, answer=documentation.json_list(answers.AffectedOut)
    )
    def get(self, request: Request, number: str) -> Response:
        """Return who is named: the desk sees all, others see whether they are named themselves."""
        rows = Affected.objects.filter(incident=self.incident()).select_related("user")
        if not self.actor.user.is_staff_member:
            rows = rows.filter(user=self.actor.user)
        return Response({"results": [affected_json(row) for row in rows.order_by("user__username")]})

    @documented(
        "affected_create",
        "Name an affected person",
        tag=_TAG,
        request=inputs.AffectedIn,
        answer=answers.AffectedOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
    )
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        """Name somebody; naming one twice changes nothing."""
        incident, values = self.incident(), self.read(inputs.AffectedIn)
        return created(affected_json(name_affected(incident, values["user"], by=self.actor, now=self.now)))


class AffectedPerson(IncidentApiView):
    """One of the people who are affected."""

    @documented(
        "affected_delete",
        "Take somebody off the affected people",
        tag=_TAG,
        status=204,
        problems=documentation.WRITE,
    )
    def delete(self, request: Request, number: str, username: str) -> Response:
        """Take the person off; the timeline remembers it."""
        incident = self.incident()
        rows = Affected.objects.select_related("user").filter(incident=incident)
        if not self.actor.user.is_staff_member:
            rows = rows.filter(user=self.actor.user)
        row = rows.get(user__username=plain_name(username))
        drop_affected(incident, row.user, by=self.actor, now=self.now)
        return Response(status=204)
