"""Forget finished calls after a while: their bodies tell of people, and nobody replays what is that old."""

from datetime import datetime

from accounts.webhooks.models import Call
from accounts.webhooks.rules import KEPT


def forget_old_calls(*, now: datetime) -> int:
    """Delete finished calls with their attempts once nobody asks for them any more; returns how many rows went."""
    return Call.objects.finished().filter(created_at__lte=now - KEPT).delete()[0]
