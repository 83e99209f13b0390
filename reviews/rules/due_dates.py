"""When each step of a review is due, counted in working days from the resolution."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5

# (priority 1, all others) in working days: the facts of the worst ones fade first.
SUBMIT_DAYS = (3, 5)
MEETING_DAYS = 5
APPROVE_DAYS = 10


@dataclass(frozen=True, slots=True)
class DueDates:
    """The moments by which a review is handed in, talked over and approved."""

    submit_at: datetime
    meeting_at: datetime
    approve_at: datetime


def due_dates(resolved_at: datetime, priority: int) -> DueDates:
    """Return the due dates of a review."""
    urgent, ordinary = SUBMIT_DAYS
    return DueDates(
        submit_at=after_working_days(resolved_at, urgent if priority == 1 else ordinary),
        meeting_at=after_working_days(resolved_at, MEETING_DAYS),
        approve_at=after_working_days(resolved_at, APPROVE_DAYS),
    )


def after_working_days(start: datetime, days: int) -> datetime:
    """Return the same time of day, that many days from Monday to Friday later."""
    moment = start
    while days:
        moment += _DAY
        if moment.weekday() < _SATURDAY:
            days -= 1
    return moment
