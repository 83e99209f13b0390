"""Record the steps that clocks have reached: once each, with the true time and the time it was dealt with (SLA-21)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.actor import Actor
from incidents.records.choices import Story
from incidents.records.models import Incident
from incidents.records.operations.saving import story_of
from incidents.records.timeline_models import Entry
from incidents.sla import clockwork
from incidents.sla.choices import ClockKind
from incidents.sla.clockwork import Ledger, Reached
from incidents.sla.models import Clock, ClockSegment, ClockStep
from incidents.sla.operations.ledgers import (
    PASSED,
    Fired,
    clocks_with_lines,
    fired_of,
    ledger_of,
    owed_misses,
    pass_steps,
    step_row,
    steps_of,
)
from incidents.sla.terms import Book, Step

# Who is told at the very end of the working day may still be there; later, the notice waits for the next opening.
_STILL_THERE = timedelta(minutes=5)
_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A due clock behind the lock of its incident: its steps, and what of them nobody has recorded yet.

    `passed` pairs the number of a target with a step: misses owed from earlier targets, then the steps of this one.
    """

    row: Clock
    ledger: Ledger
    steps: Sequence[Reached]
    fired: set[Fired]
    passed: Sequence[tuple[int, Reached]]

    @property
    def wants_acts(self) -> bool:
        """Say whether a step changes the incident itself, and with it perhaps its other clocks."""
        return self.ledger.is_live and any(
            reached.step.raises_urgency or reached.step.reassign_to for _number, reached in self.passed
        )

    @property
    def is_breach(self) -> bool:
        """Say whether the target is missed once these steps are reached."""
        return any(reached.step.tells_a_miss for _number, reached in self.passed)


@dataclass(frozen=True, slots=True)
class Escalation:
    """Steps of one clock that were reached and want somebody to act; one notice tells of all of them."""

    incident: Incident
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


def read_ticks(clocks: Collection[int], book: Book, *, now: datetime) -> list[Tick]:
    """Return those of the clocks of locked incidents that are still due, in the order in which they are named."""
    rows, lines = clocks_with_lines(ClockSegment.objects.filter(clock__in=clocks, clock__next_at__lte=now))
    fired, found = fired_of(rows), {row.pk: row for row in rows}
    return [
        _tick(found[key], lines[key], fired.get(key, set()), book, now=now) for key in clocks if key in found
    ]


def _tick(row: Clock, lines: Sequence[ClockSegment], fired: set[Fired], book: Book, *, now: datetime) -> Tick:
    ledger = ledger_of(row, lines)
    steps = steps_of(ledger, book)
    passed = [
        (row.target_number, reached)
        for reached in steps
        if reached.wakes_at <= now and (row.target_number, reached.step.key) not in fired
    ]
    return Tick(row, ledger, steps, fired, [*owed_misses(ledger, fired, book), *passed])


def record_steps(
    ticks: Sequence[Tick], incidents: Mapping[int, Incident], book: Book, *, by: Actor, now: datetime
) -> list[Escalation]:
    """Record what the clocks have reached, all in the same few statements; return what wants somebody to act."""
    ClockStep.objects.bulk_create(row for tick in ticks for row in _step_rows(tick, now=now))
    _move_on(ticks, book, now=now)
    told = [(incidents[tick.row.incident_id], tick) for tick in ticks if tick.passed and tick.ledger.is_live]
    Entry.objects.bulk_create(_story(incident, tick, by=by, now=now) for incident, tick in told)
    return [
        Escalation(
            incident=incident,
            clock=tick.row,
            steps=tuple(reached.step for _number, reached in tick.passed),
            reached_at=tick.passed[-1][1].at,
            is_breach=tick.is_breach,
            tell_at=_tell_at(tick.row, tick.passed[-1][1], book, now),
        )
        for incident, tick in told
    ]


def _step_rows(tick: Tick, *, now: datetime) -> list[ClockStep]:
    """Return the steps to record; only the highest of a live clock is told to anybody."""
    return [
        step_row(
            tick.row,
            number,
            reached,
            now=now,
            is_silent=not tick.ledger.is_live or place < len(tick.passed),
        )
        for place, (number, reached) in enumerate(tick.passed, start=1)
    ]


def _move_on(ticks: Sequence[Tick], book: Book, *, now: datetime) -> None:
    """Let each clock wait for its next step; only columns that differ somewhere are written."""
    changed = set()
    for tick in ticks:
        row, before = tick.row, [getattr(tick.row, name) for name in PASSED]
        clockwork.note_breach(tick.ledger, now, book.calendar)
        fired = tick.fired | {(number, reached.step.key) for number, reached in tick.passed}
        pass_steps(row, tick.ledger, tick.steps, fired, book)
        changed |= {name for name, value in zip(PASSED, before, strict=True) if getattr(row, name) != value}
    if changed:
        Clock.objects.bulk_update([tick.row for tick in ticks], sorted(changed))


def _tell_at(row: Clock, last: Reached, book: Book, now: datetime) -> datetime:
    """Return when people may be told: in the calendar's working time, so that nobody is woken by it (SLA-11)."""
    calendar = book.calendar(row.calendar_id)
    if now - last.wakes_at <= _STILL_THERE and calendar.is_open_at(last.at - _ONE_SECOND):
        return now
    return calendar.next_opening(now)


def _story(incident: Incident, tick: Tick, *, by: Actor, now: datetime) -> Entry:
    _number, last = tick.passed[-1]
    facts = {
        "clock": tick.row.kind,
        "steps": [reached.step.key for _number, reached in tick.passed],
        "step": last.step.key,
        "reached_at": last.at.isoformat().replace("+00:00", "Z"),
        "late_seconds": max(int((now - last.wakes_at).total_seconds()), 0),
    }
    story = Story.TARGET_MISSED if tick.is_breach else Story.TARGET_NEAR
    return story_of(incident, story, by=by, now=now, facts=facts, happened_at=last.at)
