"""Builders of service levels: calendars, policies, and an incident whose story is told in instants."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from accounts.history import save_as
from accounts.notices.models import Event, Notice
from accounts.people.queries import the_product
from incidents.catalogue.models import CancelReason, HoldReason, Service
from incidents.lifecycle.operations import cancelling, details, moving, opening, resolving, talking
from incidents.lifecycle.operations.escalating import sweep_clocks
from incidents.majors import operations as majors
from incidents.records.choices import EntryKind
from incidents.records.models import Incident
from incidents.sla.choices import Covers, Tell
from incidents.sla.defaults import STAMP
from incidents.sla.models import (
    Calendar,
    CalendarVersion,
    Clock,
    ConfigurationStamp,
    EscalationStep,
    Policy,
    PolicyVersion,
    Target,
)
from tests.builders import resolution
from tests.cast import Cast

MADE_AT = datetime(2025, 1, 1, tzinfo=UTC)
STEPS: tuple[dict[str, Any], ...] = (
    {"percent": 75, "tell": [Tell.OWNER]},
    {"percent": 90, "tell": [Tell.LEAD]},
    {"percent": 100, "tell": [Tell.INCIDENT_MANAGER]},
)
LEVELS = {1: ("high", "high"), 2: ("high", "medium"), 3: ("medium", "medium"), 4: ("medium", "low")}


def utc(text: str) -> datetime:
    """Return an instant that is written in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stamp() -> None:
    """Let every process read the configuration anew."""
    ConfigurationStamp.objects.update_or_create(name=STAMP, defaults={"token": str(uuid.uuid4())})


def make_calendar(slug: str, definition: Mapping[str, Any]) -> Calendar:
    """Make a calendar with one version; a second call makes the next version."""
    by = the_product("test calendar")
    calendar = Calendar.objects.filter(slug=slug).first() or Calendar(slug=slug, name=slug)
    if calendar.pk is None:
        save_as(calendar, by=by)
    number = calendar.versions.count() + 1
    for earlier in calendar.versions.filter(is_current=True):
        earlier.is_current = False
        save_as(earlier, by=by)
    save_as(
        CalendarVersion(calendar=calendar, number=number, definition=dict(definition), created_at=MADE_AT),
        by=by,
    )
    stamp()
    return calendar


def make_policy(
    slug: str,
    calendar: Calendar,
    targets: Mapping[str, int | Mapping[int, int]],
    *,
    steps: Sequence[Mapping[str, Any]] = STEPS,
    position: int = 1,
    covers: Covers = Covers.REQUESTER,
    teams: Sequence[Any] = (),
    services: Sequence[Service] = (),
    **conditions: Any,
) -> PolicyVersion:
    """Make a policy that stands before those of the installation; one number means every priority.

    A second call with the same slug makes the next version.
    """
    by = the_product("test policy")
    policy = Policy.objects.filter(slug=slug).first() or Policy(
        slug=slug, name=slug, covers=covers, position=position
    )
    if policy.pk is None:
        save_as(policy, by=by)
    for earlier in policy.versions.filter(is_current=True):
        earlier.is_current = False
        save_as(earlier, by=by)
    number = policy.versions.count() + 1
    version = PolicyVersion(policy=policy, number=number, calendar=calendar, created_at=MADE_AT, **conditions)
    save_as(version, by=by)
    version.teams.set(teams)
    version.services.set(services)
    for kind, told in targets.items():
        minutes = told if isinstance(told, Mapping) else dict.fromkeys(range(1, 6), told)
        Target.objects.bulk_create(
            Target(version=version, kind=kind, priority=priority, minutes=count)
            for priority, count in minutes.items()
        )
    EscalationStep.objects.bulk_create(EscalationStep(version=version, **step) for step in steps)
    stamp()
    return version


def clock(incident: Incident, kind: str = "resolution", ordinal: int | None = None) -> Clock:
    """Return the newest clock of a kind, or the one with this number."""
    rows = Clock.objects.filter(incident=incident, kind=kind).order_by("-ordinal")
    return rows[0] if ordinal is None else rows.get(ordinal=ordinal)


def steps_of(row: Clock) -> list[tuple[int, str, datetime, bool, bool]]:
    """Return (number of the target, step, true instant, late, silent) of what was recorded."""
    return list(row.steps.values_list("target_number", "key", "true_at", "is_late", "is_silent"))


def escalations(incident: Incident) -> list[tuple[str, list[str]]]:
    """Return (kind, steps) of every escalation that was announced."""
    events = Event.objects.filter(about=incident.number, kind__startswith="incident.sla_").order_by("id")
    return [(event.kind.removeprefix("incident.sla_"), event.facts["steps"]) for event in events]


