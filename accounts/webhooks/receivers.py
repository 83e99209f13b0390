"""What web-hooks hear of the rooms below: every event, in its own transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.events import events_recorded
from accounts.notices.models import Event
from accounts.webhooks.operations.owing import owe_to_subscribers


@receiver(events_recorded)
def owe_calls(sender: Any, events: Sequence[Event], now: datetime, **_more: Any) -> None:
    """Owe the events to who asked for them."""
    owe_to_subscribers(events, now=now)
