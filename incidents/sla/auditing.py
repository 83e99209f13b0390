"""What differs between clocks as they are kept and as they follow from their ledger and their history."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from incidents.records.models import NEVER, Incident
from incidents.sla.archive import Archive
from incidents.sla.choices import SegmentKind
from incidents.sla.clockwork import Ledger, Segment
from incidents.sla.histories import histories
from incidents.sla.models import Clock, ClockSegment, ClockStep
from incidents.sla.operations.ledgers import Fired, ledger_of, refresh
from incidents.sla.replay import replay
from incidents.sla.terms import Agreement, Book

_CACHED = (
    "terms_id",
    "calendar_id",
    "target_seconds",
    "state",
    "turned_at",
    "elapsed_seconds",
    "paused_seconds",
    "due_at",
    "breach_at",
    "warn_at",
    "next_at",
)
_REPLAYED = ("started_at", "target_number", "breached_at", "is_late_logged", "team")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not what it should be; `source` says what it was compared with: ledger or history."""

    incident: str
    clock: str
    field: str
    stored: str
    computed: str
    source: str

    def told(self) -> dict[str, str]:
        """Return the difference as a fact."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a batch showed."""

    clocks: int
    differences: dict[int, list[Difference]]


@dataclass(slots=True)
class _Kept:
    """A clock as it is kept: the row, its lines and the steps that were recorded."""

    row: Clock
    lines: list[ClockSegment]
    fired: set[Fired]

    @property
    def name(self) -> str:
        return f"{self.row.kind} {self.row.ordinal + 1}" if self.row.ordinal else self.row.kind


def compared(keys: Sequence[int], archive: Archive, book: Book) -> Finding:
    """Compare the clocks of some incidents, with a number of questions that does not depend on theirs."""
    incidents = Incident.objects.in_bulk(list(keys))
    kept = _kept(list(incidents))
    lived = histories(list(incidents))
    found: dict[int, list[Difference]] = {}
    for key, incident in incidents.items():
        clocks = kept.get(key, [])
        differences = [*_with_ledger(incident, clocks, book)]
        if key in lived:
            differences += _with_history(incident, clocks, replay(lived[key], archive.at))
        if differences:
            found[key] = differences
    return Finding(sum(len(clocks) for clocks in kept.values()), found)


def _kept(keys: Sequence[int]) -> dict[int, list[_Kept]]:
    rows = {row.pk: _Kept(row, [], set()) for row in Clock.objects.filter(incident__in=keys).order_by("id")}
    for line in ClockSegment.objects.filter(clock__incident__in=keys).order_by("clock_id", "number"):
        if line.clock_id in rows:
            rows[line.clock_id].lines.append(line)
    steps = ClockStep.objects.filter(clock__incident__in=keys)
    for clock, number, key in steps.values_list("clock_id", "target_number", "key"):
        if clock in rows:
            rows[clock].fired.add((number, key))
    by_incident: dict[int, list[_Kept]] = defaultdict(list)
    for one in rows.values():
        by_incident[one.row.incident_id].append(one)
    return by_incident


def _with_ledger(incident: Incident, clocks: Iterable[_Kept], book: Book) -> Iterator[Difference]:
    dues = []
    for kept in clocks:
        if not kept.lines:
            yield Difference(incident.number, kept.name, "segments", "0", "1", "ledger")
            continue
        last = kept.lines[-1]
        ledger = ledger_of(kept.row, kept.lines)
        ledger.agreement = Agreement(last.terms_id, last.target_seconds, last.calendar_id)
        computed = refresh(copy(kept.row), ledger, kept.fired, book)
        for name in _CACHED:
            stored, wanted = getattr(kept.row, name), getattr(computed, name)
            if stored != wanted:
                field = name.removesuffix("_id")
                yield Difference(incident.number, kept.name, field, told(stored), told(wanted), "ledger")
        if computed.due_at is not None and computed.state == SegmentKind.RUNNING:
            dues.append(computed.due_at)
    nearest = min(dues, default=NEVER)
    if incident.next_due_at != nearest:
        told_due = told(incident.next_due_at), told(nearest)
        yield Difference(incident.number, "", "next_due_at", *told_due, "ledger")


def _with_history(
    incident: Incident, clocks: Iterable[_Kept], replayed: Iterable[Ledger]
) -> Iterator[Difference]:
    stored = {(kept.row.kind, kept.row.ordinal): kept for kept in clocks}
    lived = {(ledger.kind.value, ledger.ordinal): ledger for ledger in replayed}
    for kind, ordinal in sorted({*stored, *lived}):
        kept, ledger = stored.get((kind, ordinal)), lived.get((kind, ordinal))
        name = f"{kind} {ordinal + 1}" if ordinal else kind
        if kept is None or ledger is None:
            there = (_there(kept is not None), _there(ledger is not None))
            yield Difference(incident.number, name, "clock", *there, "history")
            continue
        for field in _REPLAYED:
            column = "team_id" if field == "team" else field
            values = getattr(kept.row, column), getattr(ledger, field)
            if values[0] != values[1]:
                pair = told(values[0]), told(values[1])
                yield Difference(incident.number, name, field, *pair, "history")
        yield from _lines(incident, name, kept, ledger)


def _there(is_there: bool) -> str:
    return "present" if is_there else "missing"


def _lines(incident: Incident, name: str, kept: _Kept, ledger: Ledger) -> Iterator[Difference]:
    lines = {line.number: line for line in kept.lines}
    for number in sorted({*lines, *range(len(ledger.segments))}):
        stored = _line(lines[number]) if number in lines else _there(is_there=False)
        computed = _there(is_there=False)
        if number < len(ledger.segments):
            computed = _segment(ledger.segments[number])
        if stored != computed:
            yield Difference(incident.number, name, f"segment {number}", stored, computed, "history")


def _line(line: ClockSegment) -> str:
    kind, cause = SegmentKind(line.kind), line.cause
    agreed = Agreement(line.terms_id, line.target_seconds, line.calendar_id)
    return _in_words(kind, line.started_at, line.ended_at, agreed, cause)


def _segment(segment: Segment) -> str:
    return _in_words(segment.kind, segment.start, segment.end, segment.agreement, segment.cause)


def _in_words(kind: SegmentKind, start: datetime, end: datetime | None, agreed: Agreement, cause: str) -> str:
    held = f"policy {agreed.terms}, {agreed.target} s, calendar {agreed.calendar}"
    return f"{kind.value} {told(start)} to {told(end)}, {held}, {str(cause)}"


def told(value: Any) -> str:
    """Return a value as the report writes it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return "none" if value is None else str(value)
