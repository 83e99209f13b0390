"""What reviews do when something happens to an incident."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from incidents.events import incident_resolved, major_declared
from incidents.records.models import Incident
from reviews.records.operations.drafting import follow_resolution


@receiver(incident_resolved)
def review_the_resolution(sender: Any, incident: Incident, now: datetime, **_kwargs: Any) -> None:
    """Create or continue the review, in the transaction that resolves the incident."""
    follow_resolution(incident, now=now)


@receiver(major_declared)
def review_what_turned_out_major(sender: Any, incident: Incident, now: datetime, **_kwargs: Any) -> None:
    """Create the review of an incident that is declared only after it was resolved."""
    if incident.resolved_at is not None:
        follow_resolution(incident, now=now)
