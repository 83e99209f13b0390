"""What web-hooks hear of the rooms below: every event, in its own transaction."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.events import event_recorded
from accounts.notices.models import Event
from accounts.webhooks.operations.owing import owe_to_subscribers


@receiver(event_recorded)
def owe_calls(sender: Any, event: Event, now: datetime, **_more: Any) -> None:
    """Owe the event to who asked for it."""
    owe_to_subscribers(event, now=now)
