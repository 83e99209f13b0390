"""Random zones, calendars and instants: dense around changes of the clock, where mistakes live."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from incidents.sla.calendar_plan import WEEKDAYS

ZONES = (
    "Europe/Berlin",
    "America/Sao_Paulo",  # changed at midnight until 2019
    "Africa/Casablanca",  # winter time during Ramadan
    "Pacific/Apia",  # left out 2011-12-30
    "America/Havana",  # changes at midnight, and repeats the hour after it
    "Australia/Lord_Howe",  # half an hour
    "Asia/Kathmandu",  # +05:45
    "America/St_Johns",  # -03:30; changed a minute after midnight until 2011
    "Antarctica/Troll",  # two hours
    "Asia/Beirut",
    "America/Asuncion",
    "Africa/Cairo",
    "Asia/Gaza",
    "Asia/Tehran",
    "America/Caracas",  # half an hour for good, in 2007 and 2016
    "Asia/Pyongyang",
    "Europe/Dublin",  # its winter time is the exception
    "Pacific/Kiritimati",  # left out the last day of 1994
    "Pacific/Chatham",
    "America/Scoresbysund",
    "Pacific/Norfolk",
    "Europe/Volgograd",
    "Africa/Juba",
    "America/Cambridge_Bay",  # one offset for only a week, in 2000
    "Asia/Kolkata",
    "UTC",
)
FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """Return about when a zone's clocks changed: at most two days too late."""
    place, day, found = ZoneInfo(zone), FIRST, []
    offset = day.astimezone(place).utcoffset()
    while day < LAST:
        day += timedelta(days=2)
        if (now := day.astimezone(place).utcoffset()) != offset:
            found.append(day)
            offset = now
    return tuple(found)


def instants(zone: str) -> st.SearchStrategy[datetime]:
    """Instants of five decades, half of them within days of a change of the clock."""
    anywhere = st.integers(0, int((LAST - FIRST).total_seconds())).map(
        lambda seconds: FIRST + timedelta(seconds=seconds)
    )
    if not changes(zone):
        return anywhere
    near = st.builds(
        lambda change, seconds: change + timedelta(seconds=seconds),
        st.sampled_from(changes(zone)),
        st.integers(-4 * 86_400, 86_400),
    )
    return st.one_of(near, anywhere)


@st.composite
def hours(draw: Any) -> list[list[str]]:
    """Up to five intervals of a day, apart or touching, at whole, half and odd minutes."""
    minute = st.one_of(
        st.integers(0, 48).map(lambda half: half * 30), st.integers(0, 240), st.integers(0, 1440)
    )
    marks = sorted(draw(st.sets(minute, max_size=6)))
    pairs = [*zip(marks[::2], marks[1::2], strict=False)]
    if draw(st.booleans()):
        pairs += [(end, start) for (_, end), (start, _) in zip(pairs, pairs[1:], strict=False)][:1]
    return [[_clock(start), _clock(end)] for start, end in pairs]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def near_days(moment: datetime) -> st.SearchStrategy[date]:
    """Dates within a week of an instant."""
    return st.integers(-7, 7).map(lambda days: moment.date() + timedelta(days=days))


@st.composite
def holidays(draw: Any, moment: datetime) -> dict[str, Any]:
    """A holiday near an instant: once or yearly, of the whole day or a part of it."""
    day = draw(near_days(moment))
    told: dict[str, Any] = draw(
        st.sampled_from([{"date": day.isoformat()}, {"month": day.month, "day": day.day}])
    )
    pair = draw(hours())
    return {**told, "from": pair[0][0], "to": pair[0][1]} if pair else told


@st.composite
def situations(draw: Any, zones: tuple[str, ...] = ZONES) -> tuple[dict[str, Any], datetime]:
    """A calendar, and an instant with something in its neighbourhood."""
    zone = draw(st.sampled_from(zones))
    moment = draw(instants(zone))
    kinds = draw(st.lists(hours(), min_size=1, max_size=3))
    week = {day: draw(st.sampled_from(kinds)) for day in WEEKDAYS}
    # One day is always worked, so that there is working time at all.
    week[draw(st.sampled_from(WEEKDAYS))] = [["08:00", "12:15"]]
    special = draw(st.dictionaries(near_days(moment).map(date.isoformat), hours(), max_size=3))
    return {
        "zone": zone,
        "week": week,
        "holidays": draw(st.lists(holidays(moment), max_size=3)),
        "special": special,
    }, moment
