"""Changes before the impact: what may have led to it, and which of it is held against the incident (INV-07)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.operation_form import OperationForm
from incidents.desk.access import staff_page
from incidents.desk.views.incident import found, may_edit
from incidents.intake.changes.choices import Verdict
from incidents.intake.changes.models import Change
from incidents.intake.changes.operations.judging import judge, withdraw
from incidents.intake.changes.queries import changes_about
from incidents.intake.changes.rules import LOOK_BACK

CLEAR = "clear"


@staff_page
def changes(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the changes on their own, or as the part of the incident's page that HTMX asks for."""
    incident = found(request, number)
    standings, has_more = changes_about(incident, request.user)
    context = {
        "incident": incident,
        "standings": standings,
        "has_more": has_more,
        "look_back": LOOK_BACK.days,
        "may_judge": may_edit(request.user) and not incident.is_locked,
    }
    page = "_changes.html" if request.htmx else "changes.html"  # type: ignore[attr-defined]
    return render(request, f"incidents/desk/{page}", context)


@staff_page
@require_POST
def judge_change(request: SignedInRequest, number: str, pk: int, verdict: str) -> HttpResponse:
    """Hold a change against the incident, or no longer."""
    incident = found(request, number)
    change = get_object_or_404(Change.objects.visible_to(request.user).select_related("service"), pk=pk)
    if verdict not in (CLEAR, *Verdict.values):
        raise Http404
    form, by, now = OperationForm(request.POST), actor_of(request), clock.now()
    if verdict == CLEAR:
        is_done = form.submit(withdraw, incident, change, by=by, now=now)
    else:
        is_done = form.submit(judge, incident, change, Verdict(verdict), by=by, now=now)
    if is_done:
        messages.success(request, _("Saved."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(incident)
