"""The words of monitoring: kinds of sources, severities, what a signal says and how far it has come."""

from itertools import product

from django.db.models import TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from incidents.catalogue.choices import Level


class IntegrationKind(TextChoices):
    """The shape in which a monitoring tool sends."""

    ALERTMANAGER = "alertmanager", _("Prometheus Alertmanager")
    GRAFANA = "grafana", _("Grafana")
    EVENTS = "events", _("Events API version 2")
    JSON = "json", _("Any JSON, by a mapping")
    HEARTBEAT = "heartbeat", _("Heartbeats")


class Subject(TextChoices):
    """What a signal of a monitor is about; the door it came by decides."""

    ALERTS = "alerts", _("Alerts")
    CHANGE = "change", _("A change")


class Severity(TextChoices):
    """How bad the monitor says it is; impact and urgency are ours to give."""

    CRITICAL = "critical", _("Critical")
    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")
    INFO = "info", _("Information")


class Observed(TextChoices):
    """What a monitor says about one alert."""

    TRIGGER = "trigger", _("fires")
    ACKNOWLEDGE = "acknowledge", _("is acknowledged")
    RESOLVE = "resolve", _("is over")


class AlertStatus(TextChoices):
    """How an alert stands."""

    FIRING = "firing", _("Firing")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    RESOLVED = "resolved", _("Over")


OPEN_ALERTS = (AlertStatus.FIRING, AlertStatus.ACKNOWLEDGED)


class SignalState(TextChoices):
    """How far a stored signal has come."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    REFUSED = "refused", _("Refused")
    HELD = "held", _("In quarantine")
    DROPPED = "dropped", _("Discarded")


class Mark(TextChoices):
    """What was not as it should be in a signal that was taken in all the same."""

    START_UNUSABLE = "start_unusable", _("The start could not be used; the time of receipt stands for it.")
    END_UNUSABLE = "end_unusable", _("The end could not be used; the time of receipt stands for it.")
    CHARACTERS_REPLACED = "characters_replaced", _("Characters that cannot be stored were replaced.")
    SEVERITY_UNKNOWN = "severity_unknown", _("The severity is not one we know; it counts as a warning.")
    LABELS_UNUSABLE = "labels_unusable", _("The labels are not a list of names with values.")
    FINGERPRINT_MADE = "fingerprint_made", _("The fingerprint was missing; the labels stand for it.")
    GROUP_CUT = "group_cut", _("The sender left out further alerts of this group.")
    SERVICE_UNKNOWN = "service_unknown", _("The service it names is not in the catalogue.")
    SERVICE_RETIRED = "service_retired", _("The service it belongs to is retired.")
    ACCOUNT_INACTIVE = "account_inactive", _("The account of the integration is not active.")
    TEXT_CUT = "text_cut", _("The text was too long to show; the alert keeps the whole.")


def openings() -> list[tuple[str, object]]:
    """Return what an integration may do with a severity: open nothing, or open with an impact and an urgency."""
    pairs = product(Level, Level)
    return [
        ("", _("Opens nothing")),
        *(
            (
                f"{impact.value}/{urgency.value}",
                format_lazy(
                    _("Impact {impact}, urgency {urgency}"), impact=impact.label, urgency=urgency.label
                ),
            )
            for impact, urgency in pairs
        ),
    ]
