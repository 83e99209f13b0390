"""The plain derivation of a deadline: a ledger unfolded into lines whose counted seconds add up exactly (SLA-17)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from incidents.sla import clockwork
from incidents.sla.calendar_plan import DayKind
from incidents.sla.calendars import Stretch, WorkingCalendar, local_moment
from incidents.sla.choices import Cause, SegmentKind
from incidents.sla.clockwork import Calendars, Ledger, Segment
from incidents.sla.terms import Agreement

# A week of days is read at a glance; what is longer is folded, and what is still too long is folded harder.
_DAYS_IN_FULL = 5
_MOST_LINES = 36
_ONE_DAY = timedelta(days=1)


class LineKind(StrEnum):
    """What a line of the derivation says."""

    COUNTED = "counted"
    OVER = "over"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    SHORTENED = "shortened"
    SPECIAL = "special"
    PAUSED = "paused"
    STOPPED = "stopped"
    EXCLUDED = "excluded"
    RETARGETED = "retargeted"


COUNTING = frozenset({LineKind.COUNTED, LineKind.OVER})
WHOLE_DAYS = frozenset({LineKind.HOLIDAY, LineKind.SHORTENED, LineKind.SPECIAL})
_STANDING = {
    SegmentKind.PAUSED: LineKind.PAUSED,
    SegmentKind.STOPPED: LineKind.STOPPED,
    SegmentKind.EXCLUDED: LineKind.EXCLUDED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `seconds` count towards the target, `idle_seconds` are working time that does not.

    A folded line stands for several `days`; a retargeted line has the agreement before, and carries seconds over.
    """

    kind: LineKind
    start: datetime
    end: datetime | None
    cause: Cause
    agreement: Agreement
    seconds: int = 0
    idle_seconds: int = 0
    days: int = 1
    holidays: int = 0
    name: str = ""
    before: Agreement | None = None
    carried: int = 0

    @property
    def is_folded(self) -> bool:
        """Say whether it stands for several days."""
        return self.kind in COUNTING and self.days > 1


def explain(ledger: Ledger, calendars: Calendars, until: datetime | None = None) -> list[Line]:
    """Unfold a clock: up to the instant at which it is due while it runs in time, else up to `until`.

    The seconds of all lines add up to the target in the first case and to the time used up in the second.
    """
    end = _end(ledger, calendars, until)
    lines: list[Line] = []
    used, before = 0, None
    for segment in ledger.segments:
        if before is not None and segment.agreement != before:
            lines.append(_retargeted(segment, before, used))
        before = segment.agreement
        found = _segment_lines(segment, end, calendars(segment.calendar))
        lines += _marked_over(found, ledger.target - used, calendars(segment.calendar))
        used += sum(line.seconds for line in found)
    return _folded(lines, calendars)


def _end(ledger: Ledger, calendars: Calendars, until: datetime | None) -> datetime:
    """Return how far the derivation goes; beyond the present segment only if the target is not used up yet."""
    present = ledger.present
    told = present.start if until is None else max(until, present.start)
    if present.kind != SegmentKind.RUNNING:
        return told
    due = clockwork.due_at(ledger, calendars)
    if due is None or clockwork.elapsed(ledger, told, calendars) > ledger.target:
        return told
    return max(due, present.start)


def _retargeted(segment: Segment, before: Agreement, used: int) -> Line:
    return Line(
        LineKind.RETARGETED,
        segment.start,
        segment.start,
        segment.cause,
        segment.agreement,
        before=before,
        carried=used,
    )


def _segment_lines(segment: Segment, end: datetime, calendar: WorkingCalendar) -> list[Line]:
    start, stop = segment.start, min(segment.end or end, end)
    if segment.kind == SegmentKind.RUNNING:
        return list(_running_lines(segment, stop, calendar)) if start < stop else []
    if segment.end is not None and segment.start == segment.end:
        return []
    idle = calendar.working_seconds(start, stop) if start < stop else 0
    return [
        Line(
            _STANDING[segment.kind],
            start,
            segment.end,
            segment.cause,
            segment.agreement,
            idle_seconds=idle,
        )
    ]


def _running_lines(segment: Segment, stop: datetime, calendar: WorkingCalendar) -> Iterator[Line]:
    """Yield stretches of working time, and between them the days without any; ordinary nights are not told."""
    shape = Line(LineKind.COUNTED, segment.start, stop, segment.cause, segment.agreement)
    position = segment.start
    for stretch in calendar.stretches(segment.start, stop):
        yield from _gap_lines(shape, position, stretch.start, calendar)
        yield from _unusual_days(shape, position, stretch, calendar)
        yield replace(shape, start=stretch.start, end=stretch.end, seconds=stretch.seconds)
        position = stretch.end
    yield from _gap_lines(shape, position, stop, calendar)


