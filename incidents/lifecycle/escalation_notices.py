"""Whom an escalation step tells, and in which words (SLA-10)."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.choices import Right
from accounts.notices.models import Event
from accounts.notices.operations import Happening, Letter, announce
from accounts.notices.wording import moment
from accounts.people.models import User
from incidents.lifecycle.notices import announce_about, each, letter, team_of, watchers_of
from incidents.records.models import Incident
from incidents.records.operations.saving import as_fact
from incidents.sla.choices import Tell
from incidents.sla.operations.ticking import Escalation
from incidents.sla.terms import Step

STEP_REACHED = "sla.step"


def _owner(incident: Incident) -> Iterable[User]:
    if incident.assignee is not None:
        return [incident.assignee]
    return team_of(incident)


def _leads(incident: Incident) -> Iterable[User]:
    if incident.team is None:
        return []
    leads = incident.team.memberships.filter(is_lead=True, user__is_active=True).select_related("user")
    return [membership.user for membership in leads]


def _incident_managers(_incident: Incident) -> Iterable[User]:
    managers: list[User] = list(User.objects.people().active().with_right(Right.INCIDENT_MANAGER))
    return managers


def _service_owner(incident: Incident) -> Iterable[User]:
    service = incident.service
    if service is None:
        return []
    if service.owner is not None:
        return [service.owner]
    # The type checker does not see the people's own manager behind a relation with a table of its own.
    return service.owner_team.members.active().people() if service.owner_team else []  # type: ignore[attr-defined]


_READERS: dict[Tell, Callable[[Incident], Iterable[User]]] = {
    Tell.OWNER: _owner,
    Tell.LEAD: _leads,
    Tell.INCIDENT_MANAGER: _incident_managers,
    Tell.SERVICE_OWNER: _service_owner,
    Tell.WATCHERS: lambda incident: [user for user in watchers_of(incident) if user.is_staff_member],
}


def escalated(incident: Incident, escalation: Escalation, *, by: Actor, now: datetime) -> None:
    """Tell everybody whom the reached steps name, once, of the highest of them."""
    words = dict.fromkeys(word for step in escalation.steps for word in step.tell)
    readers = {reader.pk: reader for word in words for reader in _READERS[word](incident)}

    def warn(reader: User) -> Letter:
        clock = escalation.clock
        happened = (_("%(clock)s target missed") if escalation.is_breach else _("%(clock)s target near")) % {
            "clock": escalation.kind.label
        }
        due = clock.breach_at or escalation.reached_at
        sentence = (
            _("The target was missed at %(moment)s.")
            if escalation.is_breach
            else _("The target ends at %(moment)s.")
        )
        body = sentence % {"moment": moment(clock.breached_at or due, reader)}
        if len(escalation.steps) > 1:
            body += " " + _("Steps reached meanwhile: %s.") % ", ".join(step.key for step in escalation.steps)
        return letter(incident, reader, _("You are named in the escalation"), happened, body)

    announce_about(
        incident,
        "sla_missed" if escalation.is_breach else "sla_near",
        each(readers.values(), warn),
        by=by,
        now=now,
        send_at=escalation.tell_at,
        clock=escalation.kind,
        steps=[step.key for step in escalation.steps],
    )


def step_reached(
    incident: Incident, escalation: Escalation, step: Step, *, by: Actor, now: datetime
) -> Event:
    """Record that a step was reached which calls another system; nobody is told anew."""
    clock = escalation.clock
    facts = {
        "clock": escalation.kind,
        "target_number": clock.target_number,
        "step": step.key,
        "is_breach": step.tells_a_miss,
        "due_at": as_fact(clock.due_at),
        "breached_at": as_fact(clock.breached_at),
    }
    return announce(Happening(STEP_REACHED, incident.number, facts), [], by=by, now=now)
