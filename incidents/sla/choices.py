"""The words of service levels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClockKind(TextChoices):
    """What a clock measures (SLA-02)."""

    RESPONSE = "response", _("Response")
    UPDATE = "update", _("Next update")
    RESOLUTION = "resolution", _("Resolution")
    OLA = "ola", _("Team (OLA)")
    UC = "uc", _("Supplier (UC)")


class Covers(TextChoices):
    """Whose promise a policy is."""

    REQUESTER = "requester", _("To the requester (SLA)")
    TEAM = "team", _("Between teams (OLA)")
    SUPPLIER = "supplier", _("By a supplier (UC)")


KINDS_COVERED = {
    Covers.REQUESTER: (ClockKind.RESPONSE, ClockKind.UPDATE, ClockKind.RESOLUTION),
    Covers.TEAM: (ClockKind.OLA,),
    Covers.SUPPLIER: (ClockKind.UC,),
}


class SegmentKind(TextChoices):
    """What a clock does for a while; excluded time belongs to a cancellation."""

    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    EXCLUDED = "excluded", _("Excluded")


LIVE = (SegmentKind.RUNNING, SegmentKind.PAUSED)


class Cause(TextChoices):
    """Why a segment of the ledger began."""

    STARTED = "started", _("started")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    ANSWERED = "answered", _("answered in public")
    HELD = "held", _("put on hold")
    RESUMED = "resumed", _("resumed")
    RETARGETED = "retargeted", _("target changed")
    REAPPLIED = "reapplied", _("policy applied anew")
    RESOLVED = "resolved", _("resolved")
    REOPENED = "reopened", _("reopened")
    CANCELLED = "cancelled", _("cancelled")
    RESTORED = "restored", _("brought back")
    TRANSFERRED = "transferred", _("handed over")
    RETURNED = "returned", _("returned by the supplier")
    NO_POLICY = "no_policy", _("no policy applies any more")


class BreachCause(TextChoices):
    """Why a target was missed; the first two the product finds out itself (SLA-22)."""

    RETARGET = "retarget", _("The target was shortened")
    LATE_LOGGING = "late_logging", _("Logged too late")
    WORKLOAD = "workload", _("Workload")
    SUPPLIER = "supplier", _("Waiting on a supplier")
    ROUTING = "routing", _("Wrong routing")
    OTHER = "other", _("Something else")


class StopsOn(TextChoices):
    """What ends the response clock (SLA-12)."""

    EITHER = "either", _("A public answer or taking it up")
    ANSWER = "answer", _("A public answer")
    ACKNOWLEDGEMENT = "acknowledgement", _("Taking it up")


class UpdateMode(TextChoices):
    """When the next update is owed (SLA-13)."""

    UNANSWERED = "unanswered", _("While a message of the requester waits for an answer")
    KEEP_INFORMED = "keep_informed", _("Always, since the last public update")


class Majors(TextChoices):
    """Whether a policy is meant for declared major incidents."""

    ANY = "any", _("Major or not")
    ONLY = "only", _("Only declared majors")
    NEVER = "never", _("Never declared majors")


class Tell(TextChoices):
    """Whom an escalation level tells (SLA-10)."""

    OWNER = "owner", _("The assignee, or the team")
    LEAD = "lead", _("The team's leads")
    INCIDENT_MANAGER = "incident_manager", _("Incident managers")
    SERVICE_OWNER = "service_owner", _("The service's owner")
    WATCHERS = "watchers", _("Watchers")


class Health(TextChoices):
    """How a clock stands, in the words of the filter `sla`."""

    OK = "ok", _("In time")
    AT_RISK = "at_risk", _("At risk")
    BREACHED = "breached", _("Breached")


class BacktestState(TextChoices):
    """How far a back-test has come."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


UNFINISHED = (BacktestState.QUEUED, BacktestState.RUNNING)
