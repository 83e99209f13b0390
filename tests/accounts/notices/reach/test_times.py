"""When messages leave: quiet hours over midnight and over changes of the clock, summaries, the budget of an hour."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.notices.reach.choices import Pace
from accounts.notices.reach.times import QuietHours, Times, free_at, leaves_at, next_summary, quiet_until

LONDON, BERLIN, KOLKATA = (ZoneInfo(name) for name in ("Europe/London", "Europe/Berlin", "Asia/Kolkata"))
EVERY = frozenset(range(7))
NIGHTS = QuietHours(EVERY, time(22), time(7))
WEEKENDS = QuietHours(frozenset({5, 6}), time(0), time(0))
FRIDAY_NIGHT = QuietHours(frozenset({4}), time(22), time(7))
# Half past one does not exist on 29 March and comes twice on 25 October.
INTO_THE_CHANGE = QuietHours(EVERY, time(22), time(1, 30))
FROM_THE_CHANGE = QuietHours(EVERY, time(1, 30), time(3))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "quiet", "zone", "end"),
    [
        ("03-02T12:00", NIGHTS, LONDON, None),
        ("03-02T12:00", None, LONDON, None),
        ("03-02T22:00", NIGHTS, LONDON, "03-03T07:00"),
        ("03-03T06:59", NIGHTS, LONDON, "03-03T07:00"),
        ("03-03T07:00", NIGHTS, LONDON, None),
        ("03-02T21:30", NIGHTS, BERLIN, "03-03T06:00"),
        ("03-28T23:00", NIGHTS, LONDON, "03-29T06:00"),
        ("10-24T22:00", NIGHTS, LONDON, "10-25T07:00"),
        ("03-07T10:00", WEEKENDS, LONDON, "03-09T00:00"),
        ("03-09T00:00", WEEKENDS, LONDON, None),
        ("03-07T03:00", FRIDAY_NIGHT, LONDON, "03-07T07:00"),
        ("03-06T03:00", FRIDAY_NIGHT, LONDON, None),
        ("10-25T01:15", INTO_THE_CHANGE, LONDON, "10-25T01:30"),
        ("10-25T01:30", INTO_THE_CHANGE, LONDON, None),
        ("03-29T01:15", FROM_THE_CHANGE, LONDON, "03-29T02:00"),
    ],
)
def test_quiet_hours(moment, quiet, zone, end):
    assert quiet_until(at(moment), quiet, zone) == (at(end) if end else None)


@pytest.mark.parametrize(
    ("moment", "times", "expected"),
    [
        ("03-02T12:10", Times(LONDON), None),
        ("03-02T12:10", Times(LONDON, pace=Pace.HOURLY), "03-02T13:00"),
        ("03-02T12:00", Times(LONDON, pace=Pace.HOURLY), "03-02T13:00"),
        ("03-02T12:10", Times(KOLKATA, pace=Pace.HOURLY), "03-02T12:30"),
        ("03-02T06:59", Times(BERLIN, pace=Pace.DAILY), "03-02T07:00"),
        ("03-02T07:00", Times(BERLIN, pace=Pace.DAILY), "03-03T07:00"),
        ("03-28T12:00", Times(BERLIN, pace=Pace.DAILY), "03-29T06:00"),
    ],
)
def test_summaries(moment, times, expected):
    assert next_summary(at(moment), times) == (at(expected) if expected else None)


@pytest.mark.parametrize(
    ("is_urgent", "is_alone", "times", "expected"),
    [
        (False, False, Times(LONDON), "03-02T23:00"),
        (False, False, Times(LONDON, NIGHTS), "03-03T07:00"),
        (False, True, Times(LONDON, NIGHTS), "03-03T07:00"),
        (True, False, Times(LONDON, NIGHTS, Pace.DAILY), "03-02T23:00"),
        (False, False, Times(LONDON, pace=Pace.DAILY), "03-03T08:00"),
        (False, True, Times(LONDON, pace=Pace.DAILY), "03-02T23:00"),
        # A summary that would fall into quiet hours leaves when they end.
        (False, False, Times(LONDON, NIGHTS, Pace.DAILY, time(6)), "03-03T07:00"),
    ],
)
def test_when_a_message_of_the_evening_leaves(is_urgent, is_alone, times, expected):
    assert leaves_at(at("03-02T23:00"), times, is_urgent=is_urgent, is_alone=is_alone) == at(expected)


def test_the_budget_is_free_again_an_hour_after_the_first_of_so_many():
    sent = [at("03-02T12:00") + number * timedelta(minutes=5) for number in range(4)]
    assert free_at(sent, 5) is None
    assert free_at(sent, 4) == at("03-02T13:00")
    assert free_at(list(reversed(sent)), 2) == at("03-02T13:10")
