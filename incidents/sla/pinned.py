"""Running clocks that keep an older version, and what applying the newest one would do to their deadlines."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q

from incidents.records.models import Incident
from incidents.sla import clockwork, following
from incidents.sla.choices import Cause
from incidents.sla.clockwork import Ledger
from incidents.sla.models import Calendar, Clock, ClockQuerySet, Policy
from incidents.sla.operations.ledgers import ledger_of
from incidents.sla.queries import current_book, facts_of
from incidents.sla.terms import Book

SHOWN = 100
_OF_CALENDAR = Q(calendar__is_current=False)
_OF_POLICY = Q(terms__is_current=False) | Q(terms__policy__retired_at__isnull=False)


class Move(NamedTuple):
    """One clock: its deadline as it is, and as it would be; None while it stands still or nothing is promised."""

    clock: Clock
    incident: Incident
    old: datetime | None
    new: datetime | None
    ends: bool
    is_missed: bool
    terms: str

    @property
    def shift(self) -> str:
        """Say in a word what happens to the deadline."""
        if self.ends:
            return "ends"
        if self.is_missed:
            return "missed"
        if self.old == self.new or self.old is None or self.new is None:
            return "same"
        return "later" if self.new > self.old else "earlier"


class Pinned(NamedTuple):
    """How many there are, and the nearest of them."""

    clocks: int
    incidents: int
    moves: list[Move]

    def count(self, shift: str) -> int:
        """Count the shown clocks with this shift."""
        return sum(move.shift == shift for move in self.moves)

    @property
    def shifts(self) -> dict[str, int]:
        """Return the number of shown clocks for each shift."""
        return {word: self.count(word) for word in ("later", "earlier", "same", "missed", "ends")}


def pinned_clocks(subject: Calendar | Policy) -> ClockQuerySet:
    """Return live clocks that count by an older version of a calendar or policy, or by a retired policy."""
    if isinstance(subject, Calendar):
        return Clock.objects.live().filter(_OF_CALENDAR, calendar__calendar=subject)
    return Clock.objects.live().filter(_OF_POLICY, terms__policy=subject)


def pinned(subject: Calendar | Policy, now: datetime) -> Pinned:
    """Return how the deadlines would change if the newest version were applied at this moment."""
    rows = pinned_clocks(subject)
    counts = rows.aggregate(clocks=Count("pk"), incidents=Count("incident", distinct=True))
    nearest = (
        rows.select_related("incident__service", "incident__hold_reason", "incident__requester")
        .prefetch_related("segments")
        .order_by("due_at", "id")[:SHOWN]
    )
    return Pinned(counts["clocks"], counts["incidents"], list(_moves(list(nearest), now)))


def _moves(rows: list[Clock], now: datetime) -> Iterator[Move]:
    book = current_book()
    for row in rows:
        before = ledger_of(row, list(row.segments.all()))
        # What is missed already is no news, whether or not a sweep has noted it.
        clockwork.note_breach(before, now, book.calendar)
        after = copy(before)
        after.segments = list(before.segments)
        following.applied_anew(after, facts_of(row.incident), now, book)
        yield _move(row, before, after, book)


def _move(row: Clock, before: Ledger, after: Ledger, book: Book) -> Move:
    return Move(
        clock=row,
        incident=row.incident,
        old=clockwork.due_at(before, book.calendar),
        new=clockwork.due_at(after, book.calendar),
        ends=after.present.cause == Cause.NO_POLICY,
        is_missed=after.breached_at is not None and before.breached_at is None,
        terms=book.terms(after.agreement.terms).name,
    )
