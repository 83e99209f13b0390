"""Working days from the resolution."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules.due_dates import after_working_days, due_dates

MONDAY = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (MONDAY, 3, datetime(2026, 3, 5, 12, 30, tzinfo=UTC)),
        (MONDAY, 5, datetime(2026, 3, 9, 12, 30, tzinfo=UTC)),
        (MONDAY + timedelta(days=4), 1, datetime(2026, 3, 9, 12, 30, tzinfo=UTC)),
        (MONDAY + timedelta(days=5), 1, datetime(2026, 3, 9, 12, 30, tzinfo=UTC)),
        (MONDAY + timedelta(days=6), 3, datetime(2026, 3, 11, 12, 30, tzinfo=UTC)),
        (MONDAY, 0, MONDAY),
    ],
    ids=["within-week", "over-weekend", "from-friday", "from-saturday", "from-sunday", "none"],
)
def test_working_days(start, days, expected):
    assert after_working_days(start, days) == expected


@pytest.mark.parametrize(("priority", "days"), [(1, 3), (2, 5), (3, 5), (5, 5)])
def test_the_worst_are_due_first(priority, days):
    due = due_dates(MONDAY, priority)
    assert due.submit_at == after_working_days(MONDAY, days)
    assert due.meeting_at == after_working_days(MONDAY, 5)
    assert due.approve_at == after_working_days(MONDAY, 10)


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=3000)), st.integers(1, 40))
def test_a_due_date_is_a_working_day_and_one_more_day_is_later(after, days):
    start = MONDAY + after
    due = after_working_days(start, days)
    assert due.weekday() < 5
    assert due.time() == start.time()
    assert after_working_days(start, days + 1) > due
