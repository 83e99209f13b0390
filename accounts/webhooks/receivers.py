"""What web-hooks hear of the rooms below: every event, in its own transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists
from django.dispatch import receiver

from accounts.events import events_recorded, listeners
from accounts.notices.models import Event
from accounts.webhooks.models import Webhook
from accounts.webhooks.operations.owing import owe_to_subscribers

NAME = "webhooks"
listeners[NAME] = lambda: Exists(Webhook.objects.active().order_by())


@receiver(events_recorded)
def owe_calls(
    sender: Any, events: Sequence[Event], now: datetime, idle: Collection[str], **_more: Any
) -> None:
    """Owe the events to who asked for them."""
    if NAME not in idle:
        owe_to_subscribers(events, now=now)
