"""Macros on an incident: a list to choose from, a preview that says what will happen, and the doing of it."""

from datetime import datetime

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access.pace import at_typing_pace
from accounts.access.requests import SignedInRequest, actor_of
from accounts.actor import Actor
from accounts.operation_form import OperationForm
from incidents.desk.access import staff_page
from incidents.desk.views.incident import followers_context, found
from incidents.desk.views.steps import answer_done, refusal_status
from incidents.prepared.macros.models import Macro
from incidents.prepared.macros.operations import run_macro
from incidents.prepared.macros.plans import plan_of
from incidents.prepared.macros.queries import macro_named, macros_for
from incidents.records.models import Incident

_LONGEST_QUESTION = 200


class MacroForm(OperationForm):
    """Asks for nothing; a macro is done on the version that its preview showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def run(self, incident: Incident, macro: Macro, *, by: Actor, now: datetime) -> bool:
        """Do it; True when it was done."""
        if not self.is_valid():
            return False
        version = self.cleaned_data["version"]
        return self.submit(run_macro, incident, macro, by=by, now=now, version=version)


@staff_page
@require_safe
@at_typing_pace("q")
def macros(request: SignedInRequest, number: str) -> HttpResponse:
    """List the macros that fit the state of the incident and the person."""
    incident = found(request, number)
    asked = request.GET.get("q", "")[:_LONGEST_QUESTION]
    context = {
        "incident": incident,
        "macros": macros_for(incident, actor_of(request), asked),
        "asked": asked,
    }
    page = "macros"
    if request.htmx:  # type: ignore[attr-defined]
        page = "_macros_found" if request.GET.get("part") == "found" else "_macros"
    return render(request, f"incidents/desk/{page}.html", context)


@staff_page
def macro(request: SignedInRequest, number: str, slug: str) -> HttpResponse:
    """Say what a macro would do, or do it."""
    incident, chosen = found(request, number), macro_named(slug)
    if chosen is None:
        raise Http404
    form = MacroForm.of(request, initial={"version": incident.version})
    if form.is_bound and form.run(incident, chosen, by=actor_of(request), now=clock.now()):
        return answer_done(request, form.result, _("“%(name)s” is done.") % {"name": chosen.name})
    if form.is_bound:
        incident = found(request, number)
    context = {
        "incident": incident,
        "macro": chosen,
        "form": form,
        "plan": plan_of(chosen, incident, by=actor_of(request), now=clock.now()),
        **followers_context(request, incident),
    }
    page = "_macro" if request.htmx else "macro"  # type: ignore[attr-defined]
    status = refusal_status(form) if form.is_bound else 200
    return render(request, f"incidents/desk/{page}.html", context, status=status)
