"""The words of the life cycle: who may act, and what can be done."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """Who somebody is with regard to one incident (spec/lifecycle 3.2)."""

    REQUESTER = "Req"
    AGENT = "Agt"
    RESOLVER = "Res"
    LEAD = "Lead"
    INCIDENT_MANAGER = "IM"
    MAJOR_INCIDENT_MANAGER = "MIM"
    SYSTEM = "Sys"
    INTEGRATION = "Int"


class Action(TextChoices):
    """What can be done to an incident."""

    OPEN = "open", _("Log")
    TRIAGE = "triage", _("Triage")
    START = "start", _("Start work")
    HOLD = "hold", _("Hold")
    RESUME = "resume", _("Resume")
    TRANSFER = "transfer", _("Hand over")
    RESOLVE = "resolve", _("Resolve")
    REOPEN = "reopen", _("Reopen")
    CLOSE = "close", _("Close")
    CANCEL = "cancel", _("Cancel incident")
    RESTORE = "restore", _("Bring back")
    PROPOSE_MAJOR = "propose-major", _("Propose as major")
    DECLARE_MAJOR = "declare-major", _("Declare major")
    REJECT_MAJOR = "reject-major", _("Reject as major")
    STAND_DOWN = "stand-down", _("Stand down")
    DEMOTE = "demote", _("Demote")
