"""The words of action items."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActionState(TextChoices):
    """How far an action has come; it is finished only when its effect has been checked."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done, effect to be checked")
    VERIFIED = "verified", _("Proven effective")
    NOT_EFFECTIVE = "not_effective", _("Not effective")
    CANCELLED = "cancelled", _("Cancelled, risk accepted")


# From here on somebody has promised it for a day.
PROMISED = (
    ActionState.ACCEPTED,
    ActionState.IN_PROGRESS,
    ActionState.DONE,
    ActionState.VERIFIED,
    ActionState.NOT_EFFECTIVE,
)
OPEN = (ActionState.PROPOSED, ActionState.ACCEPTED, ActionState.IN_PROGRESS, ActionState.NOT_EFFECTIVE)
SETTLED = (ActionState.VERIFIED, ActionState.CANCELLED)


class Move(TextChoices):
    """What can be done to an action."""

    ACCEPT = "accept", _("Accept")
    START = "start", _("Start")
    FINISH = "finish", _("Done")
    VERIFY = "verify", _("It worked")
    REFUTE = "refute", _("It did not work")
    REOPEN = "reopen", _("Take up again")
    CANCEL = "cancel", _("Cancel action")


class ActionRole(StrEnum):
    """Who somebody is with regard to one action."""

    OWNER = "Owner"
    REVIEW_OWNER = "Review owner"
    APPROVER = "Approver"
    INCIDENT_MANAGER = "IM"


class ActionKind(TextChoices):
    """What an action is for."""

    PREVENT = "prevent", _("Prevent it")
    DETECT = "detect", _("Detect it earlier")
    LIMIT = "limit", _("Limit the impact")
    RESPOND = "respond", _("Respond faster")
    LEARN = "learn", _("Learn more")


class ActionPriority(TextChoices):
    """Whether an action carries a service level or is an improvement."""

    PRIORITY = "priority", _("Priority action")
    IMPROVEMENT = "improvement", _("Improvement")


class Verification(TextChoices):
    """How the effect of an action will be checked."""

    MEASURED = "measured", _("Measured")
    TEST = "test", _("Test")
    DRILL = "drill", _("Drill")
    REVIEW = "review", _("Review")
