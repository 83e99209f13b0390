"""Take rows of an outbox into one worker's hands for a while, and let go of what was not tried."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.connections import drop_if_broken
from accounts.notices.models import LEASE, OwedQuerySet


def claim_due(due: OwedQuerySet[Any], claim: UUID, *, now: datetime, limit: int) -> list[UUID]:
    """Take due rows into our hands for the length of the lease.

    PostgreSQL skips the rows that another sweep is taking at this moment; on SQLite the transaction is IMMEDIATE and
    knows no row locks, so that only one sweep takes rows at a time. Either way no row is in two hands.
    """
    with transaction.atomic():
        rows = due.select_for_update(skip_locked=True, no_key=True, of=("self",))
        owed = list(rows.values_list("pk", flat=True)[:limit])
        due.model._base_manager.filter(pk__in=owed).update(
            claim=claim, claimed_until=now + LEASE, attempts=F("attempts") + 1
        )
    return owed


def give_back(rows: OwedQuerySet[Any], claim: UUID) -> None:
    """Let go of what was claimed and not tried, so that it is due at once."""
    drop_if_broken()
    rows.filter(claim=claim).update(claim=None, claimed_until=None, attempts=F("attempts") - 1)
