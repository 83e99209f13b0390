"""What public words mean for who waits for whom."""

from datetime import datetime

from accounts.actor import Actor
from incidents.records.models import Incident
from incidents.records.queries import is_desk


def note_public_words(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Note on a locked incident that somebody spoke in public; the clocks that follow write it down (SLA-12, SLA-13).

    Staff answer; the requester asks, even when the requester is staff. What the product says is neither.
    """
    if by.is_system:
        return
    if is_desk(by) and by.user.pk != incident.requester_id:
        incident.answered_at = incident.answered_at or now
        incident.informed_at = now
        incident.unanswered_since = None
    else:
        incident.unanswered_since = incident.unanswered_since or now
