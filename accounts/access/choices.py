"""The words of access: what a token may be used for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """What a token may be used for (API-02)."""

    INCIDENTS_READ = "incidents:read", _("Read incidents")
    INCIDENTS_WRITE = "incidents:write", _("Create and change incidents")
    EVENTS_WRITE = "events:write", _("Send monitoring events")
    REVIEWS_READ = "reviews:read", _("Read reviews")
    REVIEWS_WRITE = "reviews:write", _("Write reviews")
    CATALOGUE_READ = "catalogue:read", _("Read services, categories and teams")
    CATALOGUE_WRITE = "catalogue:write", _("Change services, categories and teams")
    REPORTS_READ = "reports:read", _("Read reports")
    WEBHOOKS = "webhooks:manage", _("Manage web-hooks")
    ADMIN = "admin", _("Everything the owner may do")


class LinkPurpose(TextChoices):
    """What a link in a message does, once, without signing in (RES-06)."""

    CONFIRM = "confirm", _("Confirm that it works")
    REOPEN = "reopen", _("Say that it does not work yet")
