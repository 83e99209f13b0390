"""What the rooms of accounts announce to those above them; the complete list."""

from django.dispatch import Signal

# Sent inside the transaction with `events` (rows of the feed, just written, in their order) and `now`.
events_recorded = Signal()
