"""Clocks from history: what they would be if an incident were lived through again, under any book."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from incidents.sla import clockwork, following
from incidents.sla.choices import Cause, ClockKind, SegmentKind
from incidents.sla.clockwork import Ledger
from incidents.sla.terms import Agreement, Book, Facts

Books = Callable[[datetime], Book]
"""Which book was, or is to be, in force at an instant."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody did: what the incident was from `at` on; `recorded_at` is when it was written down.

    Impact and urgency stand beside the priority for the question what another matrix would have made of them.
    """

    at: datetime
    facts: Facts
    recorded_at: datetime
    impact: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Sweep:
    """A clock was looked at because a step of it was reached; a breach that had come was written down then."""

    recorded_at: datetime
    kind: ClockKind
    ordinal: int


@dataclass(frozen=True, slots=True)
class Reapplication:
    """A running clock was moved to a newer version of what was agreed, by somebody's decision."""

    recorded_at: datetime
    kind: ClockKind
    ordinal: int
    agreement: Agreement


Happening = Act | Sweep | Reapplication


def replay(history: Iterable[Happening], books: Books) -> list[Ledger]:
    """Return the clocks of one incident after everything that happened to it, in the order in which they began."""
    ledgers: list[Ledger] = []
    for happening in history:
        book = books(happening.recorded_at)
        if isinstance(happening, Act):
            ledgers = following.follow(ledgers, happening.facts, happening.at, book)
            continue
        ledger = _clock(ledgers, happening.kind, happening.ordinal)
        if ledger is None:
            continue
        if isinstance(happening, Sweep):
            clockwork.note_breach(ledger, happening.recorded_at, book.calendar)
        else:
            clockwork.retarget(
                ledger,
                happening.agreement,
                happening.recorded_at,
                chosen_by=ledger.chosen_by,
                cause=Cause.REAPPLIED,
                calendars=book.calendar,
            )
    return ledgers


def acts_only(history: Iterable[Happening]) -> list[Act]:
    """Return what people did, without what the clocks of that day made of it: for asking what might have been."""
    return [happening for happening in history if isinstance(happening, Act)]


def _clock(ledgers: Iterable[Ledger], kind: ClockKind, ordinal: int) -> Ledger | None:
    return next((one for one in ledgers if one.kind == kind and one.ordinal == ordinal), None)


def promised_at(ledger: Ledger, calendars: clockwork.Calendars) -> datetime | None:
    """Return the due instant under which the clock last ran; None if it never did."""
    for index in range(len(ledger.segments) - 1, -1, -1):
        segment = ledger.segments[index]
        if segment.kind == SegmentKind.RUNNING:
            ran = [*ledger.segments[:index], replace(segment, end=None)]
            return clockwork.due_at(replace(ledger, segments=ran), calendars)
    return None


def is_met(ledger: Ledger, until: datetime, calendars: clockwork.Calendars) -> bool | None:
    """Say whether the promise was kept by an instant; None while that is open or does not count."""
    clockwork.note_breach(ledger, until, calendars)
    if ledger.breached_at is not None:
        return False
    return True if ledger.present.kind == SegmentKind.STOPPED else None
