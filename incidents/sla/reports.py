"""Reports on clocks: who held the time (SLA-25), and whether pauses were honest (SLA-29)."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import Right
from accounts.people.models import Team, User
from incidents.catalogue.models import HoldReason
from incidents.records.choices import EntryKind, Story
from incidents.records.models import Incident, IncidentQuerySet
from incidents.records.timeline_models import Entry
from incidents.sla import clockwork
from incidents.sla.choices import ClockKind, SegmentKind
from incidents.sla.clockwork import Calendars, Ledger
from incidents.sla.holding import Holding, shares
from incidents.sla.models import Clock, ClockSegment
from incidents.sla.operations.ledgers import ledger_of
from incidents.sla.queries import calendar_of


@dataclass(frozen=True, slots=True)
class HeldBy:
    """The working seconds of a clock in the hands of a team and person."""

    team: Team | None
    assignee: User | None
    seconds: int


def held_by(incident: Incident, ledger: Ledger, calendars: Calendars, at: datetime) -> list[HeldBy]:
    """Return who held the incident while a clock ran (three questions); the seconds add up to the time used up."""
    versions = incident.history.order_by("history_date", "history_id")
    rows = versions.values_list("history_date", "team_id", "assignee_id")
    found = shares(ledger, [Holding(*row) for row in rows], calendars, at)
    teams = Team.objects.in_bulk({share.team for share in found if share.team})
    people = User.objects.in_bulk({share.assignee for share in found if share.assignee})
    return [
        HeldBy(
            teams[share.team] if share.team else None,
            people[share.assignee] if share.assignee else None,
            share.seconds,
        )
        for share in found
    ]


def reads_all_pauses(user: User) -> bool:
    """Say whether the person answers for how everybody uses pauses."""
    return any(
        user.may(right) for right in (Right.INCIDENT_MANAGER, Right.MAJOR_INCIDENT_MANAGER, Right.AUDIT)
    )


def may_read_pauses(user: User) -> bool:
    """Say whether the person answers for all of them, or as a lead for those of the own teams."""
    return reads_all_pauses(user) or (user.may(Right.LEAD) and bool(user.led_team_ids))


def answered_for(user: User) -> IncidentQuerySet:
    """Return the incidents whose pauses the person answers for, of those that the person may see."""
    incidents = Incident.objects.visible_to(user)
    return incidents if reads_all_pauses(user) else incidents.filter(team__in=user.led_team_ids)


@dataclass(frozen=True, slots=True)
class PauseShare:
    """How much working time one person let wait for one reason."""

    reason: str
    person: User
    pauses: int
    paused_seconds: int
    permille: int


@dataclass(frozen=True, slots=True)
class LatePause:
    """A pause that began in the last tenth of a target."""

    incident: Incident
    person: User
    reason: str
    started_at: datetime
    percent: int


@dataclass(frozen=True, slots=True)
class PauseIntegrity:
    """Working time of resolution clocks in a period; shares in thousandths of all of it."""

    running_seconds: int
    paused_seconds: int
    shares: list[PauseShare]
    late: list[LatePause]
    silent: list[Entry]


def pause_integrity(incidents: QuerySet[Incident], since: datetime, until: datetime) -> PauseIntegrity:
    """Return how pauses were used in a period on the given incidents (a constant number of questions)."""
    touched = ClockSegment.objects.filter(clock=OuterRef("pk"), started_at__lt=until).exclude(
        ended_at__lte=since
    )
    clocks = (
        Clock.objects.filter(Exists(touched), kind=ClockKind.RESOLUTION, incident__in=incidents.order_by())
        .select_related("incident")
        .prefetch_related("segments__actor")
    )
    reasons = _reasons(clocks, until)
    count = _Count(since, until)
    for clock in clocks:
        lines = list(clock.segments.all())
        count.add(clock, lines, ledger_of(clock, lines), reasons.get(clock.incident_id, _NO_REASONS))
    return PauseIntegrity(
        running_seconds=count.running,
        paused_seconds=count.paused,
        shares=count.shares(),
        late=sorted(count.late, key=lambda late: late.started_at),
        silent=list(silent_holds(incidents, since, until)),
    )


@dataclass(frozen=True, slots=True)
class _Reasons:
    """Why an incident was put on hold, in time order."""

    at: Sequence[datetime]
    names: Sequence[str]

    def before(self, instant: datetime) -> str:
        index = bisect_right(self.at, instant) - 1
        return self.names[index] if index >= 0 else ""


_NO_REASONS = _Reasons((), ())


def _reasons(clocks: QuerySet[Clock], until: datetime) -> Mapping[int, _Reasons]:
    held = Entry.objects.filter(
        story=Story.HELD, happened_at__lt=until, incident__in=clocks.order_by().values("incident")
    )
    told: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for incident, at, facts in held.order_by("happened_at", "id").values_list(
        "incident_id", "happened_at", "facts"
    ):
        told[incident].append((at, str(facts.get("reason") or "")))
    return {
        incident: _Reasons([at for at, _name in rows], [name for _at, name in rows])
        for incident, rows in told.items()
    }


class _Count:
    """Adds up a period, clock by clock."""

    def __init__(self, since: datetime, until: datetime) -> None:
        self.since, self.until = since, until
        self.running = self.paused = 0
        self.late: list[LatePause] = []
        self._seconds: dict[tuple[str, int], int] = defaultdict(int)
        self._pauses: dict[tuple[str, int], int] = defaultdict(int)
        self._people: dict[int, User] = {}

    def add(self, clock: Clock, lines: Sequence[ClockSegment], ledger: Ledger, reasons: _Reasons) -> None:
        """Count one clock."""
        for line, seconds in self._within(lines):
            if line.kind == SegmentKind.RUNNING:
                self.running += seconds
                continue
            self.paused += seconds
            self._people[line.actor_id] = line.actor
            key = (reasons.before(line.started_at), line.actor_id)
            self._seconds[key] += seconds
            self._pauses[key] += 1
            used, target = clockwork.elapsed(ledger, line.started_at, calendar_of), line.target_seconds
            if line.started_at >= self.since and target * 9 <= used * 10 <= target * 10:
                percent = used * 100 // target
                self.late.append(LatePause(clock.incident, line.actor, key[0], line.started_at, percent))

    def _within(self, lines: Sequence[ClockSegment]) -> Iterator[tuple[ClockSegment, int]]:
        for line in lines:
            start, end = max(line.started_at, self.since), min(line.ended_at or self.until, self.until)
            if start < end and line.kind in (SegmentKind.RUNNING, SegmentKind.PAUSED):
                yield line, calendar_of(line.calendar_id).working_seconds(start, end)

    def shares(self) -> list[PauseShare]:
        """Return the shares, the largest first."""
        whole = self.running + self.paused
        found = [
            PauseShare(
                reason=reason,
                person=self._people[person],
                pauses=self._pauses[reason, person],
                paused_seconds=seconds,
                permille=seconds * 1000 // whole if whole else 0,
            )
            for (reason, person), seconds in self._seconds.items()
        ]
        return sorted(found, key=lambda share: (-share.paused_seconds, share.reason, share.person.username))


def silent_holds(incidents: QuerySet[Incident], since: datetime, until: datetime) -> QuerySet[Entry]:
    """Return holds on a pausing reason with which nobody outside was asked anything."""
    question = Entry.objects.filter(
        Q(incident=OuterRef("incident")) | Q(counted_for=OuterRef("incident")),
        kind=EntryKind.PUBLIC,
        author=OuterRef("author"),
        happened_at=OuterRef("happened_at"),
    )
    return (
        Entry.objects.filter(
            ~Exists(question),
            story=Story.HELD,
            happened_at__gte=since,
            happened_at__lt=until,
            facts__reason__in=list(HoldReason.objects.filter(pauses=True).values_list("slug", flat=True)),
            incident__in=incidents.order_by(),
        )
        .select_related("incident", "author")
        .order_by("happened_at", "id")
    )
