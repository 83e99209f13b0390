"""Inline edit of properties, with the conflict shown side by side when somebody else was faster."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from incidents.catalogue.choices import Level
from incidents.desk.access import staff_page
from incidents.desk.forms.properties import MAKERS, NextStepForm, PropertyForm
from incidents.desk.views.incident import found, fresh_context, may_edit
from incidents.desk.views.steps import answer_done, refusal_status
from incidents.records.models import Incident
from incidents.templatetags.desk import property_value


@staff_page
def edit_property(request: SignedInRequest, number: str, name: str) -> HttpResponse:
    """Show the field of a property, or save it; `?view` puts the value back."""
    if name not in MAKERS:
        raise Http404
    incident = found(request, number)
    is_htmx = bool(request.htmx)  # type: ignore[attr-defined]
    context: dict[str, Any] = {"incident": incident, "name": name, "may_edit": may_edit(request.user)}
    if is_htmx and "view" in request.GET:
        return render(request, "incidents/desk/_prop.html", context)
    form = PropertyForm.of(request, incident=incident, name=name, user=request.user, now=clock.now())
    if form.is_bound and form.run(by=actor_of(request), now=clock.now()):
        return _answer_saved(request, form.result, context)
    context |= {
        "form": form,
        "bound": form[name],
        "conflict": _conflict(request, form) if form.is_stale else None,
    }
    status = refusal_status(form) if form.is_bound else 200
    template = "_prop_edit.html" if is_htmx else "property.html"
    return render(request, f"incidents/desk/{template}", context, status=status)


def _answer_saved(request: SignedInRequest, incident: Incident, context: dict[str, Any]) -> HttpResponse:
    sentence = _("%(number)s saved.") % {"number": incident.number}
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, sentence)
        return redirect(incident)
    incident = found(request, incident.number)
    context |= fresh_context(request, incident)
    response = render(request, "incidents/desk/_prop_saved.html", context)
    response["HX-Trigger"] = json.dumps(
        {"toast": {"text": sentence}, "incident:changed": {"number": incident.number}}
    )
    return response


def _in_words(form: PropertyForm) -> Any:
    """Return what was chosen or typed as people read it."""
    value: Any = form.cleaned_data.get(form.name, form.data.get(form.name, ""))
    field = form.fields[form.name]
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return dict(Level.choices).get(value, value)
    return value


def _conflict(request: SignedInRequest, form: PropertyForm) -> dict[str, Any]:
    """Return both texts, who changed it, and the version to save upon."""
    current = found(request, form.incident.number)
    last = current.history.order_by("-history_id").first()
    return {
        "theirs": property_value(current, form.name),
        "mine": _in_words(form),
        "who": last.actor_name if last else "",
        "at": last.history_date if last else None,
        "version": current.version,
    }


@staff_page
def next_step(request: SignedInRequest, number: str) -> HttpResponse:
    """Ask what is done next and when, or plan it."""
    incident = found(request, number)
    initial = {name: getattr(incident, name) for name in ("next_step", "next_step_at", "version")}
    form = NextStepForm.of(request, initial=initial)
    if form.is_bound and form.run(incident, by=actor_of(request), now=clock.now()):
        return answer_done(request, form.result, _("%(number)s saved.") % {"number": incident.number})
    context = {
        "incident": incident,
        "form": form,
        "now_is": found(request, number) if form.is_stale else None,
    }
    page = "_next_step" if request.htmx else "next_step"  # type: ignore[attr-defined]
    status = refusal_status(form) if form.is_bound else 200
    return render(request, f"incidents/desk/{page}.html", context, status=status)
