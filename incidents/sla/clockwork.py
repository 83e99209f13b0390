"""One clock as a ledger of segments: elapsed, due, breached, steps reached; everything follows from the segments."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from incidents.sla.calendars import WorkingCalendar
from incidents.sla.choices import LIVE, BreachCause, Cause, ClockKind, SegmentKind
from incidents.sla.terms import Agreement, Step

Calendars = Callable[[int], WorkingCalendar]
_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Segment:
    """What the clock does from one instant to another (open without an end), under which agreement and why."""

    kind: SegmentKind
    start: datetime
    end: datetime | None
    agreement: Agreement
    cause: Cause

    @property
    def calendar(self) -> int:
        """Return the calendar version that counts here."""
        return self.agreement.calendar


@dataclass(slots=True)
class Ledger:
    """A clock: never edited, only continued; `target_number` counts the targets it has had."""

    kind: ClockKind
    agreement: Agreement
    chosen_by: str
    started_at: datetime
    segments: list[Segment] = field(default_factory=list)
    ordinal: int = 0
    team: int | None = None
    target_number: int = 1
    targeted_at: datetime | None = None
    is_late_logged: bool = False
    breached_at: datetime | None = None
    breach_cause: str = ""

    @property
    def present(self) -> Segment:
        """Return the segment that lasts."""
        return self.segments[-1]

    @property
    def is_live(self) -> bool:
        """Say whether the clock may still run out."""
        return self.present.kind in LIVE

    @property
    def target(self) -> int:
        """Return the target in working seconds."""
        return self.agreement.target


@dataclass(frozen=True, slots=True)
class Reached:
    """A step and the instant at which it was, or will be, reached."""

    step: Step
    at: datetime

    @property
    def wakes_at(self) -> datetime:
        """Return when it may be recorded; work that stops at the very instant of the breach has met the target."""
        return self.at + _ONE_SECOND if self.step.is_breach else self.at


def begin(
    kind: ClockKind,
    agreement: Agreement,
    start: datetime,
    *,
    chosen_by: str,
    cause: Cause = Cause.STARTED,
    ordinal: int = 0,
    team: int | None = None,
) -> Ledger:
    """Return a clock that runs from an instant."""
    running = Segment(SegmentKind.RUNNING, start, None, agreement, cause)
    return Ledger(kind, agreement, chosen_by, start, [running], ordinal, team, targeted_at=start)


def elapsed(ledger: Ledger, at: datetime, calendars: Calendars) -> int:
    """Return the working seconds used up by an instant."""
    return _length(ledger, SegmentKind.RUNNING, at, calendars)


def paused(ledger: Ledger, at: datetime, calendars: Calendars) -> int:
    """Return the working seconds for which the clock stood still; outside working time there are none."""
    return _length(ledger, SegmentKind.PAUSED, at, calendars)


def _length(ledger: Ledger, kind: SegmentKind, at: datetime, calendars: Calendars) -> int:
    return sum(
        calendars(segment.calendar).working_seconds(segment.start, min(segment.end or at, at))
        for segment in ledger.segments
        if segment.kind == kind and segment.start < at
    )


def reached_at(
    ledger: Ledger, seconds: int, calendars: Calendars, *, is_last: bool = False
) -> datetime | None:
    """Return the first (or last) instant at which so much is used up, projected while the clock runs; else None."""
    used = 0
    for segment in _running(ledger):
        calendar = calendars(segment.calendar)
        find = calendar.breach_at if is_last else calendar.due_at
        if segment.end is None:
            return find(segment.start, max(seconds - used, 0))
        length = calendar.working_seconds(segment.start, segment.end)
        if used + length > seconds or (used + length == seconds and not is_last):
            return find(segment.start, max(seconds - used, 0))
        used += length
    return None


def _running(ledger: Ledger) -> Iterator[Segment]:
    return (segment for segment in ledger.segments if segment.kind == SegmentKind.RUNNING)


def due_at(ledger: Ledger, calendars: Calendars) -> datetime | None:
    """Return the first instant at which the target is used up; None while the clock stands still."""
    return reached_at(ledger, ledger.target, calendars) if _runs(ledger) else None


def breach_at(ledger: Ledger, calendars: Calendars) -> datetime | None:
    """Return the last instant at which the target is not exceeded; None while the clock stands still."""
    return reached_at(ledger, ledger.target, calendars, is_last=True) if _runs(ledger) else None


def _runs(ledger: Ledger) -> bool:
    return ledger.present.kind == SegmentKind.RUNNING


def steps_reached(ledger: Ledger, steps: Iterable[Step], calendars: Calendars) -> list[Reached]:
    """Return each step with its instant, past or projected, in time order.

    Under a target that was set later than the step would have been reached, the instant is that of the new target.
    """
    floor = ledger.targeted_at or ledger.started_at
    found = []
    for step in steps:
        at = reached_at(ledger, step.seconds(ledger.target), calendars, is_last=step.is_breach)
        if at is not None:
            found.append(Reached(step, max(at, floor)))
    return sorted(found, key=lambda reached: (reached.wakes_at, reached.step.seconds(ledger.target)))


def former(ledger: Ledger) -> Iterator[Ledger]:
    """Yield the clock as it was, up to the change, under each target that it had before the present one."""
    segments = ledger.segments
    cuts = [
        index
        for index in range(1, len(segments))
        if segments[index].agreement != segments[index - 1].agreement
    ]
    starts = [ledger.started_at, *(segments[cut].start for cut in cuts)]
    for number, cut in enumerate(cuts, start=1):
        parts = segments[:cut]
        yield replace(
            ledger,
            segments=parts,
            agreement=parts[-1].agreement,
            target_number=number,
            targeted_at=starts[number - 1],
        )


def note_breach(ledger: Ledger, at: datetime, calendars: Calendars) -> bool:
    """Record, once and for good, that more than the target is used up by an instant; say whether it was news."""
    if ledger.breached_at is not None or elapsed(ledger, at, calendars) <= ledger.target:
        return False
    instant = reached_at(ledger, ledger.target, calendars, is_last=True)
    if instant is None:
        raise AssertionError("a target that is exceeded was reached")
    ledger.breached_at = instant
    if ledger.targeted_at is not None and ledger.target_number > 1 and instant < ledger.targeted_at:
        ledger.breached_at = ledger.targeted_at
        ledger.breach_cause = BreachCause.RETARGET
    return True


def turn(ledger: Ledger, kind: SegmentKind, at: datetime, cause: Cause, calendars: Calendars) -> None:
    """Let the clock run, pause or stop from an instant on; a breach that lies before is recorded."""
    if ledger.present.kind == kind:
        return
    note_breach(ledger, max(at, ledger.present.start), calendars)
    _continue(ledger, kind, at, cause)


def retarget(
    ledger: Ledger,
    agreement: Agreement,
    at: datetime,
    *,
    chosen_by: str,
    cause: Cause,
    calendars: Calendars,
) -> bool:
    """Hold the clock to another agreement from an instant on, with the time used so far; say whether it differs."""
    ledger.chosen_by = chosen_by
    if agreement == ledger.agreement:
        return False
    note_breach(ledger, at, calendars)
    ledger.agreement = agreement
    _continue(ledger, ledger.present.kind, at, cause)
    ledger.target_number += 1
    ledger.targeted_at = ledger.present.start
    note_breach(ledger, at, calendars)
    return True


def _continue(ledger: Ledger, kind: SegmentKind, at: datetime, cause: Cause) -> None:
    start = max(at, ledger.present.start)
    ledger.segments[-1] = replace(ledger.present, end=start)
    ledger.segments.append(Segment(kind, start, None, ledger.agreement, cause))


def correct_start(ledger: Ledger, start: datetime) -> None:
    """Move the beginning to the corrected time of the report; what lies before it no longer counts."""
    ledger.started_at = start
    ledger.segments = [
        replace(
            segment,
            start=start if index == 0 else max(segment.start, start),
            end=None if segment.end is None else max(segment.end, start),
        )
        for index, segment in enumerate(ledger.segments)
    ]
    if ledger.target_number == 1 or ledger.targeted_at is None or ledger.targeted_at < start:
        ledger.targeted_at = start
