"""Prepared texts for the composer: a list to choose from, and what fits a short name that is being typed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access.pace import at_typing_pace
from accounts.access.requests import SignedInRequest
from incidents.desk.access import staff_page
from incidents.desk.drafting import composer_draft
from incidents.desk.views.incident import followers_context, found, may_edit, steps_context
from incidents.prepared.texts.queries import text_for, texts_for

_LONGEST_QUESTION = 200
# What HTMX asks for: rows below a search, or what fits behind :: in the composer.
PARTS = {"found": "_texts_found", "complete": "_texts_complete"}


@staff_page
@require_safe
@at_typing_pace("q")
def texts(request: SignedInRequest, number: str) -> HttpResponse:
    """List the texts with the values of the incident put in."""
    incident = found(request, number)
    asked = request.GET.get("q", "")[:_LONGEST_QUESTION]
    context = {"incident": incident, "texts": texts_for(incident, request.user, asked), "asked": asked}
    page = "texts"
    if request.htmx:  # type: ignore[attr-defined]
        page = PARTS.get(request.GET.get("part", ""), "_texts")
    return render(request, f"incidents/desk/{page}.html", context)


@staff_page
@require_safe
def text(request: SignedInRequest, number: str, slug: str) -> HttpResponse:
    """Begin the composer with a text, behind what waits there; for browsers without a script."""
    incident = found(request, number)
    if not may_edit(request.user):
        raise PermissionDenied
    if incident.is_locked:
        return redirect(incident)
    chosen = text_for(incident, request.user, slug)
    if chosen is None:
        raise Http404
    context: dict[str, Any] = {
        **steps_context(request, incident),
        **followers_context(request, incident),
        **composer_draft(request.user, incident),
    }
    context["drafted"] = f"{context.get('drafted', '')}\n\n{chosen.text}".strip()
    return render(request, "incidents/desk/write.html", context)
