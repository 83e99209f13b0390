"""The major-incident track M1 to M6: it stands beside the state and never changes it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor
from accounts.people.models import User
from incidents import events
from incidents.lifecycle import guards, notices
from incidents.lifecycle.choices import Action, Role
from incidents.lifecycle.operations.stating import keep_statement
from incidents.lifecycle.operations.stepping import lock
from incidents.lifecycle.refusals import not_allowed, refuse
from incidents.lifecycle.roles import roles_on, steps_for
from incidents.lifecycle.transitions import MajorTransition, major_row
from incidents.records.choices import MajorState, State, Story
from incidents.records.models import Incident
from incidents.records.operations.saving import change, tell
from incidents.sla.operations.following import follow


def _step(
    incident: Incident, action: Action, *, by: Actor, version: int | None
) -> tuple[Incident, MajorTransition]:
    current = lock(incident, version=version)
    is_child, major = current.parent_id is not None, MajorState(current.major_state)
    row = major_row(action, major, roles_on(current, by), is_child=is_child)
    if row is not None and not current.is_locked:
        return current, row
    if is_child and action in (Action.PROPOSE_MAJOR, Action.DECLARE_MAJOR):
        refuse({"parent": "is_child"})
    if current.is_locked or major_row(action, major, frozenset(Role)) is None:
        raise not_allowed(current, action, steps_for(current, by))
    raise PermissionDenied(_("You may not do this: it is for the major incident manager."))


def _finish(
    incident: Incident,
    story: Story,
    values: dict[str, Any],
    key: str,
    body: str,
    *,
    by: Actor,
    now: datetime,
    why: str = "",
) -> Incident:
    changes = change(incident, values, by=by, why=why or body, now=now)
    follow(incident, by=by, now=now)
    facts = {"changes": changes, **({"reason": why} if why else {})}
    tell(incident, story, by=by, now=now, facts=facts, body=body)
    notices.major(incident, story.value, key, body, by=by, now=now)
    return incident


def _required_reason(reason: str) -> str:
    reason = text.line("reason", reason, limit=500)
    refuse(guards.required(reason=reason))
    return reason


def propose_major(
    incident: Incident, *, reason: str, by: Actor, now: datetime, version: int | None = None
) -> Incident:
    """Propose it as a major incident (M1)."""
    with transaction.atomic():
        incident, row = _step(incident, Action.PROPOSE_MAJOR, by=by, version=version)
        reason = _required_reason(reason)
        values = {"major_state": row.target}
        return _finish(incident, Story.MAJOR_PROPOSED, values, "major_proposed", reason, by=by, now=now)


def declare_major(
    incident: Incident,
    *,
    manager: User | None,
    impact_statement: str,
    communication_plan: str,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """Declare a major incident: one manager, what it means for people, how they are told (M2, M4)."""
    with transaction.atomic():
        incident, row = _step(incident, Action.DECLARE_MAJOR, by=by, version=version)
        impact_statement = text.words("impact_statement", impact_statement.strip(), limit=5_000)
        communication_plan = text.words("communication_plan", communication_plan.strip(), limit=5_000)
        refuse(
            guards.required(
                manager=manager, impact_statement=impact_statement, communication_plan=communication_plan
            )
        )
        if manager is not None and not manager.is_active:
            refuse({"manager": "inactive"})
        values = {
            "major_state": row.target,
            "major_manager": manager,
            "impact_statement": impact_statement,
            "communication_plan": communication_plan,
        }
        incident = _finish(
            incident, Story.MAJOR_DECLARED, values, "major_declared", impact_statement, by=by, now=now
        )
        keep_statement(
            incident,
            impact_statement,
            since=incident.occurred_at,
            how_many=incident.affected_count,
            by=by,
            now=now,
        )
        events.major_declared.send(Incident, incident=incident, by=by, now=now)
    return incident


def reject_major(
    incident: Incident, *, reason: str, by: Actor, now: datetime, version: int | None = None
) -> Incident:
    """Decide that a candidate is not major (M3)."""
    with transaction.atomic():
        incident, row = _step(incident, Action.REJECT_MAJOR, by=by, version=version)
        reason = _required_reason(reason)
        values = {"major_state": row.target}
        return _finish(incident, Story.MAJOR_REJECTED, values, "major_rejected", reason, by=by, now=now)


def stand_down(
    incident: Incident,
    *,
    final_update: str,
    reason: str = "",
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """End a major incident (M5): service restored and the final update sent, or handed back with a reason."""
    with transaction.atomic():
        incident, row = _step(incident, Action.STAND_DOWN, by=by, version=version)
        final_update = text.words("final_update", final_update.strip(), limit=5_000)
        reason = text.line("reason", reason, limit=500)
        refuse(guards.required(final_update=final_update))
        if incident.restored_at is None:
            refuse({"restored_at": "not_restored"})
        if incident.state != State.RESOLVED and not reason:
            refuse({"reason": "handed_back_reason"})
        values = {"major_state": row.target}
        return _finish(
            incident,
            Story.MAJOR_STOOD_DOWN,
            values,
            "major_stood_down",
            final_update,
            by=by,
            now=now,
            why=reason,
        )


def demote(
    incident: Incident, *, reason: str, by: Actor, now: datetime, version: int | None = None
) -> Incident:
    """Take back a declaration (M6); the incident's state stays untouched."""
    with transaction.atomic():
        incident, row = _step(incident, Action.DEMOTE, by=by, version=version)
        reason = _required_reason(reason)
        values = {"major_state": row.target}
        return _finish(
            incident, Story.MAJOR_REJECTED, values, "major_rejected.demoted", reason, by=by, now=now
        )
