"""Working time: which instants count, how many lie between two, and when a number of them is used up (spec/sla 2.3).

All arithmetic happens on whole UTC seconds; local times appear only where a day's hours become instants.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from incidents.sla.calendar_plan import DayPlan, Plan

Moment = int
"""Seconds since 1970-01-01T00:00:00Z."""

HORIZON_YEARS = 10
# Ten years with as many leap days as they can have.
_HORIZON_DAYS = 3653
_ONE_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_SECONDS = 86_400
# Every year between two instants is compiled: a mistyped year must not cost minutes.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Stretch:
    """An unbroken stretch of working time, [start, end) in UTC."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """Return its length."""
        return int((self.end - self.start).total_seconds())


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The working set of whole UTC years: openings, closings, and the seconds worked before and after each."""

    first: Moment
    last: Moment
    opens: list[Moment]
    closes: list[Moment]
    before: list[int]
    after: list[int]

    def worked_until(self, moment: Moment) -> int:
        """Return the working seconds from the first opening to a moment."""
        index = bisect_right(self.opens, moment) - 1
        if index < 0:
            return 0
        return self.before[index] + min(moment, self.closes[index]) - self.opens[index]

    def moment_of(self, worked: int, *, is_last: bool) -> Moment | None:
        """Return the first or last moment by which so much is worked; None if the years end before it is certain."""
        if not self.after or worked > self.after[-1] or (is_last and worked == self.after[-1]):
            return None
        index = bisect_right(self.before, worked) - 1 if is_last else bisect_left(self.after, worked)
        return self.opens[index] + worked - self.before[index]


class WorkingCalendar:
    """One version of a calendar: pure, without a database; compiled year by year when a year is first asked for."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._compiled: _Compiled | None = None

    @classmethod
    def from_dict(cls, told: Mapping[str, Any], *, today: date | None = None) -> "WorkingCalendar":
        """Return the calendar that a dictionary describes (spec/api 6); ValueError names the place that is wrong.

        Working time must exist within 366 days of `today`, or of the first date named if no day is given.
        """
        plan = Plan.from_dict(told)
        plan.check_not_empty(today)
        return cls(plan)

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which the calendar's hours are meant."""
        return self.plan.zone

    def __repr__(self) -> str:
        return f"<WorkingCalendar {self.plan.zone.key}>"

    def working_seconds(self, a: datetime, b: datetime) -> int:
        """Return W(a, b), the working time between two instants; negative if b lies before a."""
        return self._worked(_moment(a), _moment(b))

    def due_at(self, start: datetime, seconds: int) -> datetime:
        """Return the smallest t with W(start, t) == seconds; ValueError beyond ten years."""
        return self._after(start, seconds, is_last=False)

    def breach_at(self, start: datetime, seconds: int) -> datetime:
        """Return the largest t with W(start, t) == seconds; ValueError beyond ten years."""
        return self._after(start, seconds, is_last=True)

    def is_open_at(self, moment: datetime) -> bool:
        """Say whether the second that begins at this instant counts."""
        second = _moment(moment)
        return self._worked(second, second + 1) == 1

    def next_opening(self, moment: datetime) -> datetime:
        """Return the first instant from here on at which time counts."""
        return self.breach_at(moment, 0)

    def stretches(self, a: datetime, b: datetime) -> Iterator[Stretch]:
        """Yield the working time between two instants in unbroken stretches."""
        start, end = _moment(a), _moment(b)
        if self.plan.always:
            if start < end:
                yield Stretch(_instant(start), _instant(end))
            return
        compiled = self._covering(start, max(start, end))
        index = max(bisect_right(compiled.opens, start) - 1, 0)
        while index < len(compiled.opens) and compiled.opens[index] < end:
            opens, closes = max(compiled.opens[index], start), min(compiled.closes[index], end)
            if opens < closes:
                yield Stretch(_instant(opens), _instant(closes))
            index += 1

    def day(self, day: date) -> DayPlan:
        """Return the local hours of a date, and what makes it a special day or a holiday."""
        return self.plan.day(day)

    def working_days_after(self, start: datetime, days: int) -> datetime:
        """Return the instant at the same local time, that many dates with working time later."""
        if days < 0:
            raise ValueError("days: must not be negative.")
        begin = _moment(start)
        if days == 0:
            return _instant(begin)
        local = datetime.fromtimestamp(begin, self.zone)
        day, left = local.date(), days
        for _number in range(_HORIZON_DAYS):
            day += _ONE_DAY
            left -= bool(self.plan.day(day).hours)
            if left == 0:
                break
        else:
            raise ValueError("The calendar has too few working days in ten years.")
        return _instant(local_moment(datetime.combine(day, local.time()), self.zone, closes=False))

    def _worked(self, start: Moment, end: Moment) -> int:
        if self.plan.always:
            return end - start
        compiled = self._covering(min(start, end), max(start, end))
        return compiled.worked_until(end) - compiled.worked_until(start)

    def _after(self, start: datetime, seconds: int, *, is_last: bool) -> datetime:
        if seconds < 0:
            raise ValueError("seconds: must not be negative.")
        begin = _moment(start)
        latest = begin + _HORIZON_DAYS * _DAY_SECONDS
        if self.plan.always or (seconds == 0 and not is_last):
            found: Moment | None = begin + seconds
        else:
            found = self._searched(begin, seconds, latest, is_last=is_last)
        if found is None or found > latest:
            raise ValueError("The deadline lies more than ten years ahead.")
        return _instant(found)

    def _searched(self, begin: Moment, seconds: int, latest: Moment, *, is_last: bool) -> Moment | None:
        # Most targets are used up within the year: compile no more than it takes.
        for end in (begin, begin + 366 * _DAY_SECONDS, latest + 366 * _DAY_SECONDS):
            compiled = self._covering(begin, end)
            found = compiled.moment_of(compiled.worked_until(begin) + seconds, is_last=is_last)
            if found is not None:
                return found
        return None

    def _covering(self, start: Moment, end: Moment) -> _Compiled:
        """Return whole years that cover two instants; what is there already is kept, so years only grow."""
        known = self._compiled
        if known is not None:
            if known.first <= start and end <= known.last:
                return known
            start, end = min(start, known.first), max(end, known.last)
        self._compiled = compiled = _compile(self.plan, _instant(start).year, _instant(end).year)
        return compiled


