"""Cancel (T15) and bring back (T16)."""

from datetime import datetime

from django.db import transaction

from accounts import text
from accounts.actor import Actor
from incidents import events
from incidents.catalogue.models import CancelReason
from incidents.lifecycle import guards, notices
from incidents.lifecycle.choices import Action
from incidents.lifecycle.operations.joining import join, part
from incidents.lifecycle.operations.moving import NO_HOLD, NO_PLAN
from incidents.lifecycle.operations.stepping import lock_all, step
from incidents.lifecycle.refusals import refuse
from incidents.records.choices import LinkKind, Story
from incidents.records.models import Incident
from incidents.records.operations.saving import change, tell
from incidents.records.queries import family_of, goes_on_as
from incidents.sla.operations.following import follow_unsaved


def cancel(
    incident: Incident,
    *,
    reason: CancelReason | None,
    target: Incident | None = None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """Stop work because it was no incident or repeats another (T15); watchers move to the one it repeats."""
    with transaction.atomic():
        if target is not None:
            # In the order of all: two that name each other wait for one another instead of blocking.
            lock_all([incident.pk, target.pk])
        incident, row = step(incident, Action.CANCEL, by=by, version=version)
        refuse(guards.required(reason=reason))
        if reason is not None and reason.retired_at is not None:
            refuse({"reason": "retired"})
        if reason is not None and reason.needs_target and target is None:
            refuse({"target": "target_needed"})
        if target == incident:
            refuse({"target": "own_target"})
        if target is not None and _repeats(target, incident):
            refuse({"target": "circle"})
        change(
            incident,
            {
                "state": row.target,
                "cancel_reason": reason,
                "duplicate_of": target,
                "cancelled_at": now,
                **NO_HOLD,
                **NO_PLAN,
            },
            by=by,
            why=f"cancelled: {reason}",
            now=now,
            then=lambda: follow_unsaved(incident, by=by, now=now),
        )
        facts = {"reason": str(reason), "target": target.number if target else None}
        tell(incident, Story.CANCELLED, by=by, now=now, facts=facts, is_public=True)
        if target is not None:
            linked = {"number": incident.number, "kind": LinkKind.DUPLICATE, "incoming": True}
            tell(target, Story.LINKED, by=by, now=now, facts=linked)
            join(incident, target, by=by, now=now)
        notices.cancelled(incident, by=by, now=now)
    return incident


def _repeats(incident: Incident, other: Incident) -> bool:
    """Say whether an incident repeats the other one, itself or by way of more."""
    seen: set[int] = set()
    pk: int | None = incident.pk
    while pk is not None and pk not in seen:
        seen.add(pk)
        pk = Incident.objects.values_list("duplicate_of", flat=True).get(pk=pk)
        if pk == other.pk:
            return True
    return False


def restore(
    incident: Incident, *, reason: str, by: Actor, now: datetime, version: int | None = None
) -> Incident:
    """Withdraw a cancellation within seven days (T16); what went to the incident that it repeats comes back."""
    with transaction.atomic():
        chain = goes_on_as(incident.pk)
        lock_all([incident.pk, *chain])
        incident, row = step(incident, Action.RESTORE, by=by, version=version)
        reason = text.line("reason", reason, limit=500)
        refuse(guards.required(reason=reason))
        if not guards.is_within(guards.RESTORE_WINDOW, incident.cancelled_at, now):
            refuse({"reason": "restore_over"})
        repeats = incident.duplicate_of
        change(
            incident,
            {
                "state": row.target,
                "cancel_reason": None,
                "duplicate_of": None,
                "cancelled_at": None,
                "assignee": None,
            },
            by=by,
            why=reason,
            now=now,
            then=lambda: follow_unsaved(incident, by=by, now=now),
        )
        if repeats is not None:
            family = family_of(incident.pk)
            part(incident, family, chain, by=by)
            events.incident_unmerged.send(Incident, incident=incident, family=family, by=by, now=now)
            tell(repeats, Story.PARTED, by=by, now=now, facts={"number": incident.number}, is_public=True)
        tell(incident, Story.RESTORED, by=by, now=now, facts={"reason": reason}, is_public=True)
        notices.restored(incident, by=by, now=now)
    return incident
