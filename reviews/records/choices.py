"""The words of the review: its states and steps, its sections, factors and timeline."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReviewState(TextChoices):
    """How far a review has come."""

    REQUIRED = "required", _("Required")
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", _("Closed")
    WAIVED = "waived", _("Waived")


EDITABLE = (ReviewState.REQUIRED, ReviewState.DRAFT, ReviewState.IN_REVIEW)
UNDER_WAY = (*EDITABLE, ReviewState.APPROVED)
FINISHED = (ReviewState.CLOSED, ReviewState.WAIVED)


class Step(TextChoices):
    """What can be done to a review as a whole."""

    START = "start", _("Start the draft")
    SUBMIT = "submit", _("Hand in for review")
    SEND_BACK = "send-back", _("Ask for changes")
    APPROVE = "approve", _("Approve")
    PUBLISH = "publish", _("Publish")
    CLOSE = "close", _("Close review")
    WAIVE = "waive", _("Waive")


class Role(StrEnum):
    """Who somebody is with regard to one review."""

    OWNER = "Owner"
    FACILITATOR = "Facilitator"
    AUTHOR = "Author"
    APPROVER = "Approver"
    INCIDENT_MANAGER = "IM"
    SYSTEM = "Sys"


class Visibility(TextChoices):
    """Who may read a review."""

    STAFF = "staff", _("All staff")
    RESTRICTED = "restricted", _("Those who take part, and approvers")


class Section(TextChoices):
    """The parts of a review that are written as text; each name is the field that keeps it."""

    SUMMARY = "summary", _("Summary")
    IMPACT = "impact", _("Impact")
    DETECTION = "detection", _("Detection")
    RESPONSE = "response", _("Response")
    RECOVERY = "recovery", _("Recovery")
    SURPRISES = "surprises", _("Surprises")
    WENT_WELL = "went_well", _("Went well")
    MADE_HARDER = "made_harder", _("Was hard")
    LUCKY = "lucky", _("We were lucky")


class FactorCategory(TextChoices):
    """Where a contributing factor lies."""

    TECHNOLOGY = "technology", _("Technology")
    PROCESS = "process", _("Process")
    PEOPLE = "people", _("People and organisation")
    COMMUNICATION = "communication", _("Communication")
    EXTERNAL = "external", _("External")


class Confidence(TextChoices):
    """How sure the authors are of a factor."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class MomentKind(TextChoices):
    """What an entry of the review's timeline is."""

    SIGNAL = "signal", _("Signal")
    DECISION = "decision", _("Decision")
    ACTION = "action", _("Action")
    COMMUNICATION = "communication", _("Communication")
    IMPACT = "impact", _("Change of impact")


class Mark(TextChoices):
    """The moments that every incident has and that are read from it, never typed."""

    OCCURRED = "occurred", _("Began")
    DETECTED = "detected", _("Detected")
    REPORTED = "reported", _("Reported")
    ACKNOWLEDGED = "acknowledged", _("Work began")
    DECLARED = "declared", _("Declared a major incident")
    RESTORED = "restored", _("Service restored")
    RESOLVED = "resolved", _("Resolved")
