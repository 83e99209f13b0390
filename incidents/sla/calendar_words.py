"""Hours, holidays and durations as people write them, and back; no Django, and no judgement whether they make sense."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

YEARLY = "(every year)"
CLOSED = "closed"
_HOURS = r"\d{1,2}(?::\d{2})?\s*[-–]\s*\d{1,2}(?::\d{2})?"
_HOURS_LIST = rf"{_HOURS}(?:\s*[,;]\s*{_HOURS})*"
_HOLIDAY = re.compile(
    rf"(?:(?P<year>\d{{4}})-)?(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:\s+(?P<hours>{_HOURS})(?=\s|$))?(?:\s+(?P<name>.*))?"
)
_SPECIAL = re.compile(
    rf"(?P<date>\d{{4}}-\d{{2}}-\d{{2}})\s*:?\s+(?P<hours>{_HOURS_LIST}|{CLOSED})", re.IGNORECASE
)
_DURATION = re.compile(r"(?P<count>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-z]*)\s*", re.IGNORECASE)
_MINUTES_OF = {
    **dict.fromkeys(("", "m", "min", "mins", "minute", "minutes"), 1),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 60),
}
_DAYS = frozenset({"d", "day", "days"})

Pairs = list[list[str]]


def read_hours(text: str) -> Pairs:
    """Read “09:00-12:00, 13:00-17:00” or “9-17”; nothing and “closed” mean no hours; ValueError if it is neither."""
    words = text.strip()
    if not words or words.casefold() == CLOSED:
        return []
    if not re.fullmatch(_HOURS_LIST, words):
        raise ValueError(words)
    return [_pair(part) for part in re.split(r"[,;]", words)]


def _pair(text: str) -> list[str]:
    return [_clock(word) for word in re.split(r"[-–]", text)]


def _clock(word: str) -> str:
    hours, _colon, minutes = word.strip().partition(":")
    return f"{int(hours):02}:{minutes or '00'}"


def hours_text(pairs: Sequence[Sequence[Any]]) -> str:
    """Write intervals the way they are read; minutes after midnight or times of day."""
    return ", ".join("-".join(_as_clock(word) for word in pair) for pair in pairs)


def _as_clock(word: Any) -> str:
    return f"{word // 60:02}:{word % 60:02}" if isinstance(word, int) else str(word)


def read_holiday(line: str) -> dict[str, Any]:
    """Read “2026-12-25 Christmas”, “12-25 Christmas (every year)” or “2026-12-24 12:00-24:00 Christmas Eve”."""
    words = line.strip()
    is_yearly = words.casefold().endswith(YEARLY)
    match = _HOLIDAY.fullmatch(words[: -len(YEARLY)].strip() if is_yearly else words)
    if match is None:
        raise ValueError(line)
    told: dict[str, Any] = {}
    if match["year"] and not is_yearly:
        told["date"] = f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    else:
        told |= {"month": int(match["month"]), "day": int(match["day"])}
    if match["hours"]:
        told["from"], told["to"] = _pair(match["hours"])
    if match["name"]:
        told["name"] = match["name"].strip()
    return told


def holiday_line(told: Mapping[str, Any]) -> str:
    """Write a holiday the way it is read."""
    is_yearly = "date" not in told
    words = [f"{told['month']:02}-{told['day']:02}" if is_yearly else str(told["date"])]
    if "from" in told or "to" in told:
        words.append(f"{told.get('from', '00:00')}-{told.get('to', '24:00')}")
    if told.get("name"):
        words.append(str(told["name"]))
    return " ".join([*words, YEARLY] if is_yearly else words)


def read_special(line: str) -> tuple[str, Pairs]:
    """Read “2026-11-28 08:00-13:00” or “2026-11-28 closed”."""
    match = _SPECIAL.fullmatch(line.strip())
    if match is None:
        raise ValueError(line)
    return match["date"], read_hours(match["hours"])


def special_line(day: str, pairs: Sequence[Sequence[Any]]) -> str:
    """Write a special day the way it is read."""
    return f"{day} {hours_text(pairs) or CLOSED}"


def read_duration(text: str) -> tuple[Decimal, Decimal]:
    """Read “90”, “4h”, “2d” or “1d 4h” as (working days, minutes besides); ValueError if it is none of them."""
    days, minutes, at = Decimal(0), Decimal(0), 0
    words = text.strip()
    while at < len(words):
        match = _DURATION.match(words, at)
        if match is None or len(match["count"]) > 9:
            raise ValueError(text)
        count, unit, at = Decimal(match["count"].replace(",", ".")), match["unit"].casefold(), match.end()
        if unit in _DAYS:
            days += count
        elif unit in _MINUTES_OF:
            minutes += count * _MINUTES_OF[unit]
        else:
            raise ValueError(text)
    return days, minutes


def as_minutes(duration: tuple[Decimal, Decimal], minutes_of_a_day: int) -> int:
    """Return the whole minutes that a duration means where a working day has so many."""
    return round(duration[0] * minutes_of_a_day + duration[1])
