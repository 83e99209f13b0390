"""Gathers the models of the rooms for Django."""

from accounts.access.models import ActionLink, ApiToken, IdempotentCall, RightSet
from accounts.drafts.models import Draft
from accounts.notices.chat.models import ChatAddress
from accounts.notices.models import Delivery, Event, Notice
from accounts.notices.reach.models import Preferences, RoleDefaults
from accounts.notices.template_models import NoticeTemplate
from accounts.people.models import Membership, Organisation, PageChoices, Team, User
from accounts.webhooks.models import Attempt, Call, Webhook

__all__ = [
    "ActionLink",
    "ApiToken",
    "Attempt",
    "Call",
    "ChatAddress",
    "Delivery",
    "Draft",
    "Event",
    "IdempotentCall",
    "Membership",
    "Notice",
    "NoticeTemplate",
    "Organisation",
    "PageChoices",
    "Preferences",
    "RightSet",
    "RoleDefaults",
    "Team",
    "User",
    "Webhook",
]
