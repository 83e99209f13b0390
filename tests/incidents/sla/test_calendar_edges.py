"""Edges of the questions: no time at all, ten years, odd instants, and working days over a change of the clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from incidents.sla.calendars import WorkingCalendar
from tests.incidents.sla.calendars_cast import ALL, ALWAYS, BER, calendar

NOW = datetime(2026, 1, 13, 8, tzinfo=UTC)
NAIVE = datetime(2026, 1, 13, 8)  # noqa: DTZ001
QUESTIONS = {
    "working_seconds from": lambda ours, moment: ours.working_seconds(moment, NOW),
    "working_seconds to": lambda ours, moment: ours.working_seconds(NOW, moment),
    "due_at": lambda ours, moment: ours.due_at(moment, 60),
    "due_at of nothing": lambda ours, moment: ours.due_at(moment, 0),
    "breach_at": lambda ours, moment: ours.breach_at(moment, 60),
    "is_open_at": lambda ours, moment: ours.is_open_at(moment),
    "next_opening": lambda ours, moment: ours.next_opening(moment),
    "stretches from": lambda ours, moment: list(ours.stretches(moment, NOW)),
    "stretches to": lambda ours, moment: list(ours.stretches(NOW, moment)),
    "working_days_after": lambda ours, moment: ours.working_days_after(moment, 1),
}
OUTSIDE = {
    "first": datetime.min.replace(tzinfo=UTC),
    "first, east": datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    "1899": datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC),
    "2200": datetime(2200, 1, 1, tzinfo=UTC),
    "last, west": datetime.max.replace(tzinfo=timezone(-timedelta(hours=12))),
}


@pytest.mark.parametrize("told", [BER, ALWAYS], ids=["BER", "ALWAYS"])
@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=[name.replace(" ", "_") for name in QUESTIONS])
def test_an_instant_has_a_zone_and_a_year_that_can_be_computed(told, ask):
    ours = WorkingCalendar.from_dict(told)
    with pytest.raises(ValueError, match="needs a time zone"):
        ask(ours, NAIVE)
    for moment in OUTSIDE.values():
        with pytest.raises(ValueError, match="Years from 1900 to 2199"):
            ask(ours, moment)


@pytest.mark.parametrize("told", [BER, ALL, ALWAYS], ids=["BER", "ALL", "ALWAYS"])
def test_the_first_and_the_last_year_are_computed(told):
    ours = WorkingCalendar.from_dict(told)
    for start in (datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC)):
        due = ours.due_at(start, 3600)
        assert timedelta(hours=1) <= due - start < timedelta(days=6)
        assert due.tzinfo is UTC


@pytest.mark.parametrize("name", ["BER", "NGT", "ALL", "ALWAYS"])
def test_no_time_is_used_up_at_once_and_lost_with_the_next_opening(name):
    ours = calendar(name)
    evening = datetime(2026, 1, 16, 19, tzinfo=UTC)
    assert ours.due_at(evening, 0) == evening
    assert ours.breach_at(evening, 0) == ours.next_opening(evening)
    assert ours.working_seconds(evening, evening) == 0


def test_next_opening_is_now_while_open():
    ours = calendar("BER")
    opening, closing = datetime(2026, 1, 13, 8, tzinfo=UTC), datetime(2026, 1, 13, 16, tzinfo=UTC)
    assert ours.next_opening(opening) == opening
    assert ours.next_opening(closing - timedelta(seconds=1)) == closing - timedelta(seconds=1)
    assert ours.next_opening(closing) == opening + timedelta(days=1)
    assert (ours.is_open_at(opening), ours.is_open_at(closing)) == (True, False)


@pytest.mark.parametrize("name", ["BER", "ALL", "ALWAYS"])
def test_a_negative_target_is_refused(name):
    for question in (calendar(name).due_at, calendar(name).breach_at):
        with pytest.raises(ValueError, match="seconds: must not be negative"):
            question(NOW, -1)


@pytest.mark.parametrize("name", ["ALL", "ALWAYS"])
def test_ten_years_are_the_horizon(name):
    ours = calendar(name)
    ten_years = 3653 * 86_400
    assert ours.due_at(NOW, ten_years) == NOW + timedelta(seconds=ten_years)
    for seconds in (ten_years + 1, 10**30):
        for question in (ours.due_at, ours.breach_at):
            with pytest.raises(ValueError, match="more than ten years ahead"):
                question(NOW, seconds)


def test_the_horizon_is_one_of_the_calendar_on_the_wall():
    one_hour_a_week = {"zone": "Europe/Berlin", "week": {"tue": [["09:00", "10:00"]]}}
    ours = WorkingCalendar.from_dict(one_hour_a_week)
    assert ours.due_at(NOW, 520 * 3600).year == 2035
    for seconds in (523 * 3600, 10**30):
        with pytest.raises(ValueError, match="more than ten years ahead"):
            ours.due_at(NOW, seconds)


def test_time_that_never_comes_again_has_a_due_and_no_breach():
    ours = WorkingCalendar.from_dict({"zone": "UTC", "special": {"2026-01-13": [["09:00", "10:00"]]}})
    assert ours.due_at(NOW, 3600) == NOW + timedelta(hours=2)
    with pytest.raises(ValueError, match="more than ten years ahead"):
        ours.breach_at(NOW, 3600)
    assert ours.working_seconds(NOW, NOW + timedelta(days=20_000)) == 3600


def test_parts_of_a_second_do_not_count():
    ours = calendar("BER")
    late = NOW + timedelta(microseconds=999_999)
    assert ours.working_seconds(late, NOW + timedelta(seconds=10, microseconds=1)) == 10
    assert ours.due_at(late, 60) == ours.breach_at(late, 60) == NOW + timedelta(seconds=60)
    assert ours.due_at(late, 0) == NOW
    assert ours.is_open_at(late)


def in_berlin(text: str, *, fold: int = 0) -> datetime:
    """Return an instant as the clock in Berlin shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=calendar("BER").zone, fold=fold)


