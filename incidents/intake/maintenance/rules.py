"""When a maintenance window is active, exact over every change of offset (CH-13).

A window that repeats keeps its hours on the wall of its zone, at its beginning and at its end. An hour that comes twice
is meant as the first of the two; an hour that is skipped is meant as much later as the clock was moved. A window that
lies within skipped time altogether keeps its length.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from incidents.intake.maintenance.choices import LONGEST, Repeats

_WEEK = 7
# Dates beyond are slips of the finger, and arithmetic with zones ends in the year 9999.
_YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True)
class Span:
    """One occurrence of a window: its beginning belongs to it, its end does not."""

    begins_at: datetime
    ends_at: datetime

    def has(self, moment: datetime) -> bool:
        """Say whether the moment lies within."""
        return self.begins_at <= moment < self.ends_at


@dataclass(frozen=True, slots=True)
class Plan:
    """A window as it was planned: the first occurrence as instants, and how it goes on.

    `repeats_until` is the last day in the zone on which it begins. What ran at `ended_at` ended then; from
    `cancelled_at` on there is no window.
    """

    begins_at: datetime
    ends_at: datetime
    zone: str
    repeats: str = Repeats.ONCE
    repeats_until: date | None = None
    ended_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def length(self) -> timedelta:
        """Return how long it lasts by the clock on the wall."""
        return self._wall(self.ends_at) - self._wall(self.begins_at)

    @property
    def first_day(self) -> date:
        """Return the day of the zone on which it begins for the first time."""
        return self._wall(self.begins_at).date()

    def _wall(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def span_at(self, moment: datetime) -> Span | None:
        """Return the occurrence that is going on."""
        span = self.next_span(moment)
        return span if span is not None and span.begins_at <= moment else None

    def next_span(self, moment: datetime) -> Span | None:
        """Return the occurrence that is going on or comes next."""
        return next((span for span in self._spans_around(moment) if span.ends_at > moment), None)

    def over_at(self) -> datetime | None:
        """Return when the last occurrence ends; None if it goes on for ever."""
        if self.cancelled_at is not None:
            return self.cancelled_at
        if self.repeats == Repeats.ONCE:
            span = self._span(0)
            return span.ends_at if span is not None else self.begins_at
        if self.repeats_until is None:
            return None
        last = self._index_of(self.repeats_until)
        spans = (self._span(index) for index in (last, last - 1))
        return next((span.ends_at for span in spans if span is not None), self.begins_at)

    def _spans_around(self, moment: datetime) -> Iterator[Span]:
        near = self._index_of(self._wall(moment).date())
        # One earlier may still go on; two later, as an occurrence may have ended early and been cut off.
        for index in range(near - 1, near + 3):
            span = self._span(index)
            if span is not None:
                yield span
        if near < -1 and (span := self._span(0)) is not None:
            yield span

    def _index_of(self, day: date) -> int:
        """Return the number of the occurrence that begins about that day; the first is 0."""
        if self.repeats == Repeats.ONCE:
            return 0
        if self.repeats == Repeats.DAILY:
            return (day - self.first_day).days
        if self.repeats == Repeats.WEEKLY:
            return (day - self.first_day).days // _WEEK
        return _month_number(day) - _month_number(self.first_day)

    def _day_of(self, index: int) -> date:
        first = self.first_day
        if self.repeats in (Repeats.ONCE, Repeats.DAILY):
            return first + timedelta(days=index)
        if self.repeats == Repeats.WEEKLY:
            return first + timedelta(weeks=index)
        year, month = divmod(_month_number(first) + index, 12)
        if self.repeats == Repeats.MONTHLY_DAY:
            return _day_in(year, month + 1, first.day)
        return _weekday_in(year, month + 1, first)

    def _span(self, index: int) -> Span | None:
        """Return an occurrence as it really goes; None where there is none."""
        if index < 0 or (index > 0 and self.repeats == Repeats.ONCE):
            return None
        day = self._day_of(index)
        if self.repeats_until is not None and day > self.repeats_until:
            return None
        planned = Span(self.begins_at, self.ends_at) if index == 0 else self._planned(day)
        ends = [planned.ends_at]
        if self.ended_at is not None and planned.begins_at < self.ended_at:
            ends.append(self.ended_at)
        if self.cancelled_at is not None:
            ends.append(self.cancelled_at)
        span = Span(planned.begins_at, min(ends))
        return span if span.ends_at > span.begins_at else None

    def _planned(self, day: date) -> Span:
        zone = ZoneInfo(self.zone)
        begins = datetime.combine(day, self._wall(self.begins_at).time())
        begins_at = begins.replace(tzinfo=zone).astimezone(UTC)
        ends_at = (begins + self.length).replace(tzinfo=zone).astimezone(UTC)
        return Span(begins_at, ends_at if ends_at > begins_at else begins_at + self.length)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _day_in(year: int, month: int, day: int) -> date:
    """Return that day of a month; in months that are too short, the last one."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _weekday_in(year: int, month: int, like: date) -> date:
    """Return the day of a month with the same weekday and count; the fifth means the last."""
    first_weekday, days = monthrange(year, month)
    day = 1 + (like.weekday() - first_weekday) % _WEEK + (like.day - 1) // _WEEK * _WEEK
    return date(year, month, day if day <= days else day - _WEEK)


def plan_problem(plan: Plan) -> str:
    """Say why this is no plan: begins_far, until_far, ends_first, too_long, until_alone, until_first, or nothing."""
    if plan.begins_at.year not in _YEARS:
        return "begins_far"
    if plan.repeats_until is not None and plan.repeats_until.year not in _YEARS:
        return "until_far"
    if plan.ends_at <= plan.begins_at:
        return "ends_first"
    longest = LONGEST[Repeats(plan.repeats)]
    if max(plan.length, plan.ends_at - plan.begins_at) > longest:
        return "too_long"
    if plan.repeats_until is None:
        return ""
    if plan.repeats == Repeats.ONCE:
        return "until_alone"
    return "until_first" if plan.repeats_until < plan.first_day else ""
