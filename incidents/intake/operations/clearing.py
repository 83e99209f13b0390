"""What it does when a monitor says that an alert is over, or that somebody acknowledged it there (CH-10)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.choices import Channel
from accounts.people.queries import the_product
from incidents.catalogue.models import CauseCategory, ResolutionCode
from incidents.intake import notices
from incidents.intake.adapters.observation import Observation
from incidents.intake.choices import OPEN_ALERTS, AlertStatus
from incidents.intake.flapping.operations.marking import keep_open
from incidents.intake.maintenance.operations.holding import take_back
from incidents.intake.models import Alert
from incidents.intake.operations.origin import Origin, Outcome
from incidents.intake.rules import Place, within
from incidents.lifecycle.operations.resolving import Resolution, resolve
from incidents.records.choices import OPEN_STATES, Evidence, State, Story
from incidents.records.models import Incident
from incidents.records.operations.saving import change, tell


def clear(alert: Alert, seen: Observation, place: Place, origin: Origin, *, now: datetime) -> Outcome:
    """Take in that a locked alert is over."""
    was_open = alert.status in OPEN_ALERTS
    alert.course = alert.course.after(seen.says, place)
    alert.last_seen_at = max(alert.last_seen_at, origin.received_at)
    taken_back = take_back(alert)
    if alert.status != AlertStatus.RESOLVED:
        alert.save()
        return Outcome(_("older than the alert that fires now: changes nothing"), "resolve → older")
    if not was_open:
        alert.save()
        return taken_back or Outcome(_("recorded: nothing was open"), "resolve → nothing open")
    alert.ended_at = within(seen.ended_at or origin.received_at, earliest=None, latest=now)
    kept_open = keep_open(alert, origin, now=now)
    alert.save()
    if kept_open is not None:
        return kept_open
    if alert.incident_id is None:
        return Outcome(_("over; it had opened nothing"), "resolve → no incident")
    return clear_incident(Incident.objects.locked(alert.incident_id), alert, origin, now=now)


def clear_incident(incident: Incident, alert: Alert, origin: Origin, *, now: datetime) -> Outcome:
    """Take in that one alert of a locked incident is over, and resolve the incident if it may be (CH-10)."""
    number = {"number": incident.number}
    if incident.is_locked:
        return Outcome(_("%(number)s is finished: changes nothing") % number, "resolve → finished")
    others = Alert.objects.filter(incident=incident).unsettled().exclude(pk=alert.pk).count()
    values = {} if others else {"monitor_cleared_at": alert.ended_at}
    changes = change(incident, values, by=origin.by, why=origin.by.cause, now=now)
    facts = {
        "summary": alert.headline,
        "monitor": origin.integration.name,
        "others": others,
        "changes": changes,
    }
    tell(incident, Story.ALERT_CLEARED, by=origin.by, now=now, facts=facts, happened_at=alert.ended_at)
    if others:
        return Outcome(_("%(number)s: other alerts still fire") % number, "resolve → others fire")
    if incident.state == State.RESOLVED:
        return Outcome(_("%(number)s: clear, and resolved before") % number, "resolve → resolved before")
    if _is_ours_to_resolve(incident, origin) and _resolve(incident, alert, origin, now=now):
        return Outcome(_("%(number)s resolved") % number, "resolve → nobody owns it → resolved")
    notices.cleared(incident, alert, by=origin.by, now=now)
    return Outcome(_("%(number)s: clear, the owner decides") % number, "resolve → note to the owner")


def _is_ours_to_resolve(incident: Incident, origin: Origin) -> bool:
    """Say whether the integration may resolve and nobody has taken the incident."""
    return (
        origin.integration.may_resolve and incident.assignee_id is None and incident.major_manager_id is None
    )


def _resolve(incident: Incident, alert: Alert, origin: Origin, *, now: datetime) -> bool:
    """Resolve it as self-healed; False if the life cycle's own rules leave that to a person."""
    name = origin.integration.name
    known = [moment for moment in (incident.reported_at, incident.acknowledged_at) if moment]
    resolution = Resolution(
        code=ResolutionCode.objects.filter(slug="self_healed", retired_at=None).first(),
        text=_("The monitor “%(name)s” reports that it is over: %(summary)s")
        % {"name": name, "summary": alert.headline},
        evidence=Evidence.MONITOR,
        restored_at=within(alert.ended_at or now, earliest=max(known), latest=now),
        cause_category=CauseCategory.objects.filter(slug="unknown_accepted", retired_at=None).first(),
    )
    product = the_product(_("the monitor “%(name)s” is clear") % {"name": name}, channel=Channel.MONITORING)
    try:
        resolve(incident, resolution, by=product, now=now)
    except (ValidationError, PermissionDenied):
        return False
    return True


def acknowledge(alert: Alert, seen: Observation, place: Place, origin: Origin, *, now: datetime) -> Outcome:
    """Take in that somebody acknowledged a locked alert in the monitoring tool."""
    was_firing = alert.status == AlertStatus.FIRING
    alert.course = alert.course.after(seen.says, place)
    alert.last_seen_at = max(alert.last_seen_at, origin.received_at)
    alert.save()
    if not was_firing or alert.status != AlertStatus.ACKNOWLEDGED:
        return Outcome(_("recorded: nothing to acknowledge"), "acknowledge → nothing firing")
    incident = Incident.objects.locked(alert.incident_id) if alert.incident_id else None
    if incident is not None and incident.state in OPEN_STATES:
        facts = {"summary": alert.headline, "monitor": origin.integration.name}
        tell(incident, Story.ALERT_ACKNOWLEDGED, by=origin.by, now=now, facts=facts)
    return Outcome(_("acknowledged"), "acknowledge")
