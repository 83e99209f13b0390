"""What the clocks would say: of an incident that is about to be logged, or with other facts; nothing is changed."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from incidents.sla import clockwork
from incidents.sla.choices import ClockKind
from incidents.sla.clockwork import Ledger
from incidents.sla.following import follow, last_of
from incidents.sla.terms import Book, Facts


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a clock stands under some facts: due then, or missed already; neither while it stands still."""

    due_at: datetime | None = None
    is_missed: bool = False


def outlook(
    facts: Facts, book: Book, now: datetime, ledgers: Sequence[Ledger] = ()
) -> dict[ClockKind, Outlook]:
    """Return how the live clocks would stand if these were the facts from now on."""
    followed = follow(deepcopy(list(ledgers)), facts, now, book)
    found = {}
    for kind in ClockKind:
        ledger = last_of(followed, kind)
        if ledger is None or not ledger.is_live:
            continue
        is_missed = clockwork.elapsed(ledger, now, book.calendar) > ledger.target
        found[kind] = Outlook(clockwork.due_at(ledger, book.calendar), is_missed)
    return found
