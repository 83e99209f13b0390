"""“I noticed this”: one line from any page becomes an incident; the rest can wait (CH-16)."""

import json
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.once_form import OnceForm
from accounts.operation_form import OperationForm
from incidents.desk.access import staff_page
from incidents.desk.views.incident import found
from incidents.desk.views.steps import refusal_status
from incidents.lifecycle.operations.noticing import may_take_back, notice_this, take_back
from incidents.records.models import Incident


class NoticeForm(OnceForm):
    """One line."""

    aliases = {"title": "line"}

    line = forms.CharField(
        label=gettext_lazy("What did you notice?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )

    def found(self, key: str) -> Incident:
        return Incident.objects.get(pk=key)


@staff_page
def notice(request: SignedInRequest) -> HttpResponse:
    """Ask for the line, or log it; `about` in the address is the incident whose page was open."""
    about = _about(request)
    form = NoticeForm.of(request, auto_id="noticed_%s")
    line = form["line"].value() or ""
    if form.is_bound and form.submit(notice_this, line, about=about, by=actor_of(request), now=clock.now()):
        return _done(request, form.result)
    page = "_notice.html" if request.htmx else "notice.html"  # type: ignore[attr-defined]
    status = refusal_status(form) if form.is_bound else 200
    return render(request, f"incidents/desk/{page}", {"form": form, "about": about}, status=status)


def _about(request: SignedInRequest) -> Incident | None:
    number = request.GET.get("about", "")[:24]
    if not number or "\x00" in number:
        return None
    return Incident.objects.visible_to(request.user).select_related("service").filter(number=number).first()


def _done(request: SignedInRequest, incident: Incident) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("noticed", incident.number)
    toast = {
        "text": _("%(number)s is logged.") % {"number": incident.number},
        "undo": {"label": _("Undo"), "url": reverse("noticed", args=[incident.number])},
        "link": {"href": incident.get_absolute_url(), "textContent": _("Open")},
    }
    response = HttpResponse(status=204)
    response["HX-Trigger"] = json.dumps({"dialog:close": {}, "toast": toast})
    return response


@staff_page
def noticed(request: SignedInRequest, number: str) -> HttpResponse:
    """Say what was logged, or take it back."""
    incident = found(request, number)
    form = OperationForm.of(request)
    if form.is_bound and form.submit(take_back, incident, by=actor_of(request), now=clock.now()):
        incident = form.result
    text = _("%(number)s is cancelled.") if not incident.is_open else _("%(number)s is logged.")
    refusal = " ".join(str(error) for error in form.non_field_errors()) if form.is_bound else ""
    if request.method == "POST" and request.htmx:  # type: ignore[attr-defined]
        toast: dict[str, Any] = {"text": refusal or text % {"number": number}}
        response = HttpResponse(status=refusal_status(form) if refusal else 204)
        response["HX-Reswap"] = "none"
        response["HX-Trigger"] = json.dumps({"toast": {**toast, **({"tone": "red"} if refusal else {})}})
        return response
    context = {
        "incident": incident,
        "refusal": refusal,
        "title": text % {"number": number},
        "may_take_back": incident.is_open and may_take_back(incident, actor_of(request), clock.now()),
    }
    status = refusal_status(form) if refusal else 200
    return render(request, "incidents/desk/noticed.html", context, status=status)
