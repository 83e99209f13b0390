"""What a firing alert does: count, open an incident, take one up again, or open one that follows it (CH-08, CH-09)."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime, timedelta

from django.db.models.base import ModelState
from django.utils.translation import gettext as _

from accounts.choices import Channel
from accounts.people.queries import the_product
from accounts.text import is_blank
from incidents.intake import notices
from incidents.intake.adapters.observation import Observation
from incidents.intake.choices import OPEN_ALERTS, AlertStatus, Mark, Severity
from incidents.intake.correlation.operations.placing import place
from incidents.intake.flapping.operations.marking import stir
from incidents.intake.maintenance.operations.holding import hold_back
from incidents.intake.models import Alert
from incidents.intake.operations.origin import Origin, Outcome
from incidents.intake.queries import service_for
from incidents.intake.rules import (
    Effect,
    Place,
    Standing,
    effect_of_firing,
    is_worth_telling,
    within,
)
from incidents.intake.wording import description_of, is_cut
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.lifecycle.operations.resolving import reopen
from incidents.records.choices import OPEN_STATES, DetectedBy, LinkKind, State, Story
from incidents.records.models import Incident
from incidents.records.operations.relating import link
from incidents.records.operations.saving import change, tell


def fire(alert: Alert, seen: Observation, place: Place, origin: Origin, *, now: datetime) -> Outcome:
    """Take in that a locked alert fires."""
    before = alert.course
    if before.is_over_at(place.start):
        return Outcome(_("older than its end: changes nothing"), "older than its end")
    incident = Incident.objects.locked(alert.incident_id) if alert.incident_id else None
    opening = origin.integration.opening_for(seen.severity)
    effect = effect_of_firing(
        _standing(alert, incident, place),
        opens=opening is not None,
        reopen_window=timedelta(minutes=origin.integration.reopen_minutes),
        received_at=origin.received_at,
    )
    path = f"{seen.severity} → {'/'.join(opening) if opening else '–'} → {effect.name.lower()}"
    if not origin.counts and effect is not Effect.OPEN:
        return Outcome(_("was taken in before"), path)
    held = hold_back(effect, alert, seen, place, origin, now=now)
    if held is not None:
        return Outcome(held.text, f"{path} → {held.path}")
    if effect is Effect.RECUR:
        alert = _successor(alert, now=now)
    stir(alert, origin)
    _note(alert, seen, place, origin)
    if effect is Effect.RECUR:
        alert.save()
    outcome = _act(effect, alert, incident, seen, opening, origin, now=now)
    alert.save()
    return Outcome(outcome.text, path + outcome.path)


_FINISHED_AT = {State.RESOLVED: "resolved_at", State.CLOSED: "closed_at", State.CANCELLED: "cancelled_at"}


def _standing(alert: Alert, incident: Incident | None, place: Place) -> Standing:
    last, state = alert.last_fired, incident.state if incident else ""
    return Standing(
        state=state,
        finished_at=getattr(incident, _FINISHED_AT[State(state)]) if state in _FINISHED_AT else None,
        is_same_episode=last is not None and place.start <= last,
        was_open=alert.status in OPEN_ALERTS,
    )


def _successor(alert: Alert, *, now: datetime) -> Alert:
    """Return a fresh row for the key, which carries its course on; the old row stays with its old incident."""
    fresh = copy(alert)
    fresh.pk, fresh._state = None, ModelState()
    fresh.flapping_until = fresh.came_from = None
    fresh.incident, fresh.occurrences, fresh.first_seen_at, fresh.told_at = None, 0, now, None
    alert.is_current, alert.status = False, AlertStatus.RESOLVED
    alert.ended_at = alert.ended_at or now
    alert.save()
    return fresh


def _note(alert: Alert, seen: Observation, place: Place, origin: Origin) -> None:
    """Put the newest words of the monitor on the alert."""
    was_open, is_newest = (
        alert.status in OPEN_ALERTS,
        alert.last_fired is None or place.start >= alert.last_fired,
    )
    alert.course = alert.course.after(seen.says, place)
    if origin.counts:
        alert.occurrences += 1
    alert.last_seen_at = max(alert.last_seen_at, origin.received_at)
    if not was_open or alert.started_at is None:
        alert.started_at = seen.started_at or origin.received_at
        alert.ended_at = None
    if not is_newest:
        return
    alert.severity = seen.severity
    alert.summary = seen.summary or seen.title
    alert.source, alert.component = seen.source, seen.component
    alert.group_name, alert.class_name = seen.group, seen.class_name
    alert.details, alert.links, alert.images = seen.details, list(seen.links), list(seen.images)
    alert.marks = [*dict.fromkeys([*seen.marks, *origin.marks])]


def _act(
    effect: Effect,
    alert: Alert,
    incident: Incident | None,
    seen: Observation,
    opening: tuple[str, str] | None,
    origin: Origin,
    *,
    now: datetime,
) -> Outcome:
    if effect in (Effect.OPEN, Effect.RECUR) and opening is not None:
        placed = place(
            alert, seen, origin, opens=lambda: _open(alert, seen, opening, origin, now=now), now=now
        )
        if effect is Effect.RECUR and incident is not None:
            product = the_product(_("the alert came back"), channel=Channel.MONITORING)
            link(placed.incident, incident, LinkKind.RECURRENCE, by=product, now=now)
        return placed.outcome
    if incident is None:
        return Outcome(_("opens nothing: %(severity)s") % {"severity": Severity(seen.severity).label}, "")
    if effect is Effect.REOPEN:
        _reopen(incident, alert, now=now)
        return Outcome(_("%(number)s reopened") % {"number": incident.number}, "")
    if incident.state in OPEN_STATES:
        _repeat(incident, alert, origin, now=now)
    count = {"number": incident.number, "count": alert.occurrences}
    return Outcome(_("%(number)s: occurrence %(count)s") % count, "")


def _open(
    alert: Alert, seen: Observation, opening: tuple[str, str], origin: Origin, *, now: datetime
) -> Incident:
    service, marks = service_for(seen, origin.integration)
    if is_cut(seen):
        marks.append(Mark.TEXT_CUT)
    alert.marks = [*dict.fromkeys([*alert.marks, *marks])]
    started_at = alert.started_at or origin.received_at
    report = Report(
        title=_title(seen, origin),
        description=description_of(seen),
        requester=origin.by.user,
        service=service,
        impact=opening[0],
        urgency=opening[1],
        channel=Channel.MONITORING,
        detected_by=DetectedBy.MONITORING,
        detected_at=within(started_at, earliest=None, latest=origin.received_at),
        reported_at=origin.received_at,
        configuration_item=seen.source[:120],
    )
    incident = open_incident(report, by=origin.by, now=now)
    alert.incident, alert.told_at = incident, now
    tell(
        incident,
        Story.ALERT_FIRED,
        by=origin.by,
        now=now,
        facts=_facts(alert),
        body=_sentences(alert.marks),
        happened_at=report.detected_at,
    )
    notices.fired(incident, alert, origin.integration.team, by=origin.by, now=now)
    return incident


def _title(seen: Observation, origin: Origin) -> str:
    """Return the monitor's title, unless there is nothing to see in it."""
    return (
        _("Alert from %(name)s") % {"name": origin.integration.name} if is_blank(seen.title) else seen.title
    )


