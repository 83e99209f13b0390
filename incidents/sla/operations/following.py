"""Let the clocks follow the incident, in the transaction of the act; nothing else writes the ledger."""

from collections.abc import Iterable, Sequence, Set
from copy import copy
from dataclasses import replace
from datetime import datetime

from accounts.actor import Actor
from accounts.choices import PersonKind
from incidents.records.choices import State
from incidents.records.models import COMPUTED, NEVER, Incident
from incidents.sla import clockwork, following
from incidents.sla.choices import ClockKind, SegmentKind, StopsOn
from incidents.sla.clockwork import Ledger, Segment
from incidents.sla.glance import keep_newest
from incidents.sla.models import Clock, ClockSegment, ClockStep
from incidents.sla.operations.ledgers import (
    Fired,
    clocks_with_lines,
    fired_of,
    ledger_of,
    next_wake,
    refresh,
    segment_row,
    step_row,
    steps_of,
)
from incidents.sla.queries import closes_at, current_book, facts_of, taken_up_by
from incidents.sla.terms import Book, Facts


def follow_new(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Start the clocks of an incident that was just logged."""
    book = current_book()
    ledgers = following.follow([], facts_of(incident), now, book)
    _write(incident, [], [], ledgers, {}, book, by=by, now=now)
    _save_computed(incident)


def follow(incident: Incident, *, by: Actor, now: datetime, at: datetime | None = None) -> list[Ledger]:
    """Let the clocks follow what a locked incident is now; `at` is the instant of the act if it lies before now.

    Returns the clocks as they are from then on. Calling it again changes nothing.
    """
    after = follow_unsaved(incident, by=by, now=now, at=at)
    _save_computed(incident)
    return after


def follow_unsaved(
    incident: Incident,
    *,
    by: Actor,
    now: datetime,
    at: datetime | None = None,
    takes_up: bool = False,
) -> list[Ledger]:
    """Let the clocks follow an incident that is about to be saved; the caller saves the columns that are computed.

    `takes_up` says that it is the actor who takes the incident up, though the history does not know it yet.
    """
    book = current_book()
    rows, lines = read_clocks(incident)
    before = [ledger_of(row, lines[row.pk]) for row in rows]
    facts = _facts_that_count(incident, before, book, by=by, now=now, takes_up=takes_up)
    after = following.follow([_copied(ledger) for ledger in before], facts, at or now, book)
    _follow_closing(incident, facts, book)
    _write(incident, rows, before, after, lines, book, by=by, now=now)
    return after


def _follow_closing(incident: Incident, facts: Facts, book: Book) -> None:
    """Say when a resolved incident closes by itself (T12), and forget it when it is resolved no more."""
    if incident.state != State.RESOLVED or incident.resolved_at is None:
        incident.close_due_at = None
    elif incident.close_due_at is None:
        incident.close_due_at = closes_at(facts, incident.resolved_at, book)


def _facts_that_count(
    incident: Incident, before: list[Ledger], book: Book, *, by: Actor, now: datetime, takes_up: bool
) -> Facts:
    """Leave out that the requester or a program took it up: neither is a response (SLA-12)."""
    facts = facts_of(incident)
    response = following.last_of(before, ClockKind.RESPONSE)
    if facts.acknowledged_at is None or response is None or response.present.kind == SegmentKind.STOPPED:
        return facts
    if book.terms(response.agreement.terms).stops_on == StopsOn.ANSWER:
        return facts
    # Who took it up just now is known; who did earlier stands in the history.
    user = by.user if takes_up or facts.acknowledged_at == now else taken_up_by(incident)
    if user is not None and (user.kind != PersonKind.PERSON or user.pk == incident.requester_id):
        return replace(facts, acknowledged_at=None)
    return facts


def apply_anew(incident: Incident, clocks: Set[int], *, by: Actor, now: datetime) -> list[Ledger]:
    """Hold some live clocks of a locked incident to what is agreed today; return those that changed."""
    book, facts = current_book(), facts_of(incident)
    rows, lines = read_clocks(incident)
    before = [ledger_of(row, lines[row.pk]) for row in rows]
    after = [
        following.applied_anew(_copied(ledger), facts, now, book)
        if row.pk in clocks and ledger.is_live
        else ledger
        for row, ledger in zip(rows, before, strict=True)
    ]
    _write(incident, rows, before, after, lines, book, by=by, now=now)
    _save_computed(incident)
    return [new for old, new in zip(before, after, strict=True) if old != new]


def _copied(ledger: Ledger) -> Ledger:
    copied = copy(ledger)
    copied.segments = list(ledger.segments)
    return copied


def _write(
    incident: Incident,
    rows: list[Clock],
    before: list[Ledger],
    after: Sequence[Ledger],
    lines: dict[int, list[ClockSegment]],
    book: Book,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Write what differs: ended lines, new lines, new clocks and what is computed from them."""
    changed = [(row, old, new) for row, old, new in zip(rows, before, after, strict=False) if old != new]
    fired = fired_of([row for row, old, _new in changed if _has_fired(row, old, book)])
    _close_silently(changed, fired, book, now=now)
    for row, _old, new in changed:
        refresh(row, new, fired.get(row.pk, set()), book)
    if changed:
        Clock.objects.bulk_update([row for row, _old, _new in changed], _REFRESHED)
    started = [refresh(Clock(incident=incident), new, set(), book) for new in after[len(rows) :]]
    Clock.objects.bulk_create(started)
    every_row = [*rows, *started]
    _write_lines(
        segment_row(row, number, segment, by=by)
        for row, new in zip(every_row, after, strict=True)
        for number, segment in enumerate(new.segments)
        if not _stands(lines.get(row.pk, ()), number, segment)
    )
    _note_on_incident(incident, every_row)
    keep_newest(incident, every_row)


_REFRESHED = (
    "terms",
    "calendar",
    "target_seconds",
    "target_number",
    "targeted_at",
    "chosen_by",
    "state",
    "started_at",
    "turned_at",
    "elapsed_seconds",
    "paused_seconds",
    "due_at",
    "breach_at",
    "warn_at",
    "next_at",
    "is_late_logged",
    "breached_at",
    "breach_cause",
)


def read_clocks(incident: Incident) -> tuple[list[Clock], dict[int, list[ClockSegment]]]:
    """Return the incident's clocks and the lines of each, in one question."""
    return clocks_with_lines(ClockSegment.objects.filter(clock__incident=incident))


def _has_fired(row: Clock, ledger: Ledger, book: Book) -> bool:
    """Say whether a step may have been recorded: unless the clock waits for the first one, as a fresh one would.

    A clock that waits for nothing does not tell, as a corrected start may have put a recorded step ahead of it again;
    nor does one under a new target, where several steps share the instant of the change.
    """
    if row.next_at is None or row.target_number > 1:
        return True
    return row.next_at != next_wake(ledger, steps_of(ledger, book), frozenset())


def _close_silently(
    changed: Sequence[tuple[Clock, Ledger, Ledger]],
    fired: dict[int, set[Fired]],
    book: Book,
    *,
    now: datetime,
) -> None:
    """Under a new target, close the steps that lie behind without a notice, all but the highest (spec/sla 2.3).

    What the old target had reached, and nobody had dealt with yet, is recorded with its true time; but of a miss the
    highest step is left to the next sweep, as a downgrade must not keep it from those who have to know.
    """
    closed: list[ClockStep] = []
    for row, old, new in changed:
        if old.target_number == new.target_number:
            continue
        instant = new.targeted_at or now
        done = fired.setdefault(row.pk, set())
        before = [each for each in _passed(old, instant, book) if (each[0], each[1].step.key) not in done]
        if before and before[-1][1].step.tells_a_miss:
            before.pop()
        for number, reached in [*before, *_passed(new, instant, book)[:-1]]:
            if (number, reached.step.key) in done:
                continue
            done.add((number, reached.step.key))
            closed.append(step_row(row, number, reached, now=now, is_silent=True))
    ClockStep.objects.bulk_create(closed)


def _passed(ledger: Ledger, instant: datetime, book: Book) -> list[tuple[int, clockwork.Reached]]:
    steps = steps_of(ledger, book)
    used = clockwork.elapsed(ledger, instant, book.calendar)
    return [
        (ledger.target_number, reached)
        for reached in steps
        if reached.at <= instant and _is_used_up(reached, used, ledger.target)
    ]


def _is_used_up(reached: clockwork.Reached, used: int, target: int) -> bool:
    need = reached.step.seconds(target)
    return used > need if reached.step.is_breach else used >= need


def _stands(lines: Sequence[ClockSegment], number: int, segment: Segment) -> bool:
    """Say whether a line is written already and need not be moved."""
    return number < len(lines) and (lines[number].started_at, lines[number].ended_at) == (
        segment.start,
        segment.end,
    )


def _write_lines(lines: Iterable[ClockSegment]) -> None:
    """Add new lines; of those that are there, write the end, and the beginning if a corrected report time moved it.

    A line that ends stands before the one that follows it: a clock has one open line at every moment.
    """
    ClockSegment.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["clock", "number"],
        update_fields=["started_at", "ended_at"],
    )


def _note_on_incident(incident: Incident, rows: Sequence[Clock]) -> None:
    """Keep the nearest deadline on the incident, so that the queue needs no clock."""
    dues = [row.due_at for row in rows if row.due_at is not None and row.state == SegmentKind.RUNNING]
    incident.next_due_at = min(dues, default=NEVER)


def _save_computed(incident: Incident) -> None:
    Incident.objects.filter(pk=incident.pk).update(**{name: getattr(incident, name) for name in COMPUTED})
