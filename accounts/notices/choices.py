"""The words of notices: ways out and how far a delivery has come."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """How a notice reaches somebody outside the product; the inbox needs no delivery."""

    EMAIL = "email", _("E-mail")
    CHAT = "chat", _("Chat or SMS")


class TemplateWay(TextChoices):
    """Where words of an administrator appear; what is for one way goes before what is for all."""

    ALL = "all", _("All ways")
    INBOX = "inbox", _("In the product")
    EMAIL = Way.EMAIL.value, Way.EMAIL.label
    CHAT = Way.CHAT.value, Way.CHAT.label


class DeliveryState(TextChoices):
    """How far a delivery has come."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    DROPPED = "dropped", _("Not needed any more")
