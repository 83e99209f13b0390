"""The list of reviews with its stages, and the board of actions."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.choices import Right
from reviews.actions.choices import SETTLED, ActionState
from reviews.actions.models import ActionItem
from reviews.pages.forms import RequestForm
from reviews.pages.showing import STATE_LOOKS, stage_counts
from reviews.pages.views.asking import refusal_status
from reviews.records.choices import UNDER_WAY, ReviewState
from reviews.records.models import Review
from reviews.records.operations.drafting import request_review

PAGE = 50
CARDS = 10
COLUMNS = (
    (_("Open"), "state-assigned", (ActionState.PROPOSED, ActionState.ACCEPTED, ActionState.NOT_EFFECTIVE)),
    (_("In progress"), "state-in-progress", (ActionState.IN_PROGRESS,)),
    (_("Done, effect to be checked"), "clock", (ActionState.DONE,)),
    (_("Proven effective"), "state-closed", (ActionState.VERIFIED,)),
)


@login_required
def reviews(request: SignedInRequest) -> HttpResponse:
    """Show what people learned, what is due, and whether the actions worked."""
    if not request.user.is_staff_member:
        raise PermissionDenied
    now, visible = clock.now(), Review.objects.visible_to(request.user)
    counts = stage_counts(visible)
    stage = request.GET.get("stage", "")
    stage = stage if stage in ReviewState.values else ""
    rows = _page(visible, stage, request.GET.get("before", ""))
    context = {
        "stage": stage,
        "stages": [
            {"key": state.value, "label": state.label, "count": counts[state.value]} for state in ReviewState
        ],
        "total": sum(counts.values()),
        "under_way": sum(counts[state.value] for state in UNDER_WAY),
        "rows": [_row(review, now) for review in rows[:PAGE]],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "columns": _board(request, now.date()),
        "may_request": request.user.may(Right.REVIEW),
    }
    return render(request, "reviews/reviews.html", context)


def _page(visible: Any, stage: str, before: str) -> list[Review]:
    rows = visible.select_related("owner", "incident").annotate(
        action_count=Count("actions", filter=~Q(actions__state=ActionState.CANCELLED)),
        settled_count=Count("actions", filter=Q(actions__state=ActionState.VERIFIED)),
    )
    if stage:
        rows = rows.filter(state=stage)
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    return list(rows.order_by("-pk")[: PAGE + 1])


def _row(review: Review, now: datetime) -> dict[str, Any]:
    incident = review.incident
    began = incident.occurred_at or incident.detected_at
    total, settled = review.action_count, review.settled_count  # type: ignore[attr-defined]
    return {
        "review": review,
        "tone": STATE_LOOKS[ReviewState(review.state)][0],
        "down": (incident.restored_at - began).total_seconds() if incident.restored_at else None,
        "is_late": review.due_at is not None and review.due_at < now,
        "total": total,
        "settled": settled,
        "share": round(settled / total * 100) if total else 0,
    }


def _board(request: SignedInRequest, today: date) -> list[dict[str, Any]]:
    """Return the actions by column: exact counts, and the first cards of each."""
    visible = ActionItem.objects.visible_to(request.user)
    counts = dict(visible.order_by().values_list("state").annotate(Count("pk")))
    columns = []
    for name, icon, states in COLUMNS:
        count = sum(counts.get(state, 0) for state in states)
        cards = _cards(visible, states, today) if count else []
        columns.append({"name": name, "icon": icon, "count": count, "cards": cards})
    return columns


def _cards(visible: Any, states: tuple[ActionState, ...], today: date) -> list[dict[str, Any]]:
    order = ("-settled_at", "-pk") if set(states) <= set(SETTLED) else ("due_on", "pk")
    rows = visible.filter(state__in=states).select_related("owner", "review").order_by(*order)[:CARDS]
    return [{"row": row, "is_overdue": row.is_overdue(today)} for row in rows]


@login_required
def start_review(request: SignedInRequest) -> HttpResponse:
    """Ask for a review of an incident, named by its number."""
    if not request.user.may(Right.REVIEW):
        raise PermissionDenied
    form = RequestForm.of(request, user=request.user)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        asked = {"reason": said["reason"], "by": actor_of(request), "now": clock.now()}
        if form.submit(request_review, said["incident"], said["rule"], **asked):
            return redirect(form.result)
    return render(request, "reviews/start.html", {"form": form}, status=refusal_status(form))
