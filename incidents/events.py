"""What the incidents app announces to the apps above it; the complete list."""

from django.dispatch import Signal

# Sent inside the transaction with `incident`, `by` (Actor) and `now`.
incident_resolved = Signal()
major_declared = Signal()