def local_moment(local: datetime, zone: ZoneInfo, *, closes: bool) -> Moment:
    """Return the instant of a local boundary.

    In the spring gap it is the instant of the jump; in the repeated autumn hour an interval opens at the first
    occurrence and closes at the second.
    """
    plain = local.replace(tzinfo=UTC, fold=0)
    early, late = (_offset(local.replace(fold=fold), zone) for fold in (0, 1))
    wall = _moment(plain)
    if early == late:
        return wall - early
    if early > late:
        return wall - (late if closes else early)
    return _jump(zone, wall - late, wall - early)


def _offset(local: datetime, zone: ZoneInfo) -> int:
    offset = local.replace(tzinfo=zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _jump(zone: ZoneInfo, before: Moment, after: Moment) -> Moment:
    """Find the first second of the new offset between two instants on both sides of a change."""
    new = _offset_at(after, zone)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset_at(middle, zone) == new:
            after = middle
        else:
            before = middle
    return after


def _offset_at(moment: Moment, zone: ZoneInfo) -> int:
    offset = _instant(moment).astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _moment(instant: datetime) -> Moment:
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        raise ValueError(f"Years from {_FIRST_YEAR} to {_LAST_YEAR} can be computed.")
    # Subtracting in UTC: two datetimes of one zone would be compared by their wall clocks.
    difference = instant.astimezone(UTC) - _EPOCH
    return difference.days * _DAY_SECONDS + difference.seconds


def _instant(moment: Moment) -> datetime:
    return datetime.fromtimestamp(moment, UTC)


def _midnight(day: date) -> Moment:
    return (day.toordinal() - _EPOCH.toordinal()) * _DAY_SECONDS


def _compile(plan: Plan, first_year: int, last_year: int) -> _Compiled:
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    # A local day may belong to the neighbouring UTC year.
    pairs = _merged(sorted(_intervals(plan, first - 2 * _ONE_DAY, last + 2 * _ONE_DAY)))
    after = list(accumulate(closes - opens for opens, closes in pairs))
    return _Compiled(
        first=_midnight(first),
        last=_midnight(last) + _DAY_SECONDS - 1,
        opens=[opens for opens, _closes in pairs],
        closes=[closes for _opens, closes in pairs],
        before=[0, *after[:-1]] if after else [],
        after=after,
    )


def _intervals(plan: Plan, first: date, last: date) -> Iterator[tuple[Moment, Moment]]:
    for day, offset in _days_with_offset(plan.zone, first, last):
        hours = plan.day(day).hours
        if offset is None:
            yield from _uneven_day(day, hours, plan.zone)
        else:
            midnight = _midnight(day) - offset
            yield from ((midnight + start * 60, midnight + end * 60) for start, end in hours)


def _days_with_offset(zone: ZoneInfo, first: date, last: date) -> Iterator[tuple[date, int | None]]:
    """Yield each day with its offset if that holds from well before to well after it, else with None.

    A local day lies between the UTC midnights before and after its own two, and no zone has changed twice
    between two midnights since 1900 (the shortest offset lasted four days).
    """
    midnights = range(_midnight(first - _ONE_DAY), _midnight(last) + 3 * _DAY_SECONDS, _DAY_SECONDS)
    offsets = [_offset_at(midnight, zone) for midnight in midnights]
    for number in range((last - first).days + 1):
        near = offsets[number : number + 4]
        yield first + timedelta(days=number), near[0] if near.count(near[0]) == 4 else None


def _uneven_day(
    day: date, hours: Sequence[tuple[int, int]], zone: ZoneInfo
) -> Iterator[tuple[Moment, Moment]]:
    midnight = datetime.combine(day, time())
    for start, end in hours:
        opens = local_moment(midnight + timedelta(minutes=start), zone, closes=False)
        closes = local_moment(midnight + timedelta(minutes=end), zone, closes=True)
        if opens < closes:
            yield opens, closes


def _merged(pairs: Sequence[tuple[Moment, Moment]]) -> list[tuple[Moment, Moment]]:
    merged: list[tuple[Moment, Moment]] = []
    for opens, closes in pairs:
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        else:
            merged.append((opens, closes))
    return merged
