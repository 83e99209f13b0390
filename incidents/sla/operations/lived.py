"""Clocks of incidents whose whole past is known at once: the same replay that the audit and the back-test use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.many_rows import insert_objects, insert_rows
from incidents.records.choices import State
from incidents.records.models import NEVER, Incident
from incidents.sla import clockwork
from incidents.sla.archive import Archive
from incidents.sla.clockwork import Ledger
from incidents.sla.histories import lives
from incidents.sla.models import Clock, ClockSegment, ClockStep
from incidents.sla.operations.ledgers import (
    owed_misses,
    pass_steps,
    refresh,
    segment_columns,
    step_row,
    steps_of,
)
from incidents.sla.queries import closes_at, current_book
from incidents.sla.replay import acts_only, replay
from incidents.sla.terms import Book, Facts


@dataclass(slots=True)
class Lived:
    """The clocks of one incident after its past, and what the clocks know of it now."""

    ledgers: list[Ledger]
    facts: Facts
    book: Book

    def note_on(self, incident: Incident, *, now: datetime) -> None:
        """Fill in the columns that are computed, before the incident is saved.

        What should have closed before it was written down closes after the usual time to object from now.
        """
        facts = self.facts
        incident.answered_at, incident.informed_at = facts.answered_at, facts.informed_at
        incident.unanswered_since = facts.unanswered_since
        dues = [clockwork.due_at(ledger, self.book.calendar) for ledger in self.ledgers]
        incident.next_due_at = min((due for due in dues if due is not None), default=NEVER)
        if incident.state == State.RESOLVED and incident.resolved_at is not None:
            closes = closes_at(facts, incident.resolved_at, self.book)
            incident.close_due_at = closes if closes > now else closes_at(facts, now, self.book)


def clocks_of(versions: Mapping[int, Sequence[Mapping[str, Any]]]) -> dict[int, Lived]:
    """Return the clocks of incidents from their versions, rows of the history that need not be written yet."""
    book, archive = current_book(), Archive()
    found = {}
    for key, history in lives(versions).items():
        found[key] = Lived(replay(history, archive.at), acts_only(history)[-1].facts, book)
    return found


def write_lived(
    lived: Sequence[tuple[Incident, Lived]], *, by: Actor, now: datetime, leaves_steps: bool
) -> None:
    """Write clocks of incidents that were just saved.

    Steps that lie behind are recorded without a notice (LOG-23); with `leaves_steps` the next sweep deals with them.
    """
    clocks: list[tuple[Clock, Ledger]] = []
    passed: list[ClockStep] = []
    for incident, one in lived:
        for ledger in one.ledgers:
            row = refresh(Clock(incident=incident), ledger, set(), one.book)
            clocks.append((row, ledger))
            if row.next_at is not None and row.next_at <= now and not leaves_steps:
                passed += _behind(row, ledger, one.book, now=now)
    insert_objects([row for row, _ledger in clocks])
    lines = [
        {**segment_columns(number, part, by=by), "clock_id": row.pk}
        for row, ledger in clocks
        for number, part in enumerate(ledger.segments)
    ]
    insert_rows(ClockSegment, lines)
    for step in passed:
        # The key of the clock was not known yet when its steps were passed.
        step.clock_id = step.clock.pk
    insert_rows(ClockStep, [vars(step) for step in passed])


def _behind(row: Clock, ledger: Ledger, book: Book, *, now: datetime) -> list[ClockStep]:
    """Pass the steps that were reached before an instant, and let the clock wait for the next one."""
    clockwork.note_breach(ledger, now, book.calendar)
    steps = steps_of(ledger, book)
    reached = [
        *owed_misses(ledger, set(), book),
        *((ledger.target_number, step) for step in steps if step.wakes_at <= now),
    ]
    fired = {(number, step.step.key) for number, step in reached}
    pass_steps(row, ledger, steps, fired, book)
    return [step_row(row, number, step, now=now, is_silent=True) for number, step in reached]
