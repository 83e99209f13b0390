"""What a calendar says about each local date: weekly hours, holidays, special days; read from data and checked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KEYS = frozenset({"zone", "always", "week", "holidays", "special"})
_HOLIDAY_KEYS = frozenset({"date", "month", "day", "from", "to", "name"})
_WHOLE_DAY = (0, 24 * 60)
_SEARCHED_DAYS = 366
_MOST_INTERVALS = 48
# Names in the zone database that are no place: the zone of whatever machine asks, and that of a machine not set up.
_NO_ZONES = frozenset({"localtime", "Factory"})
# A leap year that begins with its first weekday; only counts where no date is named anywhere.
_SOME_YEAR = date(2024, 1, 1)

Hours = tuple[tuple[int, int], ...]
"""Local intervals of one day in minutes after midnight, [start, end), in order and apart."""


class DayKind(StrEnum):
    """Why a date has the hours it has."""

    WEEKDAY = "weekday"
    HOLIDAY = "holiday"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The hours of one date, and their reason."""

    hours: Hours
    kind: DayKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday, or the part of a day that is one."""

    hours: tuple[int, int]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A calendar version as data; special day before holiday before weekday."""

    zone: ZoneInfo
    always: bool
    week: tuple[Hours, ...]
    once: Mapping[date, Sequence[Holiday]] = field(default_factory=dict)
    yearly: Mapping[tuple[int, int], Sequence[Holiday]] = field(default_factory=dict)
    special: Mapping[date, Hours] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> "Plan":
        """Read a plan; ValueError names the place that is wrong."""
        if not isinstance(told, Mapping):
            raise ValueError("calendar: must be an object with zone, week, holidays and special.")
        _refuse_unknown("calendar", told, _KEYS)
        always = told.get("always", False)
        if not isinstance(always, bool):
            raise ValueError("always: must be true or false.")
        if always and any(told.get(key) for key in ("week", "holidays", "special")):
            raise ValueError("always: a calendar that is open around the clock has no hours or holidays.")
        week = _week(told.get("week", {}))
        once, yearly = _holidays(told.get("holidays", []))
        return cls(
            zone=_zone(told.get("zone")),
            always=always,
            week=((_WHOLE_DAY,),) * 7 if always else week,
            once=once,
            yearly=yearly,
            special=_special(told.get("special", {})),
        )

    def day(self, day: date) -> DayPlan:
        """Return the hours of a local date."""
        if day in self.special:
            return DayPlan(self.special[day], DayKind.SPECIAL)
        hours = self.week[day.weekday()]
        holidays = (*self.once.get(day, ()), *self.yearly.get((day.month, day.day), ()))
        if not holidays:
            return DayPlan(hours, DayKind.WEEKDAY)
        for holiday in holidays:
            hours = _without(hours, holiday.hours)
        names = ", ".join(dict.fromkeys(holiday.name for holiday in holidays if holiday.name))
        return DayPlan(hours, DayKind.HOLIDAY, names)

    def check_not_empty(self, today: date | None) -> None:
        """Refuse a plan without working time in the 366 days from `today`, or from the first date it names."""
        first = today or min([*self.once, *self.special], default=_SOME_YEAR)
        days = range(first.toordinal(), min(first.toordinal() + _SEARCHED_DAYS, date.max.toordinal() + 1))
        if any(self.day(date.fromordinal(day)).hours for day in days):
            return
        place = "week" if not any(self.week) else "holidays"
        raise ValueError(f"{place}: there is no working time within {_SEARCHED_DAYS} days from {first}.")


