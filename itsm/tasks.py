"""The heartbeat: proof that beat ticks and a worker answers, read by the health page."""

from datetime import datetime

from celery import shared_task
from django.core.cache import cache

from accounts.clock import now

HEARTBEAT_KEY = "itsm.heartbeat"


@shared_task(name="itsm.tasks.heartbeat")
def heartbeat() -> None:
    """Record that a tick went all the way from beat through the broker to a worker."""
    cache.set(HEARTBEAT_KEY, now().isoformat(), timeout=None)


def last_heartbeat() -> datetime | None:
    """Return when the last tick arrived; None before the first."""
    recorded = cache.get(HEARTBEAT_KEY)
    return datetime.fromisoformat(recorded) if recorded else None
