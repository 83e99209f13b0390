"""What belongs together: decide a rule's suggestion in one press, gather the reports of a storm on one page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.operation_form import OperationForm
from incidents.desk.access import staff_page
from incidents.desk.forms.gathering import GatherForm, RejectForm
from incidents.desk.views.incident import found, may_edit
from incidents.desk.views.steps import refusal_status
from incidents.intake.correlation.choices import Decision, Tie
from incidents.intake.correlation.models import Suggestion
from incidents.intake.correlation.operations import deciding
from incidents.intake.storms.models import Storm
from incidents.intake.storms.operations import gathering

REJECT = "reject"


@staff_page
@require_POST
def decide(request: SignedInRequest, number: str, pk: int, decision: str) -> HttpResponse:
    """Accept a suggestion as child or as related, or reject it."""
    incident = found(request, number)
    rows = Suggestion.objects.visible_to(request.user)
    suggestion = get_object_or_404(rows.filter(incident=incident) | rows.filter(target=incident), pk=pk)
    if decision not in (REJECT, *Tie.values):
        raise Http404
    form, by, now = OperationForm(request.POST), actor_of(request), clock.now()
    if decision == REJECT:
        is_done = form.submit(deciding.reject, suggestion, by=by, now=now)
    else:
        is_done = form.submit(deciding.accept, suggestion, Tie(decision), by=by, now=now)
    if is_done:
        messages.success(
            request, _("Decided: %(decision)s.") % {"decision": form.result.get_decision_display()}
        )
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(incident)


@staff_page
def storm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the reports of a storm, all ticked, and gather what stays ticked below one parent."""
    row = _found(pk)
    form = GatherForm.of(request, storm=row, user=request.user)
    if form.is_bound and form.is_valid():
        asked = {**form.cleaned_data, "incidents": list(form.cleaned_data["incidents"])}
        if form.submit(gathering.gather, row, **asked, by=actor_of(request), now=clock.now()):
            messages.success(
                request, _("The reports stand below %(number)s.") % {"number": form.result.number}
            )
            return redirect(form.result)
    return _page(request, row, form, RejectForm())


@staff_page
@require_POST
def reject_storm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep why the reports do not belong together."""
    row = _found(pk)
    form, by, now = RejectForm(request.POST), actor_of(request), clock.now()
    if form.is_valid() and form.submit(gathering.reject, row, **form.cleaned_data, by=by, now=now):
        messages.success(request, _("Kept apart."))
        return redirect("queue")
    return _page(request, row, GatherForm(storm=row, user=request.user), form)


def _found(pk: int) -> Storm:
    return get_object_or_404(Storm.objects.select_related("service", "parent", "decided_by"), pk=pk)


def _page(request: SignedInRequest, row: Storm, form: GatherForm, rejection: RejectForm) -> HttpResponse:
    reports = list(row.reports_for(request.user)[: gathering.MOST_AT_ONCE + 1])
    refused = next((one for one in (form, rejection) if one.is_bound), None)
    context: dict[str, Any] = {
        "storm": row,
        "form": form,
        "rejection": rejection,
        "reports": reports[: gathering.MOST_AT_ONCE],
        "has_more": len(reports) > gathering.MOST_AT_ONCE,
        "is_going_on": row.ended_at is None and row.decision != Decision.REJECTED,
        "may_reject": row.decision == Decision.OPEN,
        "may_edit": may_edit(request.user),
    }
    return render(
        request, "incidents/desk/storm.html", context, status=refusal_status(refused) if refused else 200
    )
