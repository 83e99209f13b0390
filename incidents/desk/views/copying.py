"""Log a copy of an incident, or a child of it; one address is the dialog and the page."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.actor import Actor
from incidents.catalogue.choices import Copyable
from incidents.catalogue.queries import copied_fields
from incidents.desk.access import staff_page
from incidents.desk.forms.steps import StepForm
from incidents.desk.steps import CHILD, COPY, STEPS
from incidents.desk.views.incident import found
from incidents.desk.views.steps import refusal_status
from incidents.lifecycle.operations import copying
from incidents.records.models import Incident


class CopyForm(StepForm):
    title, button = gettext_lazy("Copy %s"), gettext_lazy("Log the copy")
    is_child = False

    def prepare(self) -> None:
        copied = copied_fields(for_child=self.is_child)
        names = ", ".join(str(Copyable(name).label) for name in copied if name != Copyable.TITLE)
        told = _("Copied besides: %(names)s. How it was resolved is never copied.") % {"names": names}
        nothing = _("Nothing else is copied.")
        self.fields["title"] = forms.CharField(
            label=_("Title of the new incident"),
            max_length=200,
            initial=self.incident.title if Copyable.TITLE in copied else "",
            help_text=told if names else nothing,
        )

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return copying.copy(self.incident, as_child=self.is_child, **self.values(), by=by, now=now)


class ChildForm(CopyForm):
    title, button = gettext_lazy("Child of %s"), gettext_lazy("Log the child")
    is_child = True


@staff_page
def copy_incident(request: SignedInRequest, number: str) -> HttpResponse:
    """Ask for a title, and log the copy under it."""
    return _page(request, number, COPY, CopyForm)


@staff_page
def create_child(request: SignedInRequest, number: str) -> HttpResponse:
    """Ask for a title, and log the child under it."""
    return _page(request, number, CHILD, ChildForm)


def _page(request: SignedInRequest, number: str, step: str, shape: type[CopyForm]) -> HttpResponse:
    incident = found(request, number)
    form = shape.of(request, incident=incident, user=request.user)
    is_htmx = bool(request.htmx)  # type: ignore[attr-defined]
    if form.is_bound and form.run(by=actor_of(request), now=clock.now()):
        made: Incident = form.result
        messages.success(request, _("%(number)s is a new incident.") % {"number": made.number})
        return HttpResponseClientRedirect(made.get_absolute_url()) if is_htmx else redirect(made)
    context: dict[str, Any] = {
        "incident": incident,
        "form": form,
        "step": STEPS[step],
        "title": shape.title % incident.number,
    }
    page = "_transition.html" if is_htmx else "transition.html"
    status = refusal_status(form) if form.is_bound else 200
    return render(request, f"incidents/desk/{page}", context, status=status)
