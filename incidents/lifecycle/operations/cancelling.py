"""Cancel (T15) and bring back (T16)."""

from datetime import datetime

from django.db import transaction

from accounts import text
from accounts.actor import Actor
from accounts.history import save_as
from incidents.catalogue.models import CancelReason
from incidents.lifecycle import guards, notices
from incidents.lifecycle.choices import Action
from incidents.lifecycle.operations.moving import NO_HOLD, NO_PLAN
from incidents.lifecycle.operations.stepping import step
from incidents.lifecycle.refusals import refuse
from incidents.records.choices import LinkKind, Story
from incidents.records.models import Incident, Link, Watcher
from incidents.records.operations.saving import change, tell
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
            # In the order of their ids: two that name each other wait for one another instead of blocking.
            both = Incident.objects.filter(pk__in=(incident.pk, target.pk)).order_by("pk")
            list(both.select_for_update(no_key=True).values_list("pk"))
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
            _join(incident, target, by=by, now=now)
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


def _join(incident: Incident, target: Incident, *, by: Actor, now: datetime) -> None:
    """Link the two and let everybody who followed the one follow the other."""
    if not Link.objects.filter(source=incident, target=target, kind=LinkKind.DUPLICATE).exists():
        link = Link(source=incident, target=target, kind=LinkKind.DUPLICATE, created_at=now)
        save_as(link, by=by, why="cancelled as a duplicate")
    facts = {"number": incident.number, "kind": LinkKind.DUPLICATE, "incoming": True}
    tell(target, Story.LINKED, by=by, now=now, facts=facts)
    there = set(Watcher.objects.filter(incident=target).values_list("user", flat=True)) | {
        target.requester_id
    }
    followers = [(row.user, row.may_reply) for row in incident.watchers.select_related("user")]
    for user, may_reply in [(incident.requester, True), *followers]:
        if user.pk not in there:
            there.add(user.pk)
            save_as(
                Watcher(incident=target, user=user, may_reply=may_reply), by=by, why="followed a duplicate"
            )


def restore(
    incident: Incident, *, reason: str, by: Actor, now: datetime, version: int | None = None
) -> Incident:
    """Withdraw a cancellation within seven days (T16)."""
    with transaction.atomic():
        incident, row = step(incident, Action.RESTORE, by=by, version=version)
        reason = text.line("reason", reason, limit=500)
        refuse(guards.required(reason=reason))
        if not guards.is_within(guards.RESTORE_WINDOW, incident.cancelled_at, now):
            refuse({"reason": "restore_over"})
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
        tell(incident, Story.RESTORED, by=by, now=now, facts={"reason": reason}, is_public=True)
        notices.restored(incident, by=by, now=now)
    return incident
