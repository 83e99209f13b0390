"""When a window is active, by the table and against an independent reading of the clock (CH-13)."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from incidents.intake.maintenance.choices import LONGEST, Repeats
from incidents.intake.maintenance.rules import Plan, plan_problem

pytestmark = pytest.mark.once

BERLIN = "Europe/Berlin"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def plan(begins: str, ends: str, repeats: str = "weekly", zone: str = BERLIN, **more) -> Plan:
    return Plan(at(begins, zone), at(ends, zone), zone, repeats, **more)


# id, plan, a moment, the span that goes on or comes next (in UTC)
TABLE = [
    ("once", plan("2026-03-02T13:00", "2026-03-02T14:00", "once"), "2026-03-01T00:00", "12:00-13:00"),
    ("once-over", plan("2026-03-02T13:00", "2026-03-02T14:00", "once"), "2026-03-02T13:00", None),
    ("its-end-is-out", plan("2026-03-02T13:00", "2026-03-02T14:00"), "2026-03-02T13:00", "03-09 12:00-13:00"),
    ("winter", plan("2026-03-22T01:30", "2026-03-22T04:00"), "2026-03-21T00:00", "00:30-03:00"),
    ("spring-shorter", plan("2026-03-22T01:30", "2026-03-22T04:00"), "2026-03-29T00:40", "00:30-02:00"),
    ("summer", plan("2026-03-22T01:30", "2026-03-22T04:00"), "2026-04-04T12:00", "04-04 23:30-02:00"),
    ("autumn-longer", plan("2026-10-18T01:30", "2026-10-18T04:00"), "2026-10-25T00:00", "10-24 23:30-03:00"),
    ("twice-is-first", plan("2026-10-18T02:30", "2026-10-18T03:30"), "2026-10-25T00:00", "00:30-02:30"),
    ("skipped-is-later", plan("2026-03-22T02:30", "2026-03-22T05:00"), "2026-03-29T00:00", "01:30-03:00"),
    (
        "skipped-altogether",
        plan("2026-03-22T02:00", "2026-03-22T03:00", "daily"),
        "2026-03-29T00:00",
        "01:00-02:00",
    ),
    (
        "half-hour",
        plan("2026-03-29T01:45", "2026-03-29T03:00", zone="Australia/Lord_Howe"),
        "2026-04-04T12:00",
        "04-04 14:45-16:30",
    ),
    (
        "over-midnight",
        plan("2026-03-02T22:00", "2026-03-03T06:00", "daily"),
        "2026-03-10T03:00",
        "03-09 21:00-05:00",
    ),
    (
        "day-31",
        plan("2026-01-31T13:00", "2026-01-31T14:00", "monthly_day"),
        "2026-02-01T00:00",
        "02-28 12:00-13:00",
    ),
    (
        "second-sunday",
        plan("2026-01-11T13:00", "2026-01-11T14:00", "monthly_weekday"),
        "2026-02-01T00:00",
        "02-08 12:00-13:00",
    ),
    (
        "fifth-is-last",
        plan("2026-01-30T13:00", "2026-01-30T14:00", "monthly_weekday"),
        "2026-02-01T00:00",
        "02-27 12:00-13:00",
    ),
    (
        "until",
        plan("2026-03-02T13:00", "2026-03-02T14:00", "weekly", repeats_until=date(2026, 3, 15)),
        "2026-03-09T13:00",
        None,
    ),
    (
        "ended-early",
        plan("2026-03-02T13:00", "2026-03-02T14:00", "weekly", ended_at=at("2026-03-02T13:20")),
        "2026-03-02T12:20",
        "03-09 12:00-13:00",
    ),
    (
        "ended-early-it-was",
        plan("2026-03-02T13:00", "2026-03-02T14:00", "weekly", ended_at=at("2026-03-02T13:20")),
        "2026-03-02T12:19",
        "12:00-12:20",
    ),
    (
        "cancelled",
        plan("2026-03-02T13:00", "2026-03-02T14:00", "weekly", cancelled_at=at("2026-03-05T00:00")),
        "2026-03-05T00:00",
        None,
    ),
]


@pytest.mark.parametrize(
    ("planned", "moment", "wanted"), [row[1:] for row in TABLE], ids=[f"CH-13-{row[0]}" for row in TABLE]
)
def test_the_next_span(planned, moment, wanted):
    moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    span = planned.next_span(moment)
    if wanted is None:
        assert span is None
        return
    assert f"{span.begins_at:%m-%d %H:%M}-{span.ends_at:%H:%M}".endswith(wanted)
    assert span.ends_at > moment
    assert planned.span_at(span.begins_at) == span
    assert planned.span_at(span.begins_at - timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("begins", "ends", "repeats", "until", "problem"),
    [
        ("2026-03-02T13:00", "2026-03-02T13:00", "once", None, "ends_first"),
        ("2026-03-02T13:00", "2026-06-03T13:00", "once", None, "too_long"),
        ("2026-03-02T13:00", "2026-03-03T13:01", "daily", None, "too_long"),
        ("2026-03-02T13:00", "2026-03-10T13:00", "weekly", None, "too_long"),
        ("2026-03-02T13:00", "2026-03-02T14:00", "once", date(2026, 4, 1), "until_alone"),
        ("2026-03-02T13:00", "2026-03-02T14:00", "daily", date(2026, 3, 1), "until_first"),
        ("2200-03-02T13:00", "2200-03-02T14:00", "daily", None, "begins_far"),
        ("2026-03-02T13:00", "2026-03-02T14:00", "daily", date(9999, 12, 31), "until_far"),
        ("2026-03-02T13:00", "2026-03-02T14:00", "daily", date(2199, 12, 31), ""),
    ],
)
def test_what_is_no_plan(begins, ends, repeats, until, problem):
    told = plan(begins, ends, repeats, repeats_until=until)
    assert plan_problem(told) == problem
    if not problem:
        assert told.over_at().year == 2199


def _begins_on(day: date, first: date, repeats: str) -> bool:
    """Say whether an occurrence begins on a day, by looking at that day alone."""
    is_last_week = day.day + 7 > monthrange(day.year, day.month)[1]
    return {
        Repeats.ONCE: day == first,
        Repeats.DAILY: True,
        Repeats.WEEKLY: day.weekday() == first.weekday(),
        Repeats.MONTHLY_DAY: day.day == first.day or (first.day > day.day and (day + DAY).day == 1),
        Repeats.MONTHLY_WEEKDAY: day.weekday() == first.weekday()
        and (is_last_week if first.day > 28 else (day.day - 1) // 7 == (first.day - 1) // 7),
    }[Repeats(repeats)]


def _is_active(told: Plan, moment: datetime) -> bool:
    wall = moment.astimezone(ZoneInfo(told.zone)).replace(tzinfo=None)
    begins = told.begins_at.astimezone(ZoneInfo(told.zone)).replace(tzinfo=None)
    for back in range(told.length.days + 2):
        day = wall.date() - back * DAY
        if day < begins.date() or (told.repeats_until and day > told.repeats_until):
            continue
        starts = datetime.combine(day, begins.time())
        if _begins_on(day, begins.date(), told.repeats) and starts <= wall < starts + told.length:
            return True
    return False


def _has_one_offset(zone: str, middle: datetime, reach: timedelta) -> bool:
    steps = [middle + reach * part / 4 for part in range(-4, 5)]
    offsets = [step.astimezone(ZoneInfo(zone)).utcoffset() for step in steps]
    return all(one == other for one, other in pairwise(offsets))


PLANS = st.builds(
    lambda begins, share, repeats, zone, days: (begins, share, repeats, zone, days),
    st.integers(0, 730 * 24 * 60).map(
        lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.floats(0.001, 0.999),
    st.sampled_from(Repeats.values),
    st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
    st.none() | st.integers(0, 400),
)


@given(PLANS, st.timedeltas(timedelta(days=-40), timedelta(days=800)))
def test_it_agrees_with_a_reading_of_each_day(told, later):
    begins, share, repeats, zone, days = told
    begins = begins.replace(microsecond=0)
    length = timedelta(seconds=int(LONGEST[Repeats(repeats)].total_seconds() * share) + 1)
    until = None if days is None or repeats == "once" else begins.date() + (days + 1) * DAY
    told = Plan(begins, begins + length, zone, repeats, until)
    moment = begins + later
    assume(plan_problem(told) == "")
    # Changes of offset have the rows of the table; here they would need the rule itself as its oracle.
    assume(_has_one_offset(zone, begins + length / 2, length + 2 * DAY))
    assume(_has_one_offset(zone, moment, length + 2 * DAY))
    assert (told.span_at(moment) is not None) == _is_active(told, moment)
    span = told.next_span(moment)
    over_at = told.over_at()
    assert (span is None) == (over_at is not None and over_at <= moment)
