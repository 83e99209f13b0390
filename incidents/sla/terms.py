"""What was agreed: policies with their targets and steps as plain values, and which of them applies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from incidents.records.choices import OPEN_STATES, State
from incidents.sla.calendars import WorkingCalendar
from incidents.sla.choices import ClockKind, Covers, Majors, StopsOn, Tell, UpdateMode


@dataclass(frozen=True, slots=True)
class Step:
    """One escalation step: at a percentage of the target (100 is the breach), or some working minutes after it."""

    percent: int | None = None
    minutes_after: int | None = None
    tell: tuple[Tell, ...] = ()
    raises_urgency: bool = False
    reassign_to: int | None = None
    webhook: int | None = None

    @property
    def key(self) -> str:
        """Return the step's identity within a target."""
        return f"{self.percent}%" if self.percent is not None else f"+{self.minutes_after}min"

    @property
    def is_breach(self) -> bool:
        """Say whether the step is the breach itself."""
        return self.percent == 100

    @property
    def tells_a_miss(self) -> bool:
        """Say whether the target is missed once the step is reached: the breach, and everything after it."""
        return self.percent is None or self.percent >= 100

    def seconds(self, target: int) -> int:
        """Return the elapsed working seconds at which the step is reached, rounded up."""
        if self.percent is not None:
            return -(-target * self.percent // 100)
        return target + 60 * (self.minutes_after or 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the clocks need to know of an incident at one instant."""

    state: State
    priority: int
    reported_at: datetime
    recorded_at: datetime
    service: int | None = None
    service_calendar: int | None = None
    organisation: int | None = None
    team: int | None = None
    is_major: bool = False
    pauses: bool = False
    pauses_team: bool = False
    is_at_supplier: bool = False
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    unanswered_since: datetime | None = None
    informed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Say whether work is still to be done."""
        return self.state in OPEN_STATES

    def chosen_by(self, covers: Covers) -> str:
        """Return what a policy is chosen by, as text: while it is the same, clocks keep what they have."""
        words = [f"P{self.priority}", self.service, self.service_calendar, self.organisation, self.is_major]
        if covers == Covers.TEAM:
            words.append(self.team)
        return "|".join("" if word is None else str(word) for word in words)


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of a policy."""

    version: int
    slug: str
    name: str
    number: int
    covers: Covers
    calendar: int
    follows_service: bool = False
    priorities: frozenset[int] = frozenset()
    services: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    majors: Majors = Majors.ANY
    targets: Mapping[ClockKind, Mapping[int, int]] = field(default_factory=dict)
    stops_on: StopsOn = StopsOn.EITHER
    update_mode: UpdateMode = UpdateMode.UNANSWERED
    steps: tuple[Step, ...] = ()
    close_after_days: int = 5

    def covers_case(self, facts: Facts) -> bool:
        """Say whether every condition holds; an empty condition always does."""
        return (
            (not self.priorities or facts.priority in self.priorities)
            and (not self.services or facts.service in self.services)
            and (not self.organisations or facts.organisation in self.organisations)
            and (not self.teams or facts.team in self.teams)
            and (self.majors == Majors.ANY or (self.majors == Majors.ONLY) == facts.is_major)
        )

    def hides(self, other: "Terms") -> bool:
        """Say whether nothing is left for a policy that stands below this one."""
        return (
            self.covers == other.covers
            and self.majors in (Majors.ANY, other.majors)
            and all(
                not mine or (bool(theirs) and theirs <= mine)
                for mine, theirs in (
                    (self.priorities, other.priorities),
                    (self.services, other.services),
                    (self.organisations, other.organisations),
                    (self.teams, other.teams),
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a clock is held to: a target in working seconds under one calendar version."""

    terms: int
    target: int
    calendar: int


@dataclass(frozen=True, slots=True)
class Book:
    """All policies in their order, and the calendars in every version that a clock may be pinned to."""

    policies: Sequence[Terms]
    calendar_versions: Mapping[int, int]
    calendar: Callable[[int], WorkingCalendar]
    terms: Callable[[int], Terms]

    def choose(self, covers: Covers, facts: Facts) -> Terms | None:
        """Return the first policy whose conditions hold."""
        return next(
            (terms for terms in self.policies if terms.covers == covers and terms.covers_case(facts)), None
        )

    def agreement(self, kind: ClockKind, facts: Facts) -> Agreement | None:
        """Return what a clock of this kind is held to now, or None if nothing is promised."""
        terms = self.choose(COVERING[kind], facts)
        minutes = terms.targets.get(kind, {}).get(facts.priority) if terms else None
        if terms is None or minutes is None:
            return None
        return Agreement(terms.version, minutes * 60, self.calendar_for(terms, facts))

    def calendar_for(self, terms: Terms, facts: Facts) -> int:
        """Return the present version of the calendar that the policy means for this incident."""
        own = facts.service_calendar
        if terms.follows_service and own is not None and own in self.calendar_versions:
            return self.calendar_versions[own]
        return self.calendar_versions[terms.calendar]


COVERING = {
    ClockKind.RESPONSE: Covers.REQUESTER,
    ClockKind.UPDATE: Covers.REQUESTER,
    ClockKind.RESOLUTION: Covers.REQUESTER,
    ClockKind.OLA: Covers.TEAM,
    ClockKind.UC: Covers.SUPPLIER,
}