def told(incident: Incident, **conditions: Any) -> list[str]:
    """Return the names of those whom escalations told, once per notice."""
    notices = Notice.objects.filter(event__about=incident.number, event__kind__startswith="incident.sla_")
    return sorted(notices.filter(**conditions).values_list("recipient__username", flat=True))


class Tale:
    """An incident, and what people do with it at which instant (in UTC)."""

    def __init__(self, cast: Cast, at: str, *, priority: int = 3, **report: Any) -> None:
        impact, urgency = LEVELS[priority]
        self.cast = cast
        by = cast.actor(report.pop("by", "agnes"))
        values = {
            "title": "E-mail arrives late",
            "requester": cast.ruth,
            "impact": impact,
            "urgency": urgency,
            "service": cast.services["vpn"],
            **report,
        }
        self.incident = opening.open_incident(opening.Report(**values), by=by, now=utc(at))

    def _kept(self, incident: Incident) -> "Tale":
        self.incident = Incident.objects.with_people().get(pk=incident.pk)
        return self

    def triage(self, at: str, team: str = "network") -> "Tale":
        incident = self.incident
        return self._kept(
            moving.triage(
                incident,
                category=self.cast.categories["network"],
                service=incident.service or self.cast.services["vpn"],
                impact=incident.impact,
                urgency=incident.urgency,
                team=self.cast.teams[team],
                by=self.cast.actor("agnes"),
                now=utc(at),
            )
        )

    def start(self, at: str, by: str = "rafael") -> "Tale":
        return self._kept(moving.start(self.incident, by=self.cast.actor(by), now=utc(at)))

    def work(self, at: str) -> "Tale":
        """Triage and start at one instant."""
        return self.triage(at).start(at)

    def hold(self, at: str, reason: str = "awaiting_requester", **more: Any) -> "Tale":
        found = HoldReason.objects.get(slug=reason)
        if reason == "awaiting_requester":
            more.setdefault("question", "Which building?")
        by = self.cast.actor(more.pop("by", "rafael"))
        return self._kept(moving.hold(self.incident, reason=found, by=by, now=utc(at), **more))

    def say(self, at: str, by: str = "ruth", *, is_public: bool = True, body: str = "Four.") -> "Tale":
        kind = EntryKind.PUBLIC if is_public else EntryKind.WORK_NOTE
        talking.comment(self.incident, kind, body, by=self.cast.actor(by), now=utc(at))
        return self._kept(self.incident)

    def resume(self, at: str) -> "Tale":
        return self._kept(moving.resume(self.incident, by=self.cast.actor("rafael"), now=utc(at)))

    def change(self, at: str, **values: Any) -> "Tale":
        why = values.pop("why", "")
        by = self.cast.actor("agnes")
        return self._kept(details.change_details(self.incident, values, by=by, now=utc(at), why=why))

    def prioritise(self, at: str, priority: int) -> "Tale":
        impact, urgency = LEVELS[priority]
        return self.change(at, impact=impact, urgency=urgency)

    def transfer(self, at: str, team: str) -> "Tale":
        by = self.cast.actor("agnes")
        moved = moving.transfer(
            self.incident, team=self.cast.teams[team], reason="Theirs", by=by, now=utc(at)
        )
        return self._kept(moved)

    def resolve(self, at: str) -> "Tale":
        by = self.cast.actor("agnes")
        return self._kept(resolving.resolve(self.incident, resolution(), by=by, now=utc(at)))

    def reopen(self, at: str) -> "Tale":
        by = self.cast.actor("agnes")
        return self._kept(resolving.reopen(self.incident, reason="Slow again", by=by, now=utc(at)))

    def cancel(self, at: str) -> "Tale":
        reason = CancelReason.objects.get(slug="false_alarm")
        by = self.cast.actor("agnes")
        return self._kept(cancelling.cancel(self.incident, reason=reason, by=by, now=utc(at)))

    def restore(self, at: str) -> "Tale":
        by = self.cast.actor("ines")
        return self._kept(cancelling.restore(self.incident, reason="It was one", by=by, now=utc(at)))

    def declare(self, at: str) -> "Tale":
        declared = majors.declare_major(
            self.incident,
            manager=self.cast.mia,
            impact_statement="All sites",
            communication_plan="Hourly",
            by=self.cast.actor("mia"),
            now=utc(at),
        )
        return self._kept(declared)

    def sweep(self, at: str) -> "Tale":
        sweep_clocks(now=utc(at))
        return self._kept(self.incident)

    def clock(self, kind: str = "resolution", ordinal: int | None = None) -> Clock:
        return clock(self.incident, kind, ordinal)
