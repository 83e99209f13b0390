"""Note that an alert ended or fires again, and keep the incident of a flapping one open (CH-11)."""

from datetime import datetime

from django.utils.translation import gettext as _

from incidents.intake.choices import OPEN_ALERTS
from incidents.intake.flapping.rules import ends_after, is_flapping
from incidents.intake.models import Alert
from incidents.intake.operations.origin import Origin, Outcome
from incidents.records.choices import OPEN_STATES, Story
from incidents.records.models import Incident
from incidents.records.operations.saving import change, tell


def keep_open(alert: Alert, origin: Origin, *, now: datetime) -> Outcome | None:
    """Note that a locked alert has ended; if it flaps, leave its incident open and silent until there was quiet."""
    control = origin.integration.flap_control
    alert.flap_ends = ends_after(alert.flap_ends or (), int(origin.received_at.timestamp()), control)
    flaps = is_flapping(alert.flap_ends, control) or (alert.flapping_until is not None and control.pairs)
    if not flaps or alert.incident_id is None:
        return None
    incident = Incident.objects.locked(alert.incident_id)
    if incident.state not in OPEN_STATES:
        return None
    _be_quiet_from(alert, origin)
    if incident.flapping_since is None:
        _mark(incident, alert, origin, now=now)
    text = _("%(number)s: flapping, kept open until it was quiet for %(minutes)s minutes")
    told = {"number": incident.number, "minutes": origin.integration.quiet_minutes}
    return Outcome(text % told, f"resolve → {len(alert.flap_ends)} pairs → flapping")


def _mark(incident: Incident, alert: Alert, origin: Origin, *, now: datetime) -> None:
    changes = change(incident, {"flapping_since": now}, by=origin.by, why=origin.by.cause, now=now)
    facts = {
        "summary": alert.headline,
        "monitor": origin.integration.name,
        "pairs": origin.integration.flap_pairs,
        "minutes": origin.integration.flap_minutes,
        "quiet_minutes": origin.integration.quiet_minutes,
        "changes": changes,
    }
    tell(incident, Story.FLAPPING, by=origin.by, now=now, facts=facts)


def stir(alert: Alert, origin: Origin) -> None:
    """Begin the quiet time anew when a flapping alert, which had ended, fires again."""
    if alert.flapping_until is not None and alert.status not in OPEN_ALERTS:
        _be_quiet_from(alert, origin)


def _be_quiet_from(alert: Alert, origin: Origin) -> None:
    quiet_until = origin.received_at + origin.integration.flap_control.quiet
    alert.flapping_until = max(alert.flapping_until or quiet_until, quiet_until)
