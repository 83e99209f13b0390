"""Whom escalation steps tell, and in which words (SLA-10)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.access.backends import warm_rights
from accounts.actor import Actor
from accounts.choices import PersonKind, Right
from accounts.notices.models import Event
from accounts.notices.operations import Announcement, Happening, Letter, announce, announce_all
from accounts.notices.wording import moment
from accounts.people.models import Membership, User
from incidents.lifecycle.audiences import desk_followers_of
from incidents.lifecycle.notices import about, each, letter
from incidents.records.models import Incident
from incidents.records.operations.saving import as_fact
from incidents.sla.choices import Tell
from incidents.sla.operations.ticking import Escalation
from incidents.sla.terms import Step

STEP_REACHED = "sla.step"


class _Circles:
    """The people around some incidents; each circle is read once for all of them, and only if a step names it."""

    def __init__(self, incidents: Iterable[Incident]) -> None:
        self.incidents = list({incident.pk: incident for incident in incidents}.values())

    def named_by(self, word: Tell, incident: Incident) -> Iterable[User]:
        """Return whom a step means by a word."""
        match word:
            case Tell.OWNER:
                return [incident.assignee] if incident.assignee else self._members_of(incident.team_id)
            case Tell.LEAD:
                return [row.user for row in self._rows_of(incident.team_id) if row.is_lead]
            case Tell.INCIDENT_MANAGER:
                return self._incident_managers
            case Tell.SERVICE_OWNER:
                return self._service_owners_of(incident)
            case Tell.WATCHERS:
                return self._watchers.get(incident.pk, [])

    def _rows_of(self, team: int | None) -> list[Membership]:
        return self._memberships.get(team, [])

    def _members_of(self, team: int | None) -> list[User]:
        return [row.user for row in self._rows_of(team) if row.user.kind == PersonKind.PERSON]

    def _service_owners_of(self, incident: Incident) -> list[User]:
        service = incident.service
        if service is None:
            return []
        if service.owner_id is not None:
            return [self._service_owners[service.owner_id]]
        return self._members_of(service.owner_team_id)

    @cached_property
    def _memberships(self) -> dict[int | None, list[Membership]]:
        teams = {incident.team_id for incident in self.incidents}
        teams |= {incident.service.owner_team_id for incident in self.incidents if incident.service}
        rows = Membership.objects.filter(team__in=teams - {None}, user__is_active=True)
        found: dict[int | None, list[Membership]] = {}
        for row in rows.select_related("user").order_by(
            "user__first_name", "user__last_name", "user__username"
        ):
            found.setdefault(row.team_id, []).append(row)
        return found

    @cached_property
    def _incident_managers(self) -> list[User]:
        return list(User.objects.people().active().with_right(Right.INCIDENT_MANAGER))

    @cached_property
    def _service_owners(self) -> dict[int, User]:
        owners: dict[int, User] = User.objects.in_bulk(
            {incident.service.owner_id for incident in self.incidents if incident.service} - {None}
        )
        return owners

    @cached_property
    def _watchers(self) -> dict[int, list[User]]:
        return desk_followers_of(self.incidents)


def escalated(escalations: Sequence[Escalation], *, by: Actor, now: datetime) -> None:
    """Tell everybody whom the reached steps of a clock name, once, of the highest of them."""
    circles = _Circles(escalation.incident for escalation in escalations)
    readers = [_readers(escalation, circles) for escalation in escalations]
    warm_rights(reader for some in readers for reader in some)
    announce_all(
        [_announcement(escalation, some) for escalation, some in zip(escalations, readers, strict=True)],
        by=by,
        now=now,
    )


def _readers(escalation: Escalation, circles: _Circles) -> list[User]:
    words = dict.fromkeys(word for step in escalation.steps for word in step.tell)
    named = (reader for word in words for reader in circles.named_by(word, escalation.incident))
    return list({reader.pk: reader for reader in named}.values())


def _announcement(escalation: Escalation, readers: Iterable[User]) -> Announcement:
    happening = about(
        escalation.incident,
        "sla_missed" if escalation.is_breach else "sla_near",
        clock=escalation.kind,
        steps=[step.key for step in escalation.steps],
    )
    letters = each(readers, lambda reader: _warning(escalation, reader))
    return Announcement(happening, letters, escalation.tell_at)


def _warning(escalation: Escalation, reader: User) -> Letter:
    clock = escalation.clock
    instant = clock.breached_at or clock.breach_at or escalation.reached_at
    names = ", ".join(step.key for step in escalation.steps)
    values = {
        "clock": str(escalation.kind.label),
        "at": moment(instant, reader),
        "note": _("Steps reached meanwhile: %s.") % names if len(escalation.steps) > 1 else "",
    }
    key = "sla_missed" if escalation.is_breach else "sla_near"
    return letter(escalation.incident, reader, _("You are named in the escalation"), key, values)


def step_reached(escalation: Escalation, step: Step, *, by: Actor, now: datetime) -> Event:
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
    return announce(Happening(STEP_REACHED, escalation.incident.number, facts), [], by=by, now=now)
