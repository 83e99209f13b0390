"""Gather the reports of a storm below a parent in one operation, or say why they do not belong together (CH-23)."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor, require
from incidents.catalogue.choices import Level
from incidents.intake.correlation.choices import Decision
from incidents.intake.storms.models import Storm, loose
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.moving import DESK_RIGHTS
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.lifecycle.operations.stepping import lock_all
from incidents.records.choices import Story
from incidents.records.models import Incident
from incidents.records.operations.saving import tell

# What one press may attach: more are offered on the same page right after.
MOST_AT_ONCE = 100
_LEVELS = (Level.LOW, Level.MEDIUM, Level.HIGH)


def gather(
    storm: Storm,
    incidents: Iterable[Incident],
    *,
    parent: Incident | None = None,
    title: str = "",
    by: Actor,
    now: datetime,
) -> Incident:
    """Attach reports to a parent, which is opened unless one is given; all of it or nothing.

    What somebody finished or attached elsewhere in the meantime is left as it is.
    """
    require(by, *DESK_RIGHTS)
    asked = sorted({incident.pk for incident in incidents})
    if not asked or len(asked) > MOST_AT_ONCE:
        sentence = _("Choose between 1 and %(most)d reports.") % {"most": MOST_AT_ONCE}
        raise ValidationError({"incidents": ValidationError(sentence, "required")})
    with transaction.atomic():
        storm = _held(storm)
        # In the order of all: what is still without a parent is locked as such.
        lock_all([*asked, *([parent.pk] if parent else [])])
        parent = _parent(storm, asked, parent, title, by=by, now=now)
        rows = loose(Incident.objects.filter(pk__in=asked, service=storm.service)).exclude(pk=parent.pk)
        children = list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk"))
        if not children:
            sentence = _("These were attached or finished in the meantime.")
            raise ValidationError({"incidents": ValidationError(sentence, "not_allowed_from_state")})
        for child in children:
            why = _("one of many reports on %(service)s") % {"service": storm.service.name}
            change_details(child, {"parent": parent}, by=by, now=now, why=why)
        _accept(storm, parent, by=by, now=now)
        facts = {
            "service": storm.service.name,
            "count": len(children),
            "numbers": ", ".join(child.number for child in children),
        }
        tell(parent, Story.STORM_GATHERED, by=by, now=now, facts=facts)
    return parent


def reject(storm: Storm, *, reason: str, by: Actor, now: datetime) -> Storm:
    """Say that these are no one incident; nothing is suggested for the service until it was calm."""
    require(by, *DESK_RIGHTS)
    reason = text.line("reason", reason, limit=500, required=True)
    with transaction.atomic():
        storm = _held(storm)
        if storm.decision != Decision.OPEN:
            raise _decided(storm)
        storm.decision, storm.reason = Decision.REJECTED, reason
        storm.decided_by, storm.decided_at = by.user, now
        storm.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    return storm


def _held(storm: Storm) -> Storm:
    rows = Storm.objects.select_related("service").select_for_update(no_key=True, of=("self",))
    storm = rows.get(pk=storm.pk)
    if storm.ended_at is not None or storm.decision == Decision.REJECTED:
        raise _decided(storm)
    return storm


def _decided(storm: Storm) -> ValidationError:
    if storm.ended_at is not None:
        return ValidationError(_("This is over; the service is calm again."), "not_allowed_from_state")
    sentence = _("Somebody decided this already: %(decision)s.")
    return ValidationError(sentence % {"decision": storm.get_decision_display()}, "not_allowed_from_state")


def _parent(
    storm: Storm, asked: list[int], parent: Incident | None, title: str, *, by: Actor, now: datetime
) -> Incident:
    """Return the parent, locked: the one that was named, or a new one as bad as the worst of its reports."""
    if parent is None:
        levels = Incident.objects.filter(pk__in=asked).order_by().values_list("impact", "urgency")
        impact, urgency = (max(column, key=_LEVELS.index) for column in zip(*levels, strict=True))
        service = storm.service if storm.service.retired_at is None else None
        report = Report(title=title, service=service, impact=impact, urgency=urgency)
        parent = open_incident(report, by=by, now=now)
    parent = Incident.objects.locked(parent.pk)
    if not parent.is_open or parent.parent_id is not None:
        sentence = _("Choose an open incident that has no parent itself.")
        raise ValidationError({"parent": ValidationError(sentence, "guard_failed")})
    return parent


def _accept(storm: Storm, parent: Incident, *, by: Actor, now: datetime) -> None:
    storm.decision, storm.parent = Decision.ACCEPTED, parent
    storm.decided_by, storm.decided_at = by.user, now
    storm.save(update_fields=["decision", "parent", "decided_by", "decided_at"])
