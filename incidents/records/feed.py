"""How far a reader who goes on by sequence may read without missing an event that is committed later."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts.notices.models import Event

# Sequences are drawn before commit, so a lower number may appear after a higher one: a missing number is either one
# that is still to come or one that was rolled back. No transaction of ours lives this long; then it was the latter.
LONGEST_TRANSACTION = timedelta(minutes=2)
WINDOW = 1_000


def settled_until(after: int, *, now: datetime) -> tuple[int, bool]:
    """Return the last sequence that may be read on from `after`, and whether there may be settled ones behind it."""
    rows = Event.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "occurred_at")[:WINDOW]
    found = list(rows)
    last = last_settled(after, found, now=now)
    return last, len(found) == WINDOW and last == found[-1][0]


def last_settled(after: int, events: Iterable[tuple[int, datetime]], *, now: datetime) -> int:
    """Go from number to number; stop at a gap that may still be filled."""
    for sequence, occurred_at in events:
        if sequence != after + 1 and now - occurred_at < LONGEST_TRANSACTION:
            break
        after = sequence
    return after
