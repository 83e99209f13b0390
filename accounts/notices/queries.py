"""Questions about the inbox and the outbox."""

from datetime import datetime

from django.db.models import Min

from accounts.notices.models import Delivery, Notice
from accounts.people.models import User


def unread_count(user: User) -> int:
    """Return how many notices wait, counted to 100 at most."""
    return len(Notice.objects.visible_to(user).unread().values_list("pk", flat=True)[:100])


def oldest_due(now: datetime) -> datetime | None:
    """Return since when the oldest delivery that could be tried has waited."""
    oldest: datetime | None = Delivery.objects.due(now).aggregate(oldest=Min("due_at"))["oldest"]
    return oldest
