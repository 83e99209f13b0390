"""Working time: which instants count, how many lie between two, and when a number of them is used up (spec/sla 2.3).

All arithmetic happens on whole UTC seconds; local times appear only where a day's hours become instants.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from incidents.sla.calendar_plan import DayPlan, Plan

Moment = int
"""Seconds since 1970-01-01T00:00:00Z."""

HORIZON_YEARS = 10
_ONE_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_YEAR, _LAST_YEAR = 1900, 9900


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
    """The working set of some whole years: openings, closings and the seconds worked before each opening."""

    first_year: int
    last_year: int
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
        start, end = _moment(a), _moment(b)
        if self.plan.always:
            return end - start
        compiled = self._covering(min(start, end), max(start, end))
        return compiled.worked_until(end) - compiled.worked_until(start)

    def due_at(self, start: datetime, seconds: int) -> datetime:
        """Return the smallest t with W(start, t) == seconds; ValueError beyond ten years."""
        return self._after(start, seconds, is_last=False)

    def breach_at(self, start: datetime, seconds: int) -> datetime:
        """Return the largest t with W(start, t) == seconds; ValueError beyond ten years."""
        return self._after(start, seconds, is_last=True)

    def is_open_at(self, moment: datetime) -> bool:
        """Say whether the second that begins at this instant counts."""
        return self.working_seconds(moment, moment + timedelta(seconds=1)) == 1

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
        local = datetime.fromtimestamp(_moment(start), self.zone)
        day, left = local.date(), days
        for _number in range(HORIZON_YEARS * 366):
            if left == 0:
                break
            day += _ONE_DAY
            left -= bool(self.plan.day(day).hours)
        else:
            raise ValueError("The calendar has too few working days in ten years.")
        return _instant(local_moment(datetime.combine(day, local.time()), self.zone, closes=False))

    def _after(self, start: datetime, seconds: int, *, is_last: bool) -> datetime:
        if seconds < 0:
            raise ValueError("seconds: must not be negative.")
        begin = _moment(start)
        if self.plan.always:
            return _instant(_checked_horizon(begin + seconds, start))
        if seconds == 0 and not is_last:
            return _instant(begin)
        year = start.astimezone(UTC).year
        for years in (1, 2, 4, HORIZON_YEARS + 1):
            compiled = self._compiled_for(year, year + years)
            found = _find(compiled, compiled.worked_until(begin) + seconds, is_last=is_last)
            if found is not None:
                return _instant(_checked_horizon(found, start))
        raise ValueError("The deadline lies more than ten years ahead.")

    def _covering(self, start: Moment, end: Moment) -> _Compiled:
        return self._compiled_for(_instant(start).year, _instant(end).year)

    def _compiled_for(self, first: int, last: int) -> _Compiled:
        """Return years that cover these UTC years whole; what is there already is kept, so years only grow."""
        # A local day may belong to the neighbouring UTC year.
        first, last = max(first - 1, _FIRST_YEAR), min(last + 1, _LAST_YEAR)
        known = self._compiled
        if known is not None:
            if known.first_year <= first and last <= known.last_year:
                return known
            first, last = min(first, known.first_year), max(last, known.last_year)
        if not _FIRST_YEAR <= first <= last <= _LAST_YEAR:
            raise ValueError(f"Years from {_FIRST_YEAR} to {_LAST_YEAR} can be computed.")
        self._compiled = compiled = _compile(self.plan, first, last)
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
    # Subtracting in UTC: two datetimes of one zone would be compared by their wall clocks.
    difference = instant.astimezone(UTC) - _EPOCH
    return difference.days * 86_400 + difference.seconds


def _instant(moment: Moment) -> datetime:
    return _EPOCH + timedelta(seconds=moment)


def _checked_horizon(found: Moment, start: datetime) -> Moment:
    if found - _moment(start) > (HORIZON_YEARS * 1461 // 4 + 1) * 86_400:
        raise ValueError("The deadline lies more than ten years ahead.")
    return found


def _find(compiled: _Compiled, worked: int, *, is_last: bool) -> Moment | None:
    """Return the first or last moment by which so much is worked; None if the years end before it is certain."""
    if is_last:
        index = bisect_right(compiled.before, worked) - 1
        if index < 0 or worked >= compiled.after[-1]:
            return None
    else:
        index = bisect_left(compiled.after, worked)
        if index == len(compiled.after):
            return None
    return compiled.opens[index] + worked - compiled.before[index]


def _compile(plan: Plan, first_year: int, last_year: int) -> _Compiled:
    pairs = _merged(sorted(_stretches(plan, date(first_year, 1, 1), date(last_year, 12, 31))))
    before, total, after = [], 0, []
    for opens, closes in pairs:
        before.append(total)
        total += closes - opens
        after.append(total)
    return _Compiled(
        first_year, last_year, [pair[0] for pair in pairs], [pair[1] for pair in pairs], before, after
    )


def _stretches(plan: Plan, first: date, last: date) -> Iterator[tuple[Moment, Moment]]:
    midnight = datetime.combine(first, datetime.min.time())
    plain: dict[date, int] = dict(_steady_offsets(plan.zone, first, last))
    while midnight.date() <= last:
        day = midnight.date()
        hours = plan.day(day).hours
        offset = plain.get(day)
        if hours and offset is not None:
            base = (day.toordinal() - _EPOCH.toordinal()) * 86_400 - offset
            yield from ((base + start * 60, base + end * 60) for start, end in hours)
        elif hours:
            yield from _uneven_day(midnight, hours, plan.zone)
        midnight += _ONE_DAY


def _steady_offsets(zone: ZoneInfo, first: date, last: date) -> Iterator[tuple[date, int]]:
    """Yield the days that have one offset from midnight to midnight, on which clock and instants run alike."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 2)]
    offsets = [_offsets_at_midnight(day, zone) for day in days]
    for (day, (early, late)), (_next, (next_early, next_late)) in pairwise(zip(days, offsets, strict=True)):
        if early == late == next_early == next_late and not _changes_and_returns(day, zone, early):
            yield day, early


def _offsets_at_midnight(day: date, zone: ZoneInfo) -> tuple[int, int]:
    midnight = datetime.combine(day, datetime.min.time())
    return _offset(midnight, zone), _offset(midnight.replace(fold=1), zone)


def _changes_and_returns(day: date, zone: ZoneInfo, offset: int) -> bool:
    """No zone is known to change twice in a day; noon is asked all the same, as it costs little."""
    return _offset(datetime.combine(day, datetime.min.time().replace(hour=12)), zone) != offset


def _uneven_day(
    midnight: datetime, hours: Sequence[tuple[int, int]], zone: ZoneInfo
) -> Iterator[tuple[Moment, Moment]]:
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
