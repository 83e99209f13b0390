"""Merge an incident into another one, after a look at what that does; one address is the dialog and the page."""

from collections import Counter
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from incidents.desk.access import staff_page
from incidents.desk.forms.merging import MergeForm
from incidents.desk.steps import MERGE, STEPS, UNMERGE
from incidents.desk.views.incident import found
from incidents.desk.views.steps import answer_done, refusal_status
from incidents.intake.models import Alert
from incidents.lifecycle.merging import Part, parts_of
from incidents.records.models import Incident


@staff_page
def merge(request: SignedInRequest, number: str) -> HttpResponse:
    """Ask what goes where, show what that does, or do it."""
    incident = found(request, number)
    form = MergeForm.of(request, incident=incident, user=request.user)
    context: dict[str, Any] = {"parts": []}
    if form.is_bound and form.is_valid():
        if "preview" in request.POST:
            context = _preview(request, form)
        elif form.run(by=actor_of(request), now=clock.now()):
            return answer_done(request, form.result, _said(form.result), undo=_undo(form))
    context |= {
        "incident": incident,
        "form": form,
        "step": STEPS[MERGE],
        "title": form.title % incident.number,
        "now_is": found(request, number) if form.is_stale else None,
    }
    page = "_merge.html" if request.htmx else "merge.html"  # type: ignore[attr-defined]
    return render(
        request, f"incidents/desk/{page}", context, status=refusal_status(form) if form.errors else 200
    )


def _said(incident: Incident) -> str:
    told = {"number": incident.number, "survivor": incident.duplicate_of and incident.duplicate_of.number}
    return _("%(number)s goes on as %(survivor)s.") % told


def _undo(form: MergeForm) -> dict[str, str] | None:
    """Return how one merge is taken back in one press; of several, each has its own way back."""
    if len(form.incidents) > 1:
        return None
    return {"label": _("Undo"), "url": reverse("transition", args=[form.incident.number, UNMERGE])}


def _preview(request: SignedInRequest, form: MergeForm) -> dict[str, Any]:
    survivor = Incident.objects.with_people().get(pk=form.cleaned_data["into"].pk)
    incidents = form.incidents
    alerts = Counter(
        dict(
            Alert.objects.filter(incident__in=incidents)
            .order_by()
            .values_list("incident")
            .annotate(n=Count("pk"))
        )
    )
    parts = parts_of(incidents, survivor, actor_of(request))
    return {
        "survivor": survivor,
        "parts": [(part, moves_of(part, alerts[part.incident.pk])) for part in parts],
        "may_merge": not any(part.refusal for part in parts),
    }


def moves_of(part: Part, alerts: int) -> list[str]:
    """Return what moves with an incident, and what does not, in words."""
    told = [
        (part.replies, ngettext("%d reply moves", "%d replies move", part.replies)),
        (part.notes, ngettext("%d work note moves", "%d work notes move", part.notes)),
        (part.files, ngettext("%d file moves", "%d files move", part.files)),
        (alerts, ngettext("%d alert moves", "%d alerts move", alerts)),
        (part.open_tasks, ngettext("%d open task stays here", "%d open tasks stay here", part.open_tasks)),
    ]
    return [words % count for count, words in told if count]
