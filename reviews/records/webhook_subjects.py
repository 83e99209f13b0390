"""What calls to other systems say of a review: where it stands, for who may read it."""

from typing import Any

from django.urls import reverse

from accounts.notices.models import Event
from accounts.notices.wording import full_address
from accounts.people.models import User
from reviews.records.models import Review

_WORDS = "created handed-over submitted sent-back approved published closed waived action-given action-moved"
KINDS = tuple(f"review.{word}" for word in _WORDS.split())


def describe(event: Event, reader: User) -> dict[str, Any] | None:
    """Return the review as it is now with the facts of the event; None for who may not read it."""
    review = Review.objects.visible_to(reader).select_related("incident").filter(number=event.about).first()
    if review is None:
        return None
    return {
        "number": review.number,
        "incident": review.incident.number,
        "html_url": full_address(reverse("review", args=[review.number])),
        "state": review.state,
        "actor": event.actor.username if event.actor else None,
        "facts": event.facts,
    }
