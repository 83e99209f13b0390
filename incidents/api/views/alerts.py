"""The alerts of an incident."""

from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api import documentation
from incidents.api.alert_answers import AlertOut
from incidents.api.documentation import documented
from incidents.api.views.common import IncidentApiView
from incidents.intake.queries import alerts_of
from incidents.intake.representation import alert_out


class Alerts(IncidentApiView):
    """What monitors say."""

    @documented(
        "alerts_list",
        "List the alerts of an incident",
        tag="Parts of an incident",
        answer=documentation.json_list(AlertOut),
    )
    def get(self, request: Request, number: str) -> Response:
        """Return the alerts: to the desk all of them, to the account of an integration its own."""
        rows = alerts_of(self.incident()).visible_to(self.actor.user)
        return Response({"results": [alert_out(row) for row in rows]})
