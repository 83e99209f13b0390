"""The words of correlation: what an alert is looked at for, what a rule does, how a suggestion ended."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Attribute(TextChoices):
    """What alerts can have in common."""

    SERVICE = "service", _("Service")
    INTEGRATION = "integration", _("Integration")
    COMPONENT = "component", _("Component")
    GROUP = "group", _("Group")
    CLASS = "class", _("Class")
    SOURCE = "source", _("Source")
    SEVERITY = "severity", _("Severity")


class Mode(TextChoices):
    """What happens to a further alert of a group."""

    JOIN = "join", _("Joins the incident of the group")
    CANDIDATE = "candidate", _("Opens its own incident; a person decides")


class Decision(TextChoices):
    """How a suggestion stands."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class Tie(TextChoices):
    """How an accepted incident belongs to the one it looks like a part of."""

    CHILD = "child", _("child of")
    RELATED = "related", _("related to")
