"""Every way an action item may change."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.people.models import User
from accounts.text import line
from reviews.actions import notices
from reviews.actions.choices import (
    PROMISED,
    ActionKind,
    ActionPriority,
    ActionRole,
    ActionState,
    Move,
)
from reviews.actions.models import ActionItem
from reviews.actions.transitions import Transition, allowed_moves, leads_on, permitted_row
from reviews.records.content_models import ContributingFactor
from reviews.records.models import Review
from reviews.records.operations.saving import change, lock, told
from reviews.records.refusals import not_allowed, refuse, stale

MAX_NOTE = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """What is said of an action: what, by whom, until when, and how we will know that it worked."""

    statement: str
    kind: str = ActionKind.PREVENT
    factor: ContributingFactor | None = None
    owner: User | None = None
    due_on: date | None = None
    priority: str = ActionPriority.IMPROVEMENT
    expected_effect: str = ""
    verification: str = ""
    external_link: str = ""


def roles_on(action: ActionItem, by: Actor) -> frozenset[ActionRole]:
    """Return the roles of the actor with regard to one action."""
    roles = set()
    if by.user.pk == action.owner_id:
        roles.add(ActionRole.OWNER)
    if by.user.pk == action.review.owner_id:
        roles.add(ActionRole.REVIEW_OWNER)
    if by.may(Right.APPROVE_REVIEWS):
        roles.add(ActionRole.APPROVER)
    if by.may(Right.INCIDENT_MANAGER) or by.may(Right.MAJOR_INCIDENT_MANAGER):
        roles.add(ActionRole.INCIDENT_MANAGER)
    return frozenset(roles)


def moves_for(action: ActionItem, by: Actor) -> list[Move]:
    """Return what the actor may do to the action now."""
    return [] if action.review.is_finished else allowed_moves(ActionState(action.state), roles_on(action, by))


def add_action(review: Review, plan: Plan, *, by: Actor, now: datetime) -> ActionItem:
    """Propose an action, at any time until the review is finished."""
    require(by, Right.REVIEW, Right.APPROVE_REVIEWS)
    with transaction.atomic():
        review = lock(review)
        _refuse_finished(review)
        values = _checked(review, plan)
        last = review.actions.aggregate(last=Max("position"))["last"] or 0
        action = ActionItem(review=review, position=last + 1, created_at=now, updated_at=now, **values)
        save_as(action, by=by, why="action proposed")
        if action.owner is not None:
            notices.given(action, by=by, now=now)
    return action


def edit_action(
    action: ActionItem,
    plan: Plan,
    *,
    by: Actor,
    now: datetime,
    move_reason: str = "",
    version: int | None = None,
) -> ActionItem:
    """Change what is said of an action; moving the date of a promised one is counted and needs a reason."""
    require(by, Right.REVIEW, Right.APPROVE_REVIEWS)
    with transaction.atomic():
        action = _lock(action, version=version)
        _refuse_finished(action.review)
        values = _checked(action.review, plan)
        is_moved = action.due_on != plan.due_on
        if action.state in PROMISED:
            lacking = [name for name in ("owner", "due_on") if values[name] is None]
            refuse(dict.fromkeys(lacking, "promise_needs_both"))
            move_reason = line("move_reason", move_reason, limit=MAX_NOTE)
            refuse({"move_reason": "move_reason"} if is_moved and not move_reason else {})
            values["due_moves"] = action.due_moves + is_moved
        had = action.owner
        change(action, values, by=by, why=move_reason or "action changed", now=now)
        if action.owner is not None and action.owner != had:
            notices.given(action, by=by, now=now)
    return action


def move_action(
    action: ActionItem, move: Move, *, by: Actor, now: datetime, note: str = "", version: int | None = None
) -> ActionItem:
    """Take an action one step on: accept, start, finish, check its effect, cancel (A1 to A7)."""
    with transaction.atomic():
        action = _lock(action, version=version)
        _refuse_finished(action.review)
        row = _permitted(action, move, by=by)
        note = line("note", note, limit=MAX_NOTE, required=row.needs_note)
        if row.target in PROMISED:
            lacking = [name for name in ("owner", "due_on") if getattr(action, name) is None]
            refuse(dict.fromkeys(lacking, "promise_needs_both"))
        values = {"state": row.target, **_moments(row, now)}
        if note:
            values["outcome"] = note
        change(action, values, by=by, why=note or str(move), now=now)
        notices.moved(action, by=by, now=now)
    return action


def _moments(row: Transition, now: datetime) -> dict[str, Any]:
    if row.move == Move.FINISH:
        return {"done_at": now}
    if row.move == Move.REOPEN:
        return {"done_at": None, "settled_at": None}
    return {"settled_at": now} if row.move in (Move.VERIFY, Move.REFUTE, Move.CANCEL) else {}


def _lock(action: ActionItem, *, version: int | None) -> ActionItem:
    """Lock the review, then the action: closing counts actions and must not race with one that moves."""
    lock(action.review)
    current = ActionItem.objects.locked(action.pk)
    if version is not None and current.version != version:
        raise stale(current)
    return current


def _permitted(action: ActionItem, move: Move, *, by: Actor) -> Transition:
    state = ActionState(action.state)
    row = permitted_row(move, state, roles_on(action, by))
    if row is not None:
        return row
    if not leads_on(move, state):
        refusal = not_allowed(action.review, str(move.label), moves_for(action, by))
        refusal.message = _("“%(move)s” is not possible while the action is “%(state)s”.") % {
            "move": move.label,
            "state": action.get_state_display(),
        }
        raise refusal
    raise PermissionDenied(_("You may not do this: it is for the owners, approvers and incident managers."))


def _refuse_finished(review: Review) -> None:
    if review.is_finished:
        raise not_allowed(review, _("Changing actions"), ())


_TEXTS = ("statement", "expected_effect", "external_link")


def _checked(review: Review, plan: Plan) -> dict[str, Any]:
    values = {field.name: getattr(plan, field.name) for field in fields(plan)}
    values |= told(ActionItem, {name: values[name] for name in _TEXTS}, required="statement")
    refusals = {}
    if values["external_link"] and not _is_web_address(values["external_link"]):
        refusals["external_link"] = "web_address"
    if plan.owner is not None and not (plan.owner.is_active and plan.owner.is_staff_member):
        refusals["owner"] = "not_staff"
    if plan.factor is not None and plan.factor.review_id != review.pk:
        refusals["factor"] = "other_review"
    refuse(refusals)
    return values


def _is_web_address(text: str) -> bool:
    """Say whether a link leads to the web; anything else in a link may be a script."""
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return True
