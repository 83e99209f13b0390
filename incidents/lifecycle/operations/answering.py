"""What public words mean for who waits for whom."""

from datetime import datetime

from accounts.actor import Actor
from accounts.choices import PersonKind
from incidents.records.models import Incident
from incidents.records.queries import is_desk
from incidents.sla.words import Words


def note_public_words(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Note on a locked incident that somebody spoke in public; the clocks that follow write it down (SLA-12, SLA-13).

    Staff answer; the requester asks, even when the requester is staff. What the product or another program says,
    and what bystanders say, is neither.
    """
    is_own = by.user.pk == incident.requester_id
    if by.user.kind != PersonKind.PERSON or not (is_own or is_desk(by)):
        return
    before = Words(incident.answered_at, incident.informed_at, incident.unanswered_since)
    after = before.spoken(now, is_answer=not is_own)
    incident.answered_at = after.answered_at
    incident.informed_at = after.informed_at
    incident.unanswered_since = after.unanswered_since
