"""When messages leave for somebody: quiet hours, summaries, and the budget of an hour; plain values, no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from accounts.notices.reach.choices import Pace

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
# After an e-mail about a record the next one about it waits so long, for what else comes.
BURST = timedelta(minutes=5)
# Whole days that follow one another; more than a week of them would be quiet for ever, which nobody may choose.
_MOST_IN_A_ROW = 8


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours that begin on these days (Monday is 0); an end that is not after the beginning is on the next day."""

    days: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Times:
    """When somebody wants to be written to, in their own zone."""

    zone: tzinfo
    quiet: QuietHours | None = None
    pace: str = Pace.AT_ONCE
    daily_at: time = time(8)
    hourly_budget: int = 20


def quiet_until(moment: datetime, quiet: QuietHours | None, zone: tzinfo) -> datetime | None:
    """Return when the quiet ends that holds at a moment, over periods that touch; None outside of quiet hours."""
    end: datetime | None = None
    for _period in range(_MOST_IN_A_ROW):
        later = _end_of_period(end or moment, quiet, zone) if quiet else None
        if later is None:
            break
        end = later
    return end


def _end_of_period(moment: datetime, quiet: QuietHours, zone: tzinfo) -> datetime | None:
    today = moment.astimezone(zone).date()
    ends = []
    for day in (today - _DAY, today):
        if day.weekday() not in quiet.days:
            continue
        # Of two readings on a night when the clocks change, the one that keeps it quiet longer.
        start = min(_instants(day, quiet.start, zone))
        end = max(_instants(day if quiet.end > quiet.start else day + _DAY, quiet.end, zone))
        if start <= moment < end:
            ends.append(end)
    return max(ends, default=None)


def _instants(day: date, at: time, zone: tzinfo) -> list[datetime]:
    """Return the two readings of what the clock on the wall shows; they differ when it was or will be changed."""
    # In UTC: two moments of one zone are compared by what the clock on the wall shows, which goes back once a year.
    return [datetime.combine(day, at.replace(fold=fold), tzinfo=zone).astimezone(UTC) for fold in (0, 1)]


def next_summary(moment: datetime, times: Times) -> datetime | None:
    """Return when the next summary leaves after a moment; None for somebody who is written to at once."""
    if times.pace == Pace.HOURLY:
        local = moment.astimezone(times.zone)
        return (
            moment - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        ) + _HOUR
    if times.pace == Pace.DAILY:
        today = moment.astimezone(times.zone).date()
        candidates = [_instants(today + days * _DAY, times.daily_at, times.zone)[0] for days in range(3)]
        return next(candidate for candidate in candidates if candidate > moment)
    return None


def leaves_at(moment: datetime, times: Times, *, is_urgent: bool, is_alone: bool) -> datetime:
    """Return when a message leaves that could leave at a moment: nothing holds back what is urgent.

    What goes alone (an acknowledgement, for one) waits for no summary, but for the end of quiet hours.
    """
    if is_urgent:
        return moment
    summary = None if is_alone else next_summary(moment, times)
    at = summary or moment
    return quiet_until(at, times.quiet, times.zone) or at


def free_at(sent: Sequence[datetime], budget: int) -> datetime | None:
    """Return when the next message fits into the budget of an hour, by the moments of those that left within it.

    None means now.
    """
    if len(sent) < budget:
        return None
    return sorted(sent)[-budget] + _HOUR


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when messages wait; deferred ones leave in a summary over all records."""

    until: datetime
    is_deferred: bool = False


def postponed(
    now: datetime, times: Times, *, about: str, sent: Sequence[tuple[datetime, str]]
) -> Wait | None:
    """Return how long what could leave now about a record has to wait; None if it may leave.

    `sent` are the moments of what left within the hour, with the record it was about; no record means a summary.
    """
    quiet = quiet_until(now, times.quiet, times.zone)
    if quiet is not None:
        return Wait(quiet)
    latest = max((moment for moment, record in sent if about and record == about), default=None)
    if latest is not None and latest + BURST > now:
        return Wait(latest + BURST)
    free = free_at([moment for moment, _record in sent], times.hourly_budget)
    return Wait(free, is_deferred=True) if free is not None else None
