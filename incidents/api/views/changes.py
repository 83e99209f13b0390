"""Changes before the impact of an incident, and the verdicts on them (INV-07)."""

from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api import change_shapes as shapes
from incidents.api import documentation
from incidents.api.documentation import documented
from incidents.api.views.common import IncidentApiView
from incidents.intake.changes.choices import Verdict
from incidents.intake.changes.models import Change
from incidents.intake.changes.operations.judging import judge, withdraw
from incidents.intake.changes.queries import changes_about, standing_of

_TAG = "Parts of an incident"
_MOST = 200


class ChangesBefore(IncidentApiView):
    """What may have led to the incident."""

    @documented(
        "incident_changes_list",
        "List changes before the impact",
        tag=_TAG,
        answer=documentation.json_list(shapes.ChangeOut),
    )
    def get(self, request: Request, number: str) -> Response:
        """Return what was judged, then the newest 200 changes of the three days before the impact.

        They are those of the incident's service, its item, and every service upstream; staff see them, others none.
        """
        standings, _has_more = changes_about(self.incident(), self.actor.user, limit=_MOST)
        return Response({"results": [shapes.change_json(one) for one in standings]})


class ChangeVerdict(IncidentApiView):
    """One of them."""

    def change(self, pk: int) -> Change:
        """Return the change of the address, if the caller may see it."""
        rows = Change.objects.visible_to(self.actor.user).select_related("service", "integration")
        change: Change = rows.get(pk=pk)
        return change

    @documented(
        "incident_changes_judge",
        "Judge a change",
        tag=_TAG,
        request=shapes.VerdictIn,
        answer=shapes.ChangeOut,
        problems=documentation.WRITE,
    )
    def patch(self, request: Request, number: str, pk: int) -> Response:
        """Mark it as suspect or as a cause; the same verdict twice changes nothing."""
        incident, change = self.incident(), self.change(pk)
        verdict = Verdict(self.read(shapes.VerdictIn)["verdict"])
        row = judge(incident, change, verdict, by=self.actor, now=self.now)
        return Response(shapes.change_json(standing_of(change, row, incident)))

    @documented(
        "incident_changes_clear",
        "Take a verdict back",
        tag=_TAG,
        status=204,
        problems=documentation.WRITE,
    )
    def delete(self, request: Request, number: str, pk: int) -> Response:
        """Hold the change no longer against the incident; the timeline remembers that somebody did."""
        withdraw(self.incident(), self.change(pk), by=self.actor, now=self.now)
        return Response(status=204)
