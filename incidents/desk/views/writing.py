"""The composer: public replies and work notes, with files."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import clock
from accounts.access.pace import at_typing_pace
from accounts.access.requests import SignedInRequest, actor_of
from accounts.actor import Actor
from accounts.drafts.operations import forget_draft
from accounts.once_form import OnceForm
from accounts.operation_form import OperationForm
from accounts.people.models import User
from incidents.desk.access import staff_page
from incidents.desk.drafting import place_of
from incidents.desk.views.incident import followers_context, found, fresh_context, steps_context
from incidents.desk.views.steps import refusal_status
from incidents.lifecycle.mentions import mentioned_in, names_for
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.records.form_fields import FilesField
from incidents.records.models import Incident
from incidents.records.operations.attaching import attach
from incidents.records.operations.starring import star
from incidents.records.timeline_models import Entry

_LONGEST_NAME = 60
MODES = {"public": EntryKind.PUBLIC, "note": EntryKind.WORK_NOTE}


class ComposerForm(OnceForm):
    """Words, who may read them, and files."""

    mode = forms.ChoiceField(choices=[(mode, mode) for mode in MODES], initial="public")
    body = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea, max_length=50_000)
    uploads = FilesField(label=gettext_lazy("Files"), required=False)
    anyway = forms.BooleanField(required=False)

    barred: list[User] = []

    def clean(self) -> dict[str, Any]:
        """Say before a note is written whom it calls on in vain; it is taken once that is confirmed (INV-13)."""
        values = super().clean()
        confirmed = values.pop("anyway", False)
        if values.get("mode") == "note" and not confirmed:
            self.barred = mentioned_in(values.get("body", "")).barred
        if self.barred:
            names = ", ".join(person.display_name for person in self.barred)
            self.add_error(
                "body", _("Work notes are for staff: %(names)s will not be told.") % {"names": names}
            )
        return values

    def save_words(self, incident: Incident, *, by: Actor) -> Entry:
        """Write the words and hang the files on them, all or nothing."""
        now = clock.now()
        with transaction.atomic():
            entry = comment(
                incident, MODES[self.cleaned_data["mode"]], self.cleaned_data["body"], by=by, now=now
            )
            for file in self.cleaned_data["uploads"]:
                attach(entry.incident, file, entry=entry, by=by, now=now)
        return entry

    def found(self, key: str) -> Entry:
        return Entry.objects.select_related("incident").get(pk=key)


@staff_page
@require_POST
def write(request: SignedInRequest, number: str) -> HttpResponse:
    """Add a reply or a note; a refusal keeps the words in the composer."""
    incident = found(request, number)
    form = ComposerForm.of(request)
    is_htmx = bool(request.htmx)  # type: ignore[attr-defined]
    if form.is_valid() and form.submit(form.save_words, incident, by=actor_of(request)):
        forget_draft(request.user, place_of(incident), form.token)
        mode = form.cleaned_data["mode"]
        sentence = _("Sent.") if mode == "public" else _("Noted.")
        if not is_htmx:
            messages.success(request, sentence)
            return redirect(form.result.incident)
        # The next words are meant for the same readers: a note must not become a reply by itself.
        context = {**fresh_context(request, found(request, number)), "mode": mode}
        response = render(request, "incidents/desk/_after_writing.html", context)
        response["HX-Trigger"] = json.dumps(
            {"toast": {"text": sentence}, "incident:changed": {"number": number}}
        )
        return response
    context = {
        **steps_context(request, incident),
        **followers_context(request, incident),
        "composer": form,
        "mode": form["mode"].value(),
    }
    if is_htmx:
        return render(request, "incidents/desk/_composer.html", context, status=refusal_status(form))
    return render(request, "incidents/desk/write.html", context, status=refusal_status(form))


@staff_page
@require_safe
@at_typing_pace("q")
def mentions(request: SignedInRequest, number: str) -> HttpResponse:
    """Offer the names that may stand behind @ in a note."""
    incident = found(request, number)
    names = names_for(incident, request.GET.get("q", "")[:_LONGEST_NAME])
    return render(request, "incidents/desk/_mentions.html", {"names": names})


@staff_page
@require_POST
def star_entry(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Mark an entry for the review, or take the mark away (INV-06)."""
    incident = found(request, number)
    entry = get_object_or_404(Entry.objects.visible_to(request.user), pk=pk, incident=incident)
    form, is_starred = OperationForm(request.POST), request.POST.get("starred") == "1"
    is_done = form.submit(star, entry, is_starred=is_starred, by=actor_of(request), now=clock.now())
    if not request.htmx:  # type: ignore[attr-defined]
        if not is_done:
            messages.error(request, " ".join(str(error) for error in form.non_field_errors()))
        return redirect(incident)
    context = {"address": request.path, "starred": is_starred if is_done else entry.is_starred}
    return render(
        request, "incidents/desk/_star.html", context, status=200 if is_done else refusal_status(form)
    )
