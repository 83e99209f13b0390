"""Counts working time minute by minute, slowly and plainly: shares no code and no method with the product.

It walks UTC minutes and writes down what the clock on the wall shows at each. Hours open at the first minute that
shows their beginning and close at the last that shows their end; what no minute shows lies in the spring gap and
becomes the first minute that shows more.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def worked(told: dict[str, Any], a: datetime, b: datetime) -> int:
    """Return the working seconds from a to b."""
    return sum(_overlap(minute, a, b) for minute in open_minutes(told, a, b))


def due_and_breach(told: dict[str, Any], start: datetime, seconds: int, *, days: int = 9) -> tuple[Any, Any]:
    """Return the first and the last instant by which so much is worked; None for what lies days ahead."""
    end, left, due = start + days * _DAY, seconds, start if seconds == 0 else None
    for minute in sorted(open_minutes(told, start, end)):
        counted = _overlap(minute, start, end)
        if left == 0 and counted:
            return due, max(minute, start)
        if counted >= left and due is None:
            due = max(minute, start) + timedelta(seconds=left)
        if counted > left:
            return due, due
        left -= counted
    return due, None


def open_minutes(told: dict[str, Any], a: datetime, b: datetime) -> set[datetime]:
    """Return the beginnings of the UTC minutes that count, from a day before a to a day after b."""
    first, last = a.astimezone(UTC).replace(second=0) - _DAY, b.astimezone(UTC) + _DAY
    if told.get("always"):
        return set(_steps(first, last))
    zone = ZoneInfo(told["zone"])
    shown: dict[datetime, list[datetime]] = {}
    for minute in _steps(first, last):
        shown.setdefault(minute.astimezone(zone).replace(tzinfo=None, fold=0), []).append(minute)
    found: set[datetime] = set()
    for day in sorted({wall.date() for wall in shown}):
        for opens, closes in _runs(_minutes_of_day(told, day)):
            midnight = datetime.combine(day, datetime.min.time())
            begin = _first_shown(shown, midnight + opens * _MINUTE, last, occurrence=0)
            end = _first_shown(shown, midnight + closes * _MINUTE, last, occurrence=-1)
            found.update(_steps(begin, end))
    return found


def _steps(first: datetime, end: datetime) -> Iterator[datetime]:
    while first < end:
        yield first
        first += _MINUTE


def _first_shown(shown: Any, wall: datetime, last: datetime, *, occurrence: int) -> datetime:
    if wall in shown:
        return shown[wall][occurrence]
    latest = max(shown)
    while wall not in shown:
        if wall > latest:
            return last
        wall += _MINUTE
    return shown[wall][0]


def _minutes_of_day(told: dict[str, Any], day: date) -> set[int]:
    """Return the minutes after midnight that the calendar gives to a date."""
    if day.isoformat() in told.get("special", {}):
        return _told_minutes(told["special"][day.isoformat()])
    minutes = _told_minutes(told.get("week", {}).get(_WEEKDAYS[day.weekday()], []))
    for holiday in told.get("holidays", []):
        if holiday.get("date") == day.isoformat() or (holiday.get("month"), holiday.get("day")) == (
            day.month,
            day.day,
        ):
            minutes -= _told_minutes([[holiday.get("from", "00:00"), holiday.get("to", "24:00")]])
    return minutes


def _told_minutes(pairs: list[list[str]]) -> set[int]:
    minutes: set[int] = set()
    for pair in pairs:
        begin, end = (int(hour) * 60 + int(minute) for hour, minute in (word.split(":") for word in pair))
        minutes.update(range(begin, end))
    return minutes


def _runs(minutes: set[int]) -> Iterator[tuple[int, int]]:
    begins = sorted(minute for minute in minutes if minute - 1 not in minutes)
    ends = sorted(minute + 1 for minute in minutes if minute + 1 not in minutes)
    return zip(begins, ends, strict=True)


def _overlap(minute: datetime, a: datetime, b: datetime) -> int:
    return max(0, int((min(minute + _MINUTE, b) - max(minute, a)).total_seconds()))
