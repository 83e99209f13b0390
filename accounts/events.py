"""What the rooms of accounts announce to those above them; the complete list."""

from django.dispatch import Signal

# Sent inside the transaction with `event` (a row of the feed, just written) and `now`.
event_recorded = Signal()
