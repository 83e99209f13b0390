"""The words of categorisation: levels, priorities, criticality."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How far an incident reaches (impact) or how soon it must end (urgency)."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Dimension(TextChoices):
    """The two axes of the priority matrix."""

    IMPACT = "impact", _("Impact")
    URGENCY = "urgency", _("Urgency")


class Priority(IntegerChoices):
    """The order of work, looked up from impact and urgency (CAT-01)."""

    P1 = 1, _("Critical")
    P2 = 2, _("High")
    P3 = 3, _("Medium")
    P4 = 4, _("Low")
    P5 = 5, _("Planning")

    @property
    def code(self) -> str:
        """Return the code as people and the API write it."""
        return f"P{self.value}"


class Criticality(TextChoices):
    """How much the organisation depends on a service."""

    CRITICAL = "critical", _("Critical")
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class HoldUntil(TextChoices):
    """What a hold with this reason waits for."""

    REQUESTER = "requester", _("An answer of the requester")
    TIME = "time", _("A moment or a blocking incident")


class Copyable(TextChoices):
    """What of an incident a copy or a new child may begin with (LOG-16); how it was resolved is never among it."""

    TITLE = "title", _("Title")
    DESCRIPTION = "description", _("Description")
    REQUESTER = "requester", _("Requester")
    SERVICE = "service", _("Service")
    CATEGORY = "category", _("Category")
    IMPACT = "impact", _("Impact")
    URGENCY = "urgency", _("Urgency")
    CONFIGURATION_ITEM = "configuration_item", _("Item")
    LOCATION = "location", _("Location")
    CONTACT = "contact", _("Contact")
    OCCURRED_AT = "occurred_at", _("When it occurred")
    SUPPLIER = "supplier", _("Supplier")
    AFFECTED = "affected", _("Who is affected")
