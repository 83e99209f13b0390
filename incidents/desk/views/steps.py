"""Dialogs and pages of the life cycle's steps; one address is the dialog for HTMX and a page without it."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.operation_form import OperationForm
from incidents.desk.access import staff_page
from incidents.desk.clocks import faces_for, hang
from incidents.desk.forms.merging import UnmergeForm
from incidents.desk.forms.steps import FORMS as STEP_FORMS
from incidents.desk.forms.steps import StepForm
from incidents.desk.steps import STEPS, UNMERGE
from incidents.desk.views.incident import found, fresh_context
from incidents.desk.views.queue import columns_at, preview_context
from incidents.lifecycle.operations.moving import assign
from incidents.records.models import Incident

FORMS: dict[str, type[StepForm]] = {**STEP_FORMS, UNMERGE: UnmergeForm}


def answer_done(
    request: SignedInRequest, incident: Incident, sentence: str, *, undo: dict[str, str] | None = None
) -> HttpResponse:
    """Say that it is done, perhaps with `undo`: fresh parts of the page for HTMX, back to the page without it."""
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, sentence)
        return redirect(incident)
    incident = found(request, incident.number)
    path = (request.htmx.current_url_abs_path or "").partition("?")[0]  # type: ignore[attr-defined]
    toast = {"text": sentence, "undo": undo} if undo else {"text": sentence}
    told = {"toast": toast, "dialog:close": {}, "incident:changed": {"number": incident.number}}
    if _is_board(path):
        # The card stands in another column now: the board asks for all of them.
        response = HttpResponse(status=204)
        response["HX-Trigger"] = json.dumps(told)
        return response
    if path.startswith(reverse("queue")):
        hang([incident], faces_for([incident], clock.now()))
        context = {
            **preview_context(request, incident),
            "is_current": True,
            "columns": columns_at(request, path),
        }
        response = render(request, "incidents/desk/_after_step_in_queue.html", context)
    else:
        response = render(request, "incidents/desk/_after_step.html", fresh_context(request, incident))
    response["HX-Trigger"] = json.dumps(told)
    return response


def _is_board(path: str) -> bool:
    try:
        return resolve(path).url_name == "board"
    except Resolver404:
        return False


def refusal_status(form: OperationForm) -> int:
    """Return the status of a page that shows a refusal."""
    if form.refusal_code in ("stale", "not_allowed_from_state"):
        return 409
    return 403 if form.refusal_code == "permission_denied" else 422


@staff_page
def transition(request: SignedInRequest, number: str, action: str) -> HttpResponse:
    """Show what a step asks for, or do it."""
    if action not in FORMS:
        raise Http404
    incident = found(request, number)
    form = FORMS[action].of(request, incident=incident, user=request.user)
    if form.is_bound and form.run(by=actor_of(request), now=clock.now()):
        return answer_done(request, form.result, _said(form.result))
    context: dict[str, Any] = {
        "incident": incident,
        "form": form,
        "step": STEPS[action],
        "title": form.title % incident.number,
        "now_is": found(request, number) if form.is_stale else None,
    }
    page = "_transition.html" if request.htmx else "transition.html"  # type: ignore[attr-defined]
    status = refusal_status(form) if form.is_bound else 200
    return render(request, f"incidents/desk/{page}", context, status=status)


def _said(incident: Incident) -> str:
    return _("%(number)s is “%(state)s” now.") % {
        "number": incident.number,
        "state": incident.get_state_display(),
    }


@staff_page
@require_POST
def take(request: SignedInRequest, number: str) -> HttpResponse:
    """Assign it to oneself, in one press."""
    incident = found(request, number)
    form = OperationForm(request.POST)
    if form.submit(assign, incident, assignee=request.user, by=actor_of(request), now=clock.now()):
        return answer_done(request, form.result, _("%(number)s is yours.") % {"number": number})
    refusal = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if request.htmx:  # type: ignore[attr-defined]
        response = HttpResponse(status=refusal_status(form))
        response["HX-Reswap"] = "none"
        response["HX-Trigger"] = json.dumps({"toast": {"text": refusal, "tone": "red"}})
        return response
    messages.error(request, refusal)
    return redirect(incident)
