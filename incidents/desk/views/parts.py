"""What hangs on an incident: files, links, watchers, tasks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.actor import Actor
from accounts.moment_field import MomentField
from accounts.notices.queries import deliveries_about
from accounts.once_form import OnceForm
from accounts.operation_form import OperationForm
from incidents.desk.access import staff_page
from incidents.desk.forms.fields import NumberField, OrganisationField, PersonField, TeamField
from incidents.desk.views.incident import found
from incidents.desk.views.steps import refusal_status
from incidents.records.choices import LinkKind
from incidents.records.form_fields import FilesField
from incidents.records.models import Affected, Incident, Watcher
from incidents.records.operations.attaching import attach
from incidents.records.operations.relating import (
    add_task,
    drop_affected,
    link,
    mark_task,
    name_affected,
    unlink,
    unwatch,
    watch,
)
from incidents.records.queries import versions_of


class LinkForm(OperationForm):
    """Another incident and how the two belong together."""

    kind = forms.ChoiceField(label=gettext_lazy("How"), choices=LinkKind)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["target"] = NumberField(
            user=user, label=gettext_lazy("Incident"), help_text=_("Its number.")
        )


class TaskForm(OnceForm):
    """A piece of work."""

    title = forms.CharField(label=gettext_lazy("Task"), max_length=200)
    assignee = PersonField(label=gettext_lazy("Assignee"), required=False)
    due_at = MomentField(label=gettext_lazy("Due"), required=False)
    is_mandatory = forms.BooleanField(label=gettext_lazy("Must be done before resolving"), required=False)


class FilesForm(OnceForm):
    """Files, and whether they are for staff only."""

    uploads = FilesField(label=gettext_lazy("Files"))
    is_private = forms.BooleanField(label=gettext_lazy("For staff only"), required=False)


class AffectedForm(OperationForm):
    """Who is affected, beside the requester: somebody, a team, an organisation, or several of these at once."""

    person = PersonField(label=gettext_lazy("Person"), required=False, empty_label=gettext_lazy("Nobody"))
    team = TeamField(label=gettext_lazy("Team"), required=False, empty_label=gettext_lazy("None"))
    organisation = OrganisationField(
        label=gettext_lazy("Organisation"),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("Members of a team or an organisation do not see the incident for that."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not any(values.values()):
            self.add_error("person", _("Choose a person, a team or an organisation."))
        return values

    def name(self, incident: Incident, *, by: Actor, now: datetime) -> list[Affected]:
        """Name all that was chosen, or nothing."""
        with transaction.atomic():
            chosen = [target for target in self.cleaned_data.values() if target is not None]
            return [name_affected(incident, target, by=by, now=now) for target in chosen]


class WatcherForm(OperationForm):
    """Somebody who shall follow the incident."""

    person = PersonField(label=gettext_lazy("Person"))
    may_reply = forms.BooleanField(label=gettext_lazy("May reply"), required=False, initial=True)


def _part_page(
    request: SignedInRequest,
    incident: Incident,
    form: OperationForm,
    title: Any,
    button: Any,
    save: Callable[[], Any],
) -> HttpResponse:
    """Show a small form, or save it and go back to the incident."""
    if form.is_bound and form.is_valid() and form.submit(save):
        messages.success(request, _("Saved."))
        return redirect(incident)
    context = {"incident": incident, "form": form, "title": title, "button": button}
    status = refusal_status(form) if form.is_bound else 200
    return render(request, "incidents/desk/part.html", context, status=status)


@staff_page
def add_link(request: SignedInRequest, number: str) -> HttpResponse:
    """Link another incident."""
    incident = found(request, number)
    form = LinkForm.of(request, user=request.user)

    def save() -> Any:
        kind = LinkKind(form.cleaned_data["kind"])
        return link(incident, form.cleaned_data["target"], kind, by=actor_of(request), now=clock.now())

    return _part_page(request, incident, form, _("Link an incident"), _("Link"), save)


@staff_page
@require_POST
def remove_link(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Take a link away."""
    incident = found(request, number)
    row = get_object_or_404(incident.links_out.select_related("source", "target"), pk=pk)
    form = OperationForm(request.POST)
    if not form.submit(unlink, row, by=actor_of(request), now=clock.now()):
        messages.error(request, _("The link is still there: you may not remove it."))
    return redirect(incident)


