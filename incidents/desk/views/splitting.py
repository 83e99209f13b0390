"""Make one message of a timeline an incident of its own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.operation_form import OperationForm
from incidents.desk.access import staff_page
from incidents.desk.views.incident import found
from incidents.desk.views.steps import refusal_status
from incidents.lifecycle.operations.splitting import split, title_for
from incidents.records.choices import EntryKind


class SplitForm(OperationForm):
    """What the new incident is called."""

    title = forms.CharField(
        label=gettext_lazy("Title of the new incident"),
        max_length=200,
        help_text=gettext_lazy(
            "The message is its description, with copies of the files; it stays here, too."
        ),
    )


@staff_page
def split_off(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Ask for a title, and log the message under it."""
    incident = found(request, number)
    rows = incident.entries.visible_to(request.user).filter(kind=EntryKind.PUBLIC)
    entry = get_object_or_404(rows.select_related("author"), pk=pk)
    form = SplitForm.of(request)
    form.fields["title"].initial = title_for(entry)
    if form.is_bound and form.is_valid():
        title = form.cleaned_data["title"]
        if form.submit(split, entry, title=title, by=actor_of(request), now=clock.now()):
            messages.success(request, _("%(number)s is a new incident.") % {"number": form.result.number})
            return redirect(form.result)
    context: dict[str, Any] = {"incident": incident, "form": form, "entry": entry}
    status = refusal_status(form) if form.is_bound else 200
    return render(request, "incidents/desk/split.html", context, status=status)
