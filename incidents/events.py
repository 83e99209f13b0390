"""What the incidents app announces to the apps above it; the complete list."""

from django.dispatch import Signal

# Sent inside the transaction with `incident`, `by` (Actor) and `now`.
incident_resolved = Signal()
major_declared = Signal()
# To the rooms above the life cycle, besides: with `survivor`, or with `family`, the ids of what goes back.
incident_merged = Signal()
incident_unmerged = Signal()