def _reopen(incident: Incident, alert: Alert, *, now: datetime) -> None:
    """Take a resolved incident up again (T10)."""
    reason = _("The monitor fires again: %(summary)s") % {"summary": alert.headline}
    product = the_product(_("the monitor fires again"), channel=Channel.MONITORING)
    incident = reopen(incident, reason=reason, by=product, now=now)
    if incident.monitor_cleared_at is not None:
        change(incident, {"monitor_cleared_at": None}, by=product, why=product.cause, now=now)
    alert.told_at = now


def _repeat(incident: Incident, alert: Alert, origin: Origin, *, now: datetime) -> None:
    """Keep the incident as it is; a line of the timeline once in a while, and always after it was clear."""
    was_clear = incident.monitor_cleared_at is not None
    changes = (
        change(incident, {"monitor_cleared_at": None}, by=origin.by, why=origin.by.cause, now=now)
        if was_clear
        else []
    )
    if not was_clear and not is_worth_telling(alert.told_at, now):
        return
    facts = {**_facts(alert), "occurrences": alert.occurrences, "changes": changes}
    tell(incident, Story.ALERT_REPEATED, by=origin.by, now=now, facts=facts)
    alert.told_at = now


def _facts(alert: Alert) -> dict[str, str]:
    return {
        "summary": alert.headline,
        "severity": alert.severity,
        "source": alert.source,
        "monitor": alert.integration.name,
    }


def _sentences(marks: Sequence[str]) -> str:
    return "\n".join(str(Mark(mark).label) for mark in marks)
