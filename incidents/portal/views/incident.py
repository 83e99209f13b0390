"""One incident as its requester sees it: steps, whose turn it is, messages."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.choices import Channel
from accounts.operation_form import OperationForm
from incidents.lifecycle.choices import Action
from incidents.lifecycle.guards import REOPEN_WINDOW
from incidents.lifecycle.roles import steps_for
from incidents.portal.forms import AnswerForm, ReplyForm
from incidents.portal.promises import promises_of
from incidents.portal.queries import circle_of, thread_of
from incidents.portal.words import day_of, may_be_confirmed, news_of, steps_of, whose_turn
from incidents.records.choices import EntryKind, State
from incidents.records.models import Incident


def found(request: SignedInRequest, number: str) -> Incident:
    """Return an incident that the person may see, or 404."""
    if "\0" in number:
        # PostgreSQL refuses even to compare text with this character.
        raise Http404
    rows = Incident.objects.with_people().select_related("resolved_by")
    return get_object_or_404(rows.visible_to(request.user), number=number)


def refusal_status(form: OperationForm) -> int:
    """Return the status of a page that shows a refusal."""
    if form.refusal_code == "not_allowed_from_state":
        return 409
    return 403 if form.refusal_code == "permission_denied" else 422


def context_of(request: SignedInRequest, incident: Incident, **forms: OperationForm) -> dict[str, Any]:
    """Return everything that the page and its fragments show."""
    is_yours = incident.requester_id == request.user.pk
    allowed = steps_for(incident, actor_of(request, Channel.PORTAL)) if is_yours else []
    circle, thread = circle_of(incident), thread_of(incident)
    for entry in thread.entries:
        is_own = is_yours and entry.author_id == request.user.pk
        news = news_of(entry, is_yours=is_own) if entry.kind == EntryKind.STORY else ""
        entry.news = news  # type: ignore[attr-defined]
    return {
        "incident": incident,
        "is_yours": is_yours,
        "steps": steps_of(incident, is_yours=is_yours),
        "turn": whose_turn(incident, is_yours=is_yours),
        "promises": promises_of(incident, clock.now(), is_yours=is_yours),
        "thread": thread,
        "others": circle.others(request.user),
        "may_write": circle.may_write(request.user),
        "may_answer": Action.REOPEN in allowed and incident.state == State.RESOLVED,
        "may_confirm": Action.CLOSE in allowed and may_be_confirmed(incident),
        "may_withdraw": Action.CANCEL in allowed and incident.state == State.NEW,
        "reopen_until": day_of(incident.resolved_at + REOPEN_WINDOW) if incident.resolved_at else "",
        "reply": forms.get("reply") or ReplyForm(),
        "answer": forms.get("answer") or AnswerForm(),
    }


def page(
    request: SignedInRequest, incident: Incident, *, status: int = 200, **forms: OperationForm
) -> HttpResponse:
    """Show the whole page."""
    context = context_of(request, incident, **forms)
    return render(request, "incidents/portal/incident.html", context, status=status)


@login_required
@require_safe
def incident(request: SignedInRequest, number: str) -> HttpResponse:
    """Show one incident in plain words; HTMX asks for the messages alone."""
    row = found(request, number)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "incidents/portal/_thread.html", context_of(request, row))
    return page(request, row)
