"""How the clocks of an incident stand at a moment: what lists, pages and answers show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.records.models import Incident
from incidents.sla import clockwork
from incidents.sla.choices import LIVE, BreachCause, ClockKind, Health, SegmentKind
from incidents.sla.clockwork import Ledger
from incidents.sla.models import Clock
from incidents.sla.operations.ledgers import ledger_of
from incidents.sla.queries import current_book
from incidents.sla.terms import Book, Terms


@dataclass(frozen=True, slots=True)
class Standing:
    """One clock at one moment; seconds are working seconds under its calendars."""

    clock: Clock
    ledger: Ledger
    terms: Terms
    zone: str
    elapsed_seconds: int
    paused_seconds: int
    actual_seconds: int
    health: Health

    @property
    def kind(self) -> ClockKind:
        """Return what the clock measures."""
        return ClockKind(self.clock.kind)

    @property
    def state(self) -> SegmentKind:
        """Return what the clock does."""
        return SegmentKind(self.clock.state)

    @property
    def is_live(self) -> bool:
        """Say whether it may still run out."""
        return self.state in LIVE

    @property
    def target_seconds(self) -> int:
        """Return what was promised."""
        return self.clock.target_seconds

    @property
    def remaining_seconds(self) -> int:
        """Return the working time left; negative once the target is exceeded."""
        return self.target_seconds - self.elapsed_seconds

    @property
    def percent(self) -> int:
        """Return the share used up, rounded down; beyond 100 once the target is exceeded."""
        return self.elapsed_seconds * 100 // self.target_seconds

    @property
    def is_met(self) -> bool | None:
        """Say whether the promise was kept; None while that is open or no longer counts."""
        if self.clock.breached_at is not None:
            return False
        return True if self.state == SegmentKind.STOPPED else None

    @property
    def cause(self) -> str:
        """Return the cause of a breach in words, or an empty text."""
        return str(BreachCause(self.clock.breach_cause).label) if self.clock.breach_cause else ""


def standings(incident: Incident, now: datetime) -> list[Standing]:
    """Return every clock of an incident, in the order in which they began (two questions, and the stamp)."""
    book = current_book()
    rows = Clock.objects.filter(incident=incident).prefetch_related("segments").select_related("team")
    return [_standing(row, ledger_of(row, list(row.segments.all())), book, now) for row in rows]


def _standing(row: Clock, ledger: Ledger, book: Book, now: datetime) -> Standing:
    end = now if ledger.is_live else ledger.present.start
    return Standing(
        clock=row,
        ledger=ledger,
        terms=book.terms(row.terms_id),
        zone=book.calendar(row.calendar_id).zone.key,
        elapsed_seconds=clockwork.elapsed(ledger, end, book.calendar),
        paused_seconds=clockwork.paused(ledger, end, book.calendar),
        actual_seconds=max(int((end - ledger.started_at) / timedelta(seconds=1)), 0),
        health=health_of(row, now),
    )


def health_of(row: Clock, now: datetime) -> Health:
    """Return how a clock stands; the same conditions as the filter of lists."""
    if row.breached_at is not None or (row.breach_at is not None and row.breach_at < now):
        return Health.BREACHED
    if row.warn_at is not None and row.warn_at <= now:
        return Health.AT_RISK
    return Health.OK
