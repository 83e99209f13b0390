"""What the views share: finding a review, asking in a dialog or on a page, answering with what changed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access.requests import SignedInRequest
from accounts.operation_form import OperationForm
from reviews.pages.forms import VersionedForm
from reviews.pages.showing import found_with_parts, page_context
from reviews.records.models import Review

# Part of the page -> (its template, the element it replaces).
PARTS = {
    "all": ("reviews/_review.html", "#review"),
    "cf": ("reviews/_factors.html", "#cf"),
    "tl": ("reviews/_timeline.html", "#tl"),
    "act": ("reviews/_actions.html", "#act"),
}


def found(request: SignedInRequest, number: str) -> Review:
    """Return a review that the person may see."""
    return get_object_or_404(Review.objects.visible_to(request.user).with_people(), number=number)


def refusal_status(form: OperationForm) -> int:
    """Return the status of a page that shows a refusal."""
    if not form.is_bound:
        return 200
    if form.refusal_code in ("stale", "not_allowed_from_state"):
        return 409
    return 403 if form.refusal_code == "permission_denied" else 422


@dataclass(frozen=True, slots=True)
class Question:
    """A dialog: its words, its form, and which part of the page shows the answer."""

    title: str
    button: str
    form: OperationForm
    part: str
    hint: str = ""
    remove: str = ""
    is_danger: bool = False


def ask(
    request: SignedInRequest, review: Review, question: Question, save: Callable[[], Any]
) -> HttpResponse:
    """Show the question as a dialog or a page; or save the answer and show the part that changed."""
    form = question.form
    if form.is_bound and form.is_valid() and form.submit(save):
        return answer(request, review, question.part, _("Saved."))
    if form.is_stale and isinstance(form, VersionedForm):
        show_newest(form)
    name = "_ask.html" if request.htmx else "ask.html"  # type: ignore[attr-defined]
    context = {"review": review, "question": question, "form": form}
    return render(request, f"reviews/{name}", context, status=refusal_status(form))


def show_newest(form: VersionedForm) -> None:
    """Let the next try of a refused form be about the version that there is now."""
    for error in form.non_field_errors().as_data():
        version = (error.params or {}).get("version")
        if version is not None:
            form.show_newer(version)


def answer(request: SignedInRequest, review: Review, part: str, sentence: str) -> HttpResponse:
    """Say that it is done: the changed part for HTMX, back to the page without it."""
    template, target = PARTS[part]
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, sentence)
        return redirect(f"{review.get_absolute_url()}{target if part != 'all' else ''}")
    fresh = found_with_parts(request, review.number)
    if fresh is None:
        raise Http404
    context = {**page_context(request, fresh), "is_oob": part != "all"}
    response = render(request, template, context)
    response["HX-Retarget"] = target
    response["HX-Reswap"] = "outerHTML"
    response["HX-Trigger"] = json.dumps({"toast": {"text": sentence}, "dialog:close": {}})
    return response


def refused(request: SignedInRequest, review: Review, form: OperationForm) -> HttpResponse:
    """Say why a button without a dialog did nothing: a message that stays, or one on the page again."""
    said = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if request.htmx:  # type: ignore[attr-defined]
        toast = json.dumps({"toast": {"text": said, "tone": "red"}})
        return HttpResponse(status=204, headers={"HX-Trigger": toast})
    messages.error(request, said)
    return redirect(review)
