"""Record the steps that clocks have reached: once each, with the true time and the time it was dealt with (SLA-21)."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.actor import Actor
from incidents.records.choices import Story
from incidents.records.models import Incident
from incidents.records.operations.saving import tell
from incidents.sla import clockwork
from incidents.sla.choices import ClockKind
from incidents.sla.clockwork import Ledger, Reached
from incidents.sla.models import Clock, ClockStep
from incidents.sla.operations.ledgers import Fired, ledger_of, owed_misses, refresh, step_row
from incidents.sla.terms import Book, Step

# Who is told at the very end of the working day may still be there; later, the notice waits for the next opening.
_STILL_THERE = timedelta(minutes=5)
_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Escalation:
    """Steps of one clock that were reached and want somebody to act; one notice tells of all of them."""

    clock: Clock
    steps: tuple[Step, ...]
    reached_at: datetime
    is_breach: bool
    tell_at: datetime

    @property
    def kind(self) -> ClockKind:
        """Return what the clock measures."""
        return ClockKind(self.clock.kind)


def due_clocks(now: datetime) -> list[tuple[int, int]]:
    """Return (clock, incident) keys with a step to deal with, the longest overdue first; an index probe if none."""
    return list(Clock.objects.due(now).values_list("pk", "incident_id"))


def record_steps(incident: Incident, key: int, book: Book, *, by: Actor, now: datetime) -> Escalation | None:
    """Record what a clock of a locked incident has reached; None if nothing is left to escalate."""
    row = Clock.objects.prefetch_related("segments").filter(pk=key, next_at__lte=now).first()
    if row is None:
        return None
    ledger = ledger_of(row, list(row.segments.all()))
    recorded = ClockStep.objects.filter(clock=row)
    fired: set[Fired] = set(recorded.values_list("target_number", "key"))
    found = _passed(ledger, fired, book, now)
    clockwork.note_breach(ledger, now, book.calendar)
    _record(row, ledger, found, now=now)
    refresh(row, ledger, fired | {(number, reached.step.key) for number, reached in found}, book)
    passed = [reached for _number, reached in found]
    row.save(update_fields=["next_at", "breached_at", "breach_cause", "warn_at"])
    if not passed or not ledger.is_live:
        return None
    _tell_story(incident, row, passed, by=by, now=now)
    return Escalation(
        clock=row,
        steps=tuple(reached.step for reached in passed),
        reached_at=passed[-1].at,
        is_breach=any(reached.step.tells_a_miss for reached in passed),
        tell_at=_tell_at(row, passed[-1], book, now),
    )


def _passed(ledger: Ledger, fired: Set[Fired], book: Book, now: datetime) -> list[tuple[int, Reached]]:
    """Return what is to be recorded: misses owed from earlier targets, then the steps of this one, in time order."""
    steps = clockwork.steps_reached(ledger, book.terms(ledger.agreement.terms).steps, book.calendar)
    reached_now = [
        (ledger.target_number, reached)
        for reached in steps
        if reached.wakes_at <= now and (ledger.target_number, reached.step.key) not in fired
    ]
    return [*owed_misses(ledger, fired, book), *reached_now]


def _record(row: Clock, ledger: Ledger, found: list[tuple[int, Reached]], *, now: datetime) -> None:
    ClockStep.objects.bulk_create(
        step_row(row, number, reached, now=now, is_silent=not ledger.is_live or index < len(found))
        for index, (number, reached) in enumerate(found, start=1)
    )


def _tell_at(row: Clock, last: Reached, book: Book, now: datetime) -> datetime:
    """Return when people may be told: in the calendar's working time, so that nobody is woken by it (SLA-11)."""
    calendar = book.calendar(row.calendar_id)
    if now - last.wakes_at <= _STILL_THERE and calendar.is_open_at(last.at - _ONE_SECOND):
        return now
    return calendar.next_opening(now)


def _tell_story(incident: Incident, row: Clock, passed: list[Reached], *, by: Actor, now: datetime) -> None:
    last = passed[-1]
    is_breach = any(reached.step.tells_a_miss for reached in passed)
    facts = {
        "clock": row.kind,
        "steps": [reached.step.key for reached in passed],
        "step": last.step.key,
        "reached_at": last.at.isoformat().replace("+00:00", "Z"),
        "late_seconds": max(int((now - last.wakes_at).total_seconds()), 0),
    }
    story = Story.TARGET_MISSED if is_breach else Story.TARGET_NEAR
    tell(incident, story, by=by, now=now, facts=facts, happened_at=last.at)
