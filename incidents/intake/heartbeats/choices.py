"""The words of heartbeats: what a ping says, how a monitor stands, why it is down."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PingKind(TextChoices):
    """What a ping says about the job behind it."""

    SUCCESS = "success", _("Success")
    START = "start", _("Start")
    FAIL = "fail", _("Failure")


class Standing(TextChoices):
    """How a heartbeat stands at a moment."""

    NEW = "new", _("New")
    UP = "up", _("Up")
    LATE = "late", _("Late")
    DOWN = "down", _("Down")
    PAUSED = "paused", _("Paused")
    RETIRED = "retired", _("Retired")


class DownReason(TextChoices):
    """Why a heartbeat went down."""

    MISSING = "missing", _("No ping in time")
    OVERRUN = "overrun", _("Started and not finished in time")
    FAILED = "failed", _("Reported a failure")
