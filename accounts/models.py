"""Gathers the models of the rooms for Django."""

from accounts.access.models import ActionLink, ApiToken, IdempotentCall, RightSet
from accounts.notices.models import Delivery, Event, Notice
from accounts.people.models import Membership, Organisation, Team, User

__all__ = [
    "ActionLink",
    "ApiToken",
    "Delivery",
    "Event",
    "IdempotentCall",
    "Membership",
    "Notice",
    "Organisation",
    "RightSet",
    "Team",
    "User",
]