# case, start, days, the instant in UTC
WORKING_DAYS = [
    ("within the week", in_berlin("2026-01-13 15:30"), 2, "2026-01-15 14:30"),
    ("over the weekend", in_berlin("2026-01-16 15:30"), 1, "2026-01-19 14:30"),
    ("from Saturday", in_berlin("2026-01-17 11:00"), 1, "2026-01-19 10:00"),
    ("from Sunday", in_berlin("2026-01-18 23:00"), 3, "2026-01-21 22:00"),
    ("over holidays", in_berlin("2025-12-24 16:00"), 3, "2025-12-31 15:00"),
    ("from a holiday", in_berlin("2025-12-25 16:00"), 1, "2025-12-29 15:00"),
    ("into summer time", in_berlin("2026-03-27 16:00"), 1, "2026-03-30 14:00"),
    ("out of summer time", in_berlin("2026-10-23 16:00"), 1, "2026-10-26 15:00"),
    ("none", in_berlin("2026-01-17 11:00"), 0, "2026-01-17 10:00"),
    ("none in the repeated hour", in_berlin("2026-10-25 02:15", fold=1), 0, "2026-10-25 01:15"),
    ("outside the hours", in_berlin("2026-01-16 20:15"), 1, "2026-01-19 19:15"),
]


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [row[1:] for row in WORKING_DAYS],
    ids=[row[0].replace(" ", "_") for row in WORKING_DAYS],
)
def test_working_days_keep_the_local_time(start, days, expected):
    found = calendar("BER").working_days_after(start, days)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert found.tzinfo is UTC


def test_a_local_time_in_the_gap_becomes_the_jump():
    assert calendar("ALL").working_days_after(in_berlin("2026-03-28 02:30"), 1) == datetime(
        2026, 3, 29, 1, tzinfo=UTC
    )


def test_working_days_are_not_negative_and_end_in_ten_years():
    with pytest.raises(ValueError, match="days: must not be negative"):
        calendar("BER").working_days_after(NOW, -1)
    with pytest.raises(ValueError, match="too few working days"):
        calendar("BER").working_days_after(NOW, 3000)
