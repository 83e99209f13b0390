"""Merge incidents that repeat one another into the one that goes on (LOG-13), and take that back (LOG-14)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor, require
from accounts.choices import Right
from incidents import events
from incidents.catalogue.models import CancelReason
from incidents.lifecycle import guards, notices
from incidents.lifecycle.merging import MERGERS, MOST_AT_ONCE, Part, is_in_time, parts_of
from incidents.lifecycle.operations.joining import (
    join,
    move,
    part,
    tell_both,
    wait_instead,
    waiting_for,
)
from incidents.lifecycle.operations.moving import NO_HOLD, NO_PLAN
from incidents.lifecycle.operations.stepping import lock, lock_all
from incidents.lifecycle.refusals import refuse, stale
from incidents.lifecycle.roles import roles_on
from incidents.records.choices import State, Story
from incidents.records.models import Incident
from incidents.records.operations.saving import change, tell
from incidents.records.queries import family_of, goes_on_as
from incidents.sla.operations.following import follow_unsaved

_RIGHTS = (Right.AGENT, Right.LEAD, Right.INCIDENT_MANAGER)


def merge(
    incident: Incident,
    *,
    into: Incident | None,
    also: Iterable[Incident] = (),
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """Let an incident, and others with it, go on as the one that they repeat; all of them or none.

    Each ends as cancelled, as a duplicate: its words, files, followers and alerts are with the survivor from then on,
    and what is written to its number lands there.
    """
    require(by, *_RIGHTS)
    refuse(guards.required(into=into))
    assert into is not None  # noqa: S101
    keys = sorted({incident.pk, *(other.pk for other in also)})
    if len(keys) > MOST_AT_ONCE:
        sentence = _("Choose at most %(most)d incidents.") % {"most": MOST_AT_ONCE}
        raise ValidationError({"also": ValidationError(sentence, "guard_failed")})
    with transaction.atomic():
        waiting = waiting_for(keys)
        lock_all([*keys, into.pk, *waiting])
        rows = Incident.objects.with_people().in_bulk([*keys, into.pk])
        if version is not None and rows[incident.pk].version != version:
            raise stale(rows[incident.pk])
        survivor = rows[into.pk]
        _refuse(parts_of([rows[pk] for pk in keys], survivor, by))
        for pk in keys:
            _merge(rows[pk], survivor, by=by, now=now)
            if survivor.is_open:
                wait_instead(waiting, rows[pk], survivor, by=by, now=now)
        Incident.objects.filter(pk=survivor.pk).update(updated_at=now)
    return rows[incident.pk]


def _refuse(parts: list[Part]) -> None:
    """Say of every incident what stands against it."""
    refused = [one for one in parts if one.refusal is not None]
    if len(parts) == 1 and refused and refused[0].refusal is not None:
        only = refused[0].refusal
        if only.code == "permission_denied":
            raise PermissionDenied(only.message)
        if only.code == "not_allowed_from_state":
            raise only
    if refused:
        errors = [
            ValidationError(
                "%(number)s: %(why)s", "guard_failed", {"number": one.incident.number, "why": one.why_not}
            )
            for one in refused
        ]
        raise ValidationError({"into": errors})


def _merge(incident: Incident, survivor: Incident, *, by: Actor, now: datetime) -> None:
    values = {
        "state": State.CANCELLED,
        "cancel_reason": _reason(),
        "duplicate_of": survivor,
        "cancelled_at": now,
        **NO_HOLD,
        **NO_PLAN,
    }
    why = f"merged into {survivor.number}"
    change(incident, values, by=by, why=why, now=now, then=lambda: follow_unsaved(incident, by=by, now=now))
    tell_both(incident, survivor, by=by, now=now)
    join(incident, survivor, by=by, now=now)
    move(incident, survivor, by=by)
    events.incident_merged.send(Incident, incident=incident, survivor=survivor, by=by, now=now)
    notices.merged(incident, by=by, now=now)


def _reason() -> CancelReason:
    """Return the reason for duplicates: the delivered one, or whichever an administrator put in its place."""
    offered = CancelReason.objects.offered().filter(needs_target=True)
    reason: CancelReason | None = offered.filter(slug="duplicate").first() or offered.order_by("pk").first()
    if reason is None:
        sentence = _("No cancel reason for duplicates is offered. Ask an administrator for one.")
        raise ValidationError({"into": ValidationError(sentence, "guard_failed")})
    return reason


def unmerge(incident: Incident, *, by: Actor, now: datetime, version: int | None = None) -> Incident:
    """Take a merge back: both incidents are as they were, and what came meanwhile goes where it was addressed to."""
    require(by, *_RIGHTS)
    with transaction.atomic():
        chain = goes_on_as(incident.pk)
        waiting = waiting_for(chain[:1], before=incident.pk)
        lock_all([incident.pk, *chain, *waiting])
        incident = lock(incident, version=version)
        if goes_on_as(incident.pk) != chain:
            raise stale(incident)
        survivor = _check_unmerge(incident, by=by, now=now)
        change(
            incident,
            _as_before(incident),
            by=by,
            why=f"taken out of {survivor.number} again",
            now=now,
            then=lambda: follow_unsaved(incident, by=by, now=now),
        )
        wait_instead(waiting, survivor, incident, by=by, now=now)
        family = family_of(incident.pk)
        part(incident, family, chain, by=by)
        events.incident_unmerged.send(Incident, incident=incident, family=family, by=by, now=now)
        tell(incident, Story.UNMERGED, by=by, now=now, facts={"number": survivor.number}, is_public=True)
        tell(survivor, Story.PARTED, by=by, now=now, facts={"number": incident.number}, is_public=True)
        Incident.objects.filter(pk__in=chain).update(updated_at=now)
        notices.unmerged(incident, by=by, now=now)
    return incident


def _check_unmerge(incident: Incident, *, by: Actor, now: datetime) -> Incident:
    """Return the survivor of what may be taken out of it; refuse everything else."""
    survivor = incident.duplicate_of
    if incident.state != State.CANCELLED or survivor is None:
        sentence = _("%(number)s was not merged into another incident.") % {"number": incident.number}
        raise ValidationError(sentence, "not_allowed_from_state")
    if not roles_on(incident, by) & MERGERS:
        raise PermissionDenied(_("You may not take this merge back."))
    days = settings.UNMERGE_DAYS
    if not is_in_time(incident, now):
        sentence = ngettext(
            "A merge can be taken back within %(days)d day; it is too late for this one.",
            "A merge can be taken back within %(days)d days; it is too late for this one.",
            days,
        )
        raise ValidationError(sentence % {"days": days}, "guard_failed")
    return survivor


def _as_before(incident: Incident) -> dict[str, Any]:
    """Return the columns of the state as they were before the incident ended."""
    version: Any = incident.history.exclude(state=State.CANCELLED).order_by("-history_id").first()
    before = version.instance
    owner = incident.assignee if incident.assignee and incident.assignee.is_active else None
    return {
        "state": before.state,
        "hold_reason": before.hold_reason,
        "hold_until": before.hold_until,
        "blocked_by": before.blocked_by,
        "next_step": before.next_step,
        "next_step_at": before.next_step_at,
        "assignee": owner,
        "cancel_reason": None,
        "duplicate_of": None,
        "cancelled_at": None,
    }
