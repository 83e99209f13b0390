"""Move a review on: hand in, ask for changes, approve, publish, close, waive."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.text import line
from reviews.records import guards, notices
from reviews.records.choices import ReviewState, Step
from reviews.records.models import Review
from reviews.records.operations.saving import change, lock
from reviews.records.queries import action_facts, submit_facts
from reviews.records.refusals import not_allowed, refuse
from reviews.records.roles import roles_on, steps_for
from reviews.records.transitions import Transition, leads_on, permitted_row

MAX_REASON = 500


def find_step(review: Review, step: Step, *, by: Actor, version: int | None) -> tuple[Review, Transition]:
    """Lock the review and find the row of the table; refuse what is outside it or not the actor's to do."""
    current = lock(review, version=version)
    state = ReviewState(current.state)
    row = permitted_row(step, state, roles_on(current, by))
    if row is not None:
        return current, row
    if not leads_on(step, state):
        raise not_allowed(current, str(step.label), steps_for(current, by))
    raise PermissionDenied(
        _("You may not do this: %(step)s is for other roles on %(number)s.")
        % {"step": step.label, "number": current.number}
    )


def submit(review: Review, *, by: Actor, now: datetime, version: int | None = None) -> Review:
    """Hand the draft in to be read and talked over (P2)."""
    with transaction.atomic():
        review, row = find_step(review, Step.SUBMIT, by=by, version=version)
        refuse(guards.submit_refusals(submit_facts(review)))
        change(review, {"state": row.target, "submitted_at": now}, by=by, why="handed in", now=now)
        notices.submitted(review, by=by, now=now)
    return review


def send_back(review: Review, *, reason: str, by: Actor, now: datetime, version: int | None = None) -> Review:
    """Ask the authors for changes (P3)."""
    return _move(review, Step.SEND_BACK, reason=reason, by=by, now=now, version=version)


def approve(review: Review, *, by: Actor, now: datetime, version: int | None = None) -> Review:
    """Agree to what was learned and to the actions (P4)."""
    with transaction.atomic():
        review, row = find_step(review, Step.APPROVE, by=by, version=version)
        refuse(guards.approve_refusals(action_facts(review)))
        values = {"state": row.target, "approved_at": now, "approved_by": by.user}
        change(review, values, by=by, why="approved", now=now)
        notices.moved(review, "approved", "", by=by, now=now)
    return review


def publish(
    review: Review, *, is_checked: bool, by: Actor, now: datetime, version: int | None = None
) -> Review:
    """Let all staff learn from it (P5); wording and personal data have been checked by a person."""
    with transaction.atomic():
        review, row = find_step(review, Step.PUBLISH, by=by, version=version)
        refuse({} if is_checked else {"is_checked": "not_checked"})
        change(review, {"state": row.target, "published_at": now}, by=by, why="published", now=now)
        notices.moved(review, "published", "", by=by, now=now)
    return review


def close(review: Review, *, by: Actor, now: datetime, version: int | None = None) -> Review:
    """End the review (P6): every action is proven effective, or its risk accepted."""
    with transaction.atomic():
        review, row = find_step(review, Step.CLOSE, by=by, version=version)
        refuse(guards.close_refusals(action_facts(review)))
        change(review, {"state": row.target, "closed_at": now}, by=by, why="closed", now=now)
        notices.moved(review, "closed", "", by=by, now=now)
    return review


def waive(review: Review, *, reason: str, by: Actor, now: datetime, version: int | None = None) -> Review:
    """Decide that no review is held (P7)."""
    return _move(review, Step.WAIVE, reason=reason, by=by, now=now, version=version)


_HAPPENED = {Step.SEND_BACK: "sent-back", Step.WAIVE: "waived"}


def _move(
    review: Review,
    step: Step,
    *,
    reason: str,
    by: Actor,
    now: datetime,
    version: int | None,
) -> Review:
    """Take a step that needs nothing but a reason."""
    with transaction.atomic():
        review, row = find_step(review, step, by=by, version=version)
        reason = line("reason", reason, limit=MAX_REASON, required=True)
        values: dict[str, Any] = {"state": row.target}
        if step == Step.WAIVE:
            values |= {"waived_at": now, "waived_by": by.user, "waive_reason": reason}
        change(review, values, by=by, why=reason, now=now)
        notices.moved(review, _HAPPENED[step], reason, by=by, now=now)
    return review
