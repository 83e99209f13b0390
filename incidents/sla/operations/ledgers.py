"""Between rows and ledgers: read a clock with its lines, and fill in what is computed from them."""

from collections.abc import Iterable, Sequence, Set
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.actor import Actor
from incidents.sla import clockwork
from incidents.sla.choices import Cause, ClockKind, SegmentKind
from incidents.sla.clockwork import Ledger, Reached, Segment
from incidents.sla.models import Clock, ClockSegment, ClockStep
from incidents.sla.terms import Agreement, Book

Fired = tuple[int, str]
"""A step that was recorded: the number of the target, and the step's key."""

# A sweep that keeps its pace is never this late.
_LATE_AFTER = timedelta(seconds=60)


def ledger_of(row: Clock, lines: Sequence[ClockSegment]) -> Ledger:
    """Return a clock as plain values."""
    return Ledger(
        kind=ClockKind(row.kind),
        agreement=Agreement(row.terms_id, row.target_seconds, row.calendar_id),
        chosen_by=row.chosen_by,
        started_at=row.started_at,
        segments=[
            Segment(
                SegmentKind(line.kind),
                line.started_at,
                line.ended_at,
                Agreement(line.terms_id, line.target_seconds, line.calendar_id),
                Cause(line.cause),
            )
            for line in lines
        ],
        ordinal=row.ordinal,
        team=row.team_id,
        target_number=row.target_number,
        targeted_at=row.targeted_at,
        is_late_logged=row.is_late_logged,
        breached_at=row.breached_at,
        breach_cause=row.breach_cause,
    )


def clocks_with_lines(
    lines: QuerySet[ClockSegment],
) -> tuple[list[Clock], dict[int, list[ClockSegment]]]:
    """Return the clocks of some lines, and the lines of each, in one question."""
    rows: dict[int, Clock] = {}
    found: dict[int, list[ClockSegment]] = {}
    for line in lines.select_related("clock").order_by("clock_id", "number"):
        rows.setdefault(line.clock_id, line.clock)
        found.setdefault(line.clock_id, []).append(line)
    return list(rows.values()), found


def fired_of(rows: Sequence[Clock]) -> dict[int, set[Fired]]:
    """Return which steps of some clocks were recorded, under each of their targets."""
    fired: dict[int, set[Fired]] = {}
    if rows:
        steps = ClockStep.objects.filter(clock__in=rows)
        for clock, number, key in steps.values_list("clock_id", "target_number", "key"):
            fired.setdefault(clock, set()).add((number, key))
    return fired


def segment_row(row: Clock, number: int, segment: Segment, *, by: Actor) -> ClockSegment:
    """Return a line of the ledger as a row."""
    return ClockSegment(clock=row, **segment_columns(number, segment, by=by))


def segment_columns(number: int, segment: Segment, *, by: Actor) -> dict[str, Any]:
    """Return a line of the ledger by column, but for the clock that it belongs to."""
    return {
        "number": number,
        "kind": segment.kind,
        "started_at": segment.start,
        "ended_at": segment.end,
        "terms_id": segment.agreement.terms,
        "calendar_id": segment.agreement.calendar,
        "target_seconds": segment.agreement.target,
        "cause": segment.cause,
        "actor_id": by.user.pk,
    }


def refresh(row: Clock, ledger: Ledger, fired: Set[Fired], book: Book) -> Clock:
    """Fill in what is kept beside the ledger for lists, timers and filters."""
    present = ledger.present
    row.kind, row.ordinal, row.team_id = ledger.kind, ledger.ordinal, ledger.team
    row.terms_id, row.target_seconds = ledger.agreement.terms, ledger.agreement.target
    row.calendar_id, row.chosen_by = ledger.agreement.calendar, ledger.chosen_by
    row.target_number, row.targeted_at = ledger.target_number, ledger.targeted_at or ledger.started_at
    row.state, row.started_at, row.turned_at = present.kind, ledger.started_at, present.start
    row.elapsed_seconds = clockwork.elapsed(ledger, present.start, book.calendar)
    row.paused_seconds = clockwork.paused(ledger, present.start, book.calendar)
    row.due_at = clockwork.due_at(ledger, book.calendar)
    row.breach_at = clockwork.breach_at(ledger, book.calendar)
    row.is_late_logged = ledger.is_late_logged
    return pass_steps(row, ledger, steps_of(ledger, book), fired, book)


def steps_of(ledger: Ledger, book: Book) -> list[Reached]:
    """Return the steps that its terms set for a clock, past and projected, in time order."""
    return clockwork.steps_reached(ledger, book.terms(ledger.agreement.terms).steps, book.calendar)


PASSED = ("breached_at", "breach_cause", "warn_at", "next_at")
"""What changes on a clock that goes on as before, when a step of it has been reached."""


def pass_steps(row: Clock, ledger: Ledger, steps: Sequence[Reached], fired: Set[Fired], book: Book) -> Clock:
    """Fill in what follows from the steps and from those among them that were recorded."""
    row.breached_at, row.breach_cause = ledger.breached_at, row.breach_cause or ledger.breach_cause
    row.warn_at = _first(reached for reached in steps if not reached.step.is_breach)
    row.next_at = next_wake(ledger, steps, fired, owed_misses(ledger, fired, book))
    return row


def owed_misses(ledger: Ledger, fired: Set[Fired], book: Book) -> list[tuple[int, Reached]]:
    """Return the steps that tell of a miss under an earlier target and were not dealt with before it was changed.

    A miss stays one whatever the target is now, so somebody has to hear of it; that an earlier target was near
    concerns nobody any more.
    """
    return [
        (then.target_number, reached)
        for then in clockwork.former(ledger)
        for reached in clockwork.steps_reached(then, book.terms(then.agreement.terms).steps, book.calendar)
        if reached.step.tells_a_miss and (then.target_number, reached.step.key) not in fired
    ]


def step_row(row: Clock, number: int, reached: Reached, *, now: datetime, is_silent: bool) -> ClockStep:
    """Return a step that was reached as a row, marked late if it was dealt with long after its instant."""
    return ClockStep(
        clock=row,
        target_number=number,
        key=reached.step.key,
        true_at=reached.at,
        processed_at=now,
        is_late=now - reached.wakes_at > _LATE_AFTER,
        is_silent=is_silent,
    )


def _first(steps: Iterable[Reached]) -> datetime | None:
    return min((reached.at for reached in steps), default=None)


def next_wake(
    ledger: Ledger,
    steps: Iterable[Reached],
    fired: Set[Fired],
    owed: Sequence[tuple[int, Reached]] = (),
) -> datetime | None:
    """Return when the next step must be dealt with; None if no step is left, or none that was or will be reached."""
    ahead = [reached for reached in steps if (ledger.target_number, reached.step.key) not in fired]
    return min((reached.wakes_at for reached in [*ahead, *(miss for _number, miss in owed)]), default=None)
