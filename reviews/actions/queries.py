"""Questions about what people owe to reviews; read only."""

from datetime import datetime

from django.db.models import Q
from django.db.models.expressions import Combinable

from accounts.people.figures import counted
from accounts.people.models import User
from reviews.actions.models import ActionItem
from reviews.records.models import Review


def owed_by(user: User, now: datetime) -> Combinable:
    """Return how many reviews under way are the person's to lead, and how many own actions are overdue, together."""
    reviews = Review.objects.visible_to(user).under_way().filter(Q(owner=user) | Q(facilitator=user))
    actions = ActionItem.objects.visible_to(user).overdue(now.date()).filter(owner=user)
    return counted(reviews) + counted(actions)