def _gap_lines(shape: Line, start: datetime, end: datetime, calendar: WorkingCalendar) -> Iterator[Line]:
    """Yield what lies between two instants without working time; right after the start, hours count as closed too."""
    is_first = start == shape.start
    found: list[Line] = []
    for day, opens, closes in _days(start, end, calendar.zone):
        plan = calendar.day(day)
        is_holiday = plan.kind == DayKind.HOLIDAY and not plan.hours
        if plan.hours and not is_first:
            continue
        kind = LineKind.HOLIDAY if is_holiday else LineKind.CLOSED
        name = plan.name if is_holiday else ""
        last = found[-1] if found else None
        if last is not None and (last.kind, last.name, last.end) == (kind, name, opens):
            found[-1] = replace(last, end=closes, days=last.days + 1)
        else:
            found.append(replace(shape, kind=kind, start=opens, end=closes, name=name))
    yield from found


def _unusual_days(
    shape: Line, position: datetime, stretch: Stretch, calendar: WorkingCalendar
) -> Iterator[Line]:
    """Yield the days on which fewer or other hours count, before the first stretch that begins on them."""
    zone = calendar.zone
    day = stretch.start.astimezone(zone).date()
    if position != shape.start and position.astimezone(zone).date() == day:
        return
    plan = calendar.day(day)
    if plan.kind == DayKind.WEEKDAY or calendar.plan.week[day.weekday()] == plan.hours:
        return
    kind = LineKind.SHORTENED if plan.kind == DayKind.HOLIDAY else LineKind.SPECIAL
    opens, closes = _midnight(day, zone), _midnight(day + _ONE_DAY, zone)
    yield replace(shape, kind=kind, start=opens, end=closes, name=plan.name)


def _days(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[date, datetime, datetime]]:
    """Yield each local date between two instants with the part of it that lies between them."""
    day = start.astimezone(zone).date()
    while start < end:
        closes = min(_midnight(day + _ONE_DAY, zone), end)
        # A zone may leave out a date.
        if start < closes:
            yield day, start, closes
            start = closes
        day += _ONE_DAY


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(local_moment(datetime.combine(day, time()), zone, closes=False), UTC)


def _marked_over(lines: Iterable[Line], left: int, calendar: WorkingCalendar) -> Iterator[Line]:
    """Yield the lines; counted time beyond what is left of the target is marked as such."""
    for line in lines:
        if line.kind != LineKind.COUNTED or line.seconds <= left:
            yield line
        elif left <= 0:
            yield replace(line, kind=LineKind.OVER)
        else:
            turn = calendar.due_at(line.start, left)
            yield replace(line, end=turn, seconds=left)
            yield replace(line, kind=LineKind.OVER, start=turn, seconds=line.seconds - left)
        left -= line.seconds


def _folded(lines: list[Line], calendars: Calendars) -> list[Line]:
    """Return the lines, long rows of days as one: between holidays, or across them if there are too many."""
    zones = {line.agreement.calendar: calendars(line.agreement.calendar).zone for line in lines}
    between = _fold(lines, {LineKind.CLOSED}, zones)
    if len(between) <= _MOST_LINES:
        return between
    return _fold(lines, {LineKind.CLOSED, *WHOLE_DAYS}, zones)


def _fold(lines: list[Line], passed: set[LineKind], zones: dict[int, ZoneInfo]) -> list[Line]:
    folded: list[Line] = []
    for row in _rows(lines, passed):
        first, last = row[0], row[-1]
        counted = [line for line in row if line.kind in COUNTING]
        days = {line.start.astimezone(zones[line.agreement.calendar]).date() for line in counted}
        if len(days) <= _DAYS_IN_FULL:
            folded += row
            continue
        holidays = sum(line.days for line in row if line.kind == LineKind.HOLIDAY)
        seconds = sum(line.seconds for line in counted)
        folded.append(
            replace(first, end=last.end, seconds=seconds, days=len(days), holidays=holidays, name="")
        )
    return folded


def _rows(lines: list[Line], passed: set[LineKind]) -> Iterator[list[Line]]:
    """Split the lines into rows that begin and end with counted time and may be folded, and single lines."""
    row: list[Line] = []
    for line in lines:
        if row and (line.kind in passed or _alike(row[0], line)):
            row.append(line)
            continue
        yield from _parts(row)
        row = [line] if line.kind in COUNTING else []
        if not row:
            yield [line]
    yield from _parts(row)


def _alike(one: Line, other: Line) -> bool:
    return (one.kind, one.agreement, one.cause) == (other.kind, other.agreement, other.cause)


def _parts(row: list[Line]) -> Iterator[list[Line]]:
    """Give back what follows the last counted line as lines of their own."""
    last = max((index for index, line in enumerate(row) if line.kind in COUNTING), default=-1)
    if last >= 0:
        yield row[: last + 1]
    yield from ([line] for line in row[last + 1 :])
