"""Forget old changes; those that somebody holds against an incident stay with it."""

from datetime import datetime

from incidents.intake.changes.models import Change
from incidents.intake.changes.rules import KEPT

_AT_ONCE = 1_000


def forget_old_changes(*, now: datetime) -> int:
    """Delete up to a thousand changes that are too old to matter; return how many went."""
    old = Change.objects.unjudged().filter(happened_at__lte=now - KEPT).order_by("happened_at")
    keys = list(old.values_list("pk", flat=True)[:_AT_ONCE])
    # Asked once more in the same statement: somebody may have judged one since.
    return Change.objects.unjudged().filter(pk__in=keys).delete()[0]