@staff_page
def add_new_task(request: SignedInRequest, number: str) -> HttpResponse:
    """Add a task."""
    incident = found(request, number)
    form = TaskForm.of(request)

    def save() -> Any:
        return add_task(incident, **form.cleaned_data, by=actor_of(request), now=clock.now())

    return _part_page(request, incident, form, _("Add a task"), _("Add task"), save)


@staff_page
@require_POST
def toggle_task(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Mark a task as done, or take that back."""
    incident = found(request, number)
    task = get_object_or_404(incident.tasks, pk=pk)
    form = OperationForm(request.POST)
    if not form.submit(mark_task, task, done=task.done_at is None, by=actor_of(request), now=clock.now()):
        messages.error(request, _("Not saved: you may not change tasks."))
    return redirect(incident)


@staff_page
def add_files(request: SignedInRequest, number: str) -> HttpResponse:
    """Attach files."""
    incident = found(request, number)
    form = FilesForm.of(request)
    form.aliases = {"file": "uploads"}

    def save() -> Any:
        files: list[UploadedFile[Any]] = form.cleaned_data["uploads"]
        is_private = form.cleaned_data["is_private"]
        by, now = actor_of(request), clock.now()
        with transaction.atomic():
            return [attach(incident, file, by=by, now=now, is_private=is_private) for file in files]

    return _part_page(request, incident, form, _("Attach files"), _("Attach"), save)


@staff_page
@require_POST
def toggle_watch(request: SignedInRequest, number: str) -> HttpResponse:
    """Follow the incident, or stop following it."""
    incident = found(request, number)
    is_watching = Watcher.objects.filter(incident=incident, user=request.user).exists()
    form = OperationForm(request.POST)
    form.submit(
        unwatch if is_watching else watch, incident, request.user, by=actor_of(request), now=clock.now()
    )
    return redirect(incident)


@staff_page
def add_watcher(request: SignedInRequest, number: str) -> HttpResponse:
    """Let somebody follow the incident."""
    incident = found(request, number)
    form = WatcherForm.of(request)

    def save() -> Any:
        person, may_reply = form.cleaned_data["person"], form.cleaned_data["may_reply"]
        return watch(incident, person, may_reply=may_reply, by=actor_of(request), now=clock.now())

    return _part_page(request, incident, form, _("Add a watcher"), _("Add"), save)


@staff_page
def add_affected(request: SignedInRequest, number: str) -> HttpResponse:
    """Name somebody else, or a group, that is affected."""
    incident = found(request, number)
    form = AffectedForm.of(request)

    def save() -> Any:
        return form.name(incident, by=actor_of(request), now=clock.now())

    return _part_page(request, incident, form, _("Who else is affected?"), _("Add"), save)


@staff_page
@require_POST
def remove_affected(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Take somebody or a group out of those affected."""
    incident = found(request, number)
    row = get_object_or_404(incident.affected.select_related("user", "team", "organisation"), pk=pk)
    form = OperationForm(request.POST)
    if not form.submit(drop_affected, incident, row.target, by=actor_of(request), now=clock.now()):
        refusal = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, _("%(name)s is still named.") % {"name": row} + f" {refusal}")
    return redirect(incident)


@staff_page
def history(request: SignedInRequest, number: str) -> HttpResponse:
    """Show every version with its differences, and every entry."""
    incident = found(request, number)
    context = {
        "incident": incident,
        "versions": versions_of(incident),
        "deliveries": deliveries_about(incident.number)[:200],
        "entries": incident.entries.visible_to(request.user).select_related("author").order_by("-id"),
    }
    return render(request, "incidents/desk/history.html", context)
