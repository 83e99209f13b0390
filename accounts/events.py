"""What the rooms of accounts announce to those above them; the complete list."""

from collections.abc import Callable

from django.db.models import Exists
from django.dispatch import Signal

# Sent inside the transaction with `events` (rows of the feed, just written, in their order), `now` and `idle`,
# the names in `listeners` that have nothing to hear.
events_recorded = Signal()

# By name, whether a receiver of `events_recorded` has anything to do: asked together with what else an announcement
# needs, so that what nobody listens to costs no question of its own.
listeners: dict[str, Callable[[], Exists]] = {}
