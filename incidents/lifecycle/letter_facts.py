"""What every message about an incident may name of it, and how it is looked up for a preview."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import text
from accounts.notices.templates import Value
from accounts.notices.wording import full_address, moment
from accounts.notices.wordings import Record, Values, Variable
from accounts.people.models import User
from incidents.records.models import Incident
from incidents.sla.choices import ClockKind
from incidents.sla.models import Clock

NUMBER = f"{settings.INCIDENT_PREFIX}-1042"
EVERY = (
    Variable("number", gettext_lazy("Number of the incident"), NUMBER),
    Variable("title", gettext_lazy("Title"), gettext_lazy("E-mail arrives late")),
    Variable("priority", gettext_lazy("Priority"), "P3"),
    Variable("state", gettext_lazy("State"), gettext_lazy("In progress")),
    Variable("requester", gettext_lazy("Name of the requester"), "Ruth Example"),
    Variable("assignee", gettext_lazy("Name of the assignee"), "Rafael Example"),
    Variable("team", gettext_lazy("Team"), gettext_lazy("Network")),
    Variable("service", gettext_lazy("Service"), gettext_lazy("E-mail")),
    Variable("reported", gettext_lazy("When it was reported"), "2 March 2026, 13:00 (CET)"),
    Variable("response_due", gettext_lazy("When the response is due"), "2 March 2026, 14:00 (CET)"),
    Variable("resolution_due", gettext_lazy("When the resolution is due"), "2 March 2026, 17:00 (CET)"),
    Variable(
        "page", gettext_lazy("Address of the page of the incident"), f"https://desk.example.org/{NUMBER}"
    ),
    Variable("recipient", gettext_lazy("Name of whom the message goes to"), "Ruth Example"),
)


def path_for(incident: Incident, reader: User) -> str:
    """Return the page on which this reader sees the incident."""
    name = "incident" if reader.is_staff_member else "portal_incident"
    return reverse(name, args=[incident.number])


def facts_for(incident: Incident, reader: User) -> dict[str, Value]:
    """Return the values of EVERY, times in the reader's zone; what needs a query is read when it is named."""
    return {
        "number": incident.number,
        "title": text.unturned(incident.title),
        "priority": incident.priority_code,
        "state": incident.get_state_display(),
        "requester": lambda: incident.requester.display_name,
        "assignee": lambda: incident.assignee.display_name if incident.assignee else _("nobody yet"),
        "team": lambda: _named(incident.team, _("no team yet")),
        "service": lambda: _named(incident.service, _("no service")),
        "reported": lambda: moment(incident.reported_at, reader),
        "response_due": _due(incident, ClockKind.RESPONSE, reader),
        "resolution_due": _due(incident, ClockKind.RESOLUTION, reader),
        "page": lambda: full_address(path_for(incident, reader)),
        "recipient": reader.display_name,
    }


def _named(row: object, otherwise: str) -> str:
    return otherwise if row is None else text.unturned(str(row))


def _due(incident: Incident, kind: ClockKind, reader: User) -> Callable[[], str]:
    def say() -> str:
        due = _due_times(incident).get(kind)
        return _("not running") if due is None else moment(due, reader)

    return say


def _due_times(incident: Incident) -> dict[str, datetime]:
    # Kept on the row in hand, so that a message to a whole team reads the clocks once.
    running = Clock.objects.exclude(due_at=None)
    prefetch_related_objects([incident], Prefetch("clocks", running, to_attr="clocks_for_letters"))
    return {clock.kind: clock.due_at for clock in incident.clocks_for_letters}  # type: ignore[attr-defined]


def _look_up(number: str, reader: User) -> Values | None:
    incident = Incident.objects.visible_to(reader).with_people().filter(number=number).first()
    if incident is None:
        return None
    facts = facts_for(incident, reader)
    if incident.resolution_text:
        facts["resolution"] = incident.resolution_text
    return facts


INCIDENT = Record(gettext_lazy("Incident"), _look_up)