def _refuse_unknown(place: str, told: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(str(key) for key in told if key not in known)
    if unknown:
        raise ValueError(f"{place}: {', '.join(unknown)} is not known; use {', '.join(sorted(known))}.")


@cache
def zone_names() -> frozenset[str]:
    """Return the zones that a calendar may have; the folder of zones is read once."""
    return frozenset(available_timezones() - _NO_ZONES)


def _zone(name: Any) -> ZoneInfo:
    if not isinstance(name, str) or name not in zone_names():
        raise ValueError(f"zone: {name!r} is not an IANA time zone such as Europe/Berlin.")
    return ZoneInfo(name)


def _week(told: Any) -> tuple[Hours, ...]:
    if not isinstance(told, Mapping):
        raise ValueError("week: must be an object with mon to sun.")
    _refuse_unknown("week", told, frozenset(WEEKDAYS))
    return tuple(_hours(f"week.{name}", told.get(name, [])) for name in WEEKDAYS)


def _special(told: Any) -> dict[date, Hours]:
    if not isinstance(told, Mapping):
        raise ValueError("special: must be an object with dates.")
    return {_date("special", name): _hours(f"special.{name}", hours) for name, hours in told.items()}


def _hours(place: str, told: Any) -> Hours:
    if isinstance(told, str) or not isinstance(told, Sequence):
        raise ValueError(f'{place}: must be a list of intervals such as ["09:00", "17:00"].')
    if len(told) > _MOST_INTERVALS:
        raise ValueError(f"{place}: must have at most {_MOST_INTERVALS} intervals.")
    found = sorted(_interval(f"{place}[{index}]", pair) for index, pair in enumerate(told))
    for (start, end), (next_start, next_end) in pairwise(found):
        if next_start < end:
            raise ValueError(
                f"{place}: {_clock(start)}-{_clock(end)} and {_clock(next_start)}-{_clock(next_end)} overlap."
            )
    return tuple(_touching_joined(found))


def _touching_joined(hours: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    open_from: int | None = None
    for index, (start, end) in enumerate(hours):
        open_from = start if open_from is None else open_from
        if index + 1 == len(hours) or hours[index + 1][0] != end:
            yield open_from, end
            open_from = None


def _interval(place: str, told: Any) -> tuple[int, int]:
    if isinstance(told, str) or not isinstance(told, Sequence) or len(told) != 2:
        raise ValueError(f'{place}: must be a pair such as ["09:00", "17:00"].')
    start, end = (_minutes(place, word) for word in told)
    if end <= start:
        raise ValueError(
            f"{place}: {told[0]} to {told[1]} ends before it begins; write a shift over midnight as two."
        )
    return start, end


def _minutes(place: str, word: Any) -> int:
    match = re.fullmatch(r"([01][0-9]|2[0-4]):([0-5][0-9])", word) if isinstance(word, str) else None
    minutes = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= minutes <= _WHOLE_DAY[1]:
        raise ValueError(f"{place}: {word!r} is not a time from 00:00 to 24:00.")
    return minutes


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _date(place: str, word: Any) -> date:
    try:
        if not isinstance(word, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
            raise ValueError(word)
        return date.fromisoformat(word)
    except ValueError:
        raise ValueError(f"{place}: {word!r} is not a date such as 2026-12-25.") from None


def _holidays(told: Any) -> tuple[dict[date, list[Holiday]], dict[tuple[int, int], list[Holiday]]]:
    if isinstance(told, str) or not isinstance(told, Sequence):
        raise ValueError("holidays: must be a list.")
    once: dict[date, list[Holiday]] = {}
    yearly: dict[tuple[int, int], list[Holiday]] = {}
    for index, entry in enumerate(told):
        place = f"holidays[{index}]"
        if not isinstance(entry, Mapping):
            raise ValueError(f'{place}: must be an object such as {{"date": "2026-12-25"}}.')
        _refuse_unknown(place, entry, _HOLIDAY_KEYS)
        holiday = Holiday(_part_of_day(place, entry), _name(place, entry.get("name", "")))
        if "date" in entry:
            if "month" in entry or "day" in entry:
                raise ValueError(f"{place}: give either a date or a month and a day.")
            once.setdefault(_date(place, entry["date"]), []).append(holiday)
        else:
            yearly.setdefault(_month_and_day(place, entry), []).append(holiday)
    return once, yearly


def _part_of_day(place: str, entry: Mapping[str, Any]) -> tuple[int, int]:
    if "from" not in entry and "to" not in entry:
        return _WHOLE_DAY
    return _interval(place, [entry.get("from", "00:00"), entry.get("to", "24:00")])


def _name(place: str, name: Any) -> str:
    if not isinstance(name, str) or len(name) > 120:
        raise ValueError(f"{place}.name: must be a text of at most 120 characters.")
    return name


def _month_and_day(place: str, entry: Mapping[str, Any]) -> tuple[int, int]:
    month, day = entry.get("month"), entry.get("day")
    if type(month) is not int or type(day) is not int:
        raise ValueError(f"{place}: needs a date, or a month and a day as numbers.")
    try:
        # A leap year, so that 29 February is a day.
        date(2024, month, day)
    except ValueError:
        raise ValueError(f"{place}: month {month}, day {day} is not a day of the year.") from None
    return month, day


def _without(hours: Hours, taken: tuple[int, int]) -> Hours:
    """Return the hours with a part of the day taken out."""
    left: list[tuple[int, int]] = []
    for start, end in hours:
        pieces = ((start, min(end, taken[0])), (max(start, taken[1]), end))
        left += [piece for piece in pieces if piece[0] < piece[1]]
    return tuple(left)
