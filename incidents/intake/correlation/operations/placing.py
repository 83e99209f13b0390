"""Where an alert goes that would open an incident: to the incident of its group, or to one of its own (CH-12)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.choices import Channel
from accounts.people.queries import the_product
from incidents.catalogue.queries import looked_up_priority
from incidents.intake import notices
from incidents.intake.adapters.observation import Observation
from incidents.intake.choices import Severity
from incidents.intake.correlation.choices import Mode
from incidents.intake.correlation.models import AlertGroup, Suggestion
from incidents.intake.correlation.queries import current_rules, digest_of, traits_of
from incidents.intake.correlation.rules import Fit, first_fit, is_within
from incidents.intake.models import Alert
from incidents.intake.operations.origin import Origin, Outcome
from incidents.intake.queries import service_for
from incidents.lifecycle.operations.details import change_details
from incidents.records.choices import State, Story
from incidents.records.models import Incident
from incidents.records.operations.saving import change, tell


@dataclass(frozen=True, slots=True)
class Placed:
    """The incident that an alert has now, and what the intake log says of the way there."""

    incident: Incident
    outcome: Outcome


def place(
    alert: Alert, seen: Observation, origin: Origin, *, opens: Callable[[], Incident], now: datetime
) -> Placed:
    """Let a locked alert join the incident of its group, or open one; `opens` opens it.

    The group is locked before its incident, so that of two alerts that begin a group one finds the other's.
    """
    rules = current_rules()
    service, _marks = service_for(seen, origin.integration) if rules else (None, [])
    fit = first_fit(rules, traits_of(seen, service, origin.integration)) if rules else None
    if fit is None:
        opened = opens()
        return Placed(opened, Outcome(_("%(number)s opened") % {"number": opened.number}, ""))
    group = _held(fit, origin.received_at)
    target = _incident_of(group, fit.rule.window, origin.received_at)
    if target is not None and fit.rule.mode == Mode.JOIN:
        _join(target, alert, fit, origin, now=now)
        return Placed(target, _told(fit, _("%(number)s joined") % {"number": target.number}, "join"))
    opened = opens()
    text = _("%(number)s opened") % {"number": opened.number}
    if target is None:
        group.incident, group.began_at = opened, origin.received_at
        group.save(update_fields=["incident", "began_at"])
        return Placed(opened, _told(fit, text, "begins a group"))
    _suggest(opened, target, fit, now=now)
    text = _("%(opened)s, looks like part of %(number)s") % {"opened": text, "number": target.number}
    return Placed(opened, _told(fit, text, "candidate"))


def _told(fit: Fit, text: str, word: str) -> Outcome:
    return Outcome(text, f" → rule {fit.rule.pk} “{fit.rule.name}”: {word}")


def _held(fit: Fit, at: datetime) -> AlertGroup:
    """Return the group, locked; of two who make it the constraint keeps one, and both go on with that row."""
    named = {"rule_id": fit.rule.pk, "digest": digest_of(fit.values)}
    rows = AlertGroup.objects.select_for_update(no_key=True, of=("self",)).filter(**named)
    held = rows.first()
    if held is None:
        fresh = AlertGroup(**named, values=fit.values, began_at=at)
        AlertGroup.objects.bulk_create([fresh], ignore_conflicts=True)
        held = rows.get()
    return held


def _incident_of(group: AlertGroup, window: timedelta, at: datetime) -> Incident | None:
    """Return the group's incident, locked, while it is open and the alert is within the window."""
    if group.incident_id is None or not is_within(window, group.began_at, at):
        return None
    incident = Incident.objects.locked(group.incident_id)
    return incident if incident.is_open else None


def _join(target: Incident, alert: Alert, fit: Fit, origin: Origin, *, now: datetime) -> None:
    alert.incident, alert.told_at = target, now
    changes = change(target, {"monitor_cleared_at": None}, by=origin.by, why=origin.by.cause, now=now)
    facts = {
        "summary": alert.headline,
        "severity": alert.severity,
        "source": alert.source,
        "monitor": alert.integration.name,
        "rule": fit.rule.name,
        "changes": changes,
    }
    tell(target, Story.ALERT_JOINED, by=origin.by, now=now, facts=facts)
    is_worse = _raise(target, alert, fit, origin, now=now)
    notices.joined(target, alert, is_worse=is_worse, by=origin.by, now=now)


def _raise(target: Incident, alert: Alert, fit: Fit, origin: Origin, *, now: datetime) -> bool:
    """Say whether alone it would have had a higher priority; an incident that nobody has looked at yet gets it."""
    opening = origin.integration.opening_for(Severity(alert.severity))
    if opening is None or looked_up_priority(*opening) >= target.priority:
        return False
    if target.state == State.NEW:
        why = _("a worse alert joined by the rule “%(rule)s”") % {"rule": fit.rule.name}
        product = the_product(why, channel=Channel.MONITORING)
        values = dict(zip(("impact", "urgency"), opening, strict=True))
        change_details(target, values, by=product, now=now, why=why)
    return True


def _suggest(incident: Incident, target: Incident, fit: Fit, *, now: datetime) -> None:
    Suggestion.objects.create(
        rule_id=fit.rule.pk, values=fit.values, incident=incident, target=target, created_at=now
    )
    product = the_product(f"correlation rule {fit.rule.name}", channel=Channel.MONITORING)
    facts = {"number": target.number, "rule": fit.rule.name}
    tell(incident, Story.GROUPING_SUGGESTED, by=product, now=now, facts=facts)
