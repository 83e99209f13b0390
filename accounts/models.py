"""Gathers the models of the rooms for Django."""

from accounts.access.models import ActionLink, ApiToken, IdempotentCall, RightSet
from accounts.notices.models import Delivery, Event, Notice
from accounts.notices.reach.models import Preferences, RoleDefaults
from accounts.people.models import Membership, Organisation, Team, User
from accounts.webhooks.models import Attempt, Call, Webhook

__all__ = [
    "ActionLink",
    "ApiToken",
    "Attempt",
    "Call",
    "Delivery",
    "Event",
    "IdempotentCall",
    "Membership",
    "Notice",
    "Organisation",
    "Preferences",
    "RightSet",
    "RoleDefaults",
    "Team",
    "User",
    "Webhook",
]
