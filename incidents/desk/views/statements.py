"""What an incident means for people: the newest statement, the earlier ones, and a new one (INV-10)."""

from datetime import datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.actor import Actor
from accounts.moment_field import MomentField
from accounts.operation_form import OperationForm
from incidents.desk.access import staff_page
from incidents.desk.forms.fields import WholeNumberField, text_area
from incidents.desk.views.incident import found, may_edit
from incidents.desk.views.steps import answer_done, refusal_status
from incidents.lifecycle.operations.stating import LONGEST, state_impact
from incidents.records.models import Incident
from incidents.records.statement_models import ImpactStatement

_MOST = 50


class StatementForm(OperationForm):
    """Who cannot do what, since when, how many."""

    what = forms.CharField(label=gettext_lazy("Who cannot do what"), max_length=LONGEST, widget=text_area(4))
    since = MomentField(label=gettext_lazy("Since"), required=False)
    how_many = WholeNumberField(
        label=gettext_lazy("How many people"), min_value=0, max_value=10_000_000, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def run(self, incident: Incident, *, by: Actor, now: datetime) -> bool:
        """Add the statement; True when it was added."""
        if not self.is_valid():
            return False
        return self.submit(state_impact, incident, **self.cleaned_data, by=by, now=now)


@staff_page
def impact(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the statements on their own or as a part of the incident's page, or add one."""
    incident = found(request, number)
    rows = list(ImpactStatement.objects.filter(incident=incident)[:_MOST])
    newest = rows[0] if rows else None
    initial = {"version": incident.version, "what": incident.impact_statement}
    if newest is not None:
        initial |= {"since": newest.since, "how_many": newest.how_many}
    form = StatementForm.of(request, initial=initial)
    if form.is_bound and form.run(incident, by=actor_of(request), now=clock.now()):
        return answer_done(request, incident, _("The impact is stated."))
    context = {
        "incident": incident,
        "newest": newest,
        "earlier": rows[1:],
        "form": form,
        "may_state": may_edit(request.user) and not incident.is_locked,
        "now_is": found(request, number) if form.is_stale else None,
    }
    page = "impact"
    if request.htmx:  # type: ignore[attr-defined]
        page = "_impact" if "panel" in request.GET else "_impact_form"
    status = refusal_status(form) if form.is_bound else 200
    return render(request, f"incidents/desk/{page}.html", context, status=status)
