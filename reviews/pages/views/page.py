"""One review: its page, its sections that save alone, its people and its steps."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from reviews.pages.forms import CheckedForm, PeopleForm, ReasonForm, SectionForm, VersionedForm
from reviews.pages.showing import found_with_parts, page_context, section_view
from reviews.pages.views.asking import Question, ask, found, refusal_status, show_newest
from reviews.records.choices import Section, Step
from reviews.records.models import Review
from reviews.records.operations import stepping
from reviews.records.operations.editing import change_people, edit_section


def _found_whole(request: SignedInRequest, number: str) -> Review:
    review = found_with_parts(request, number)
    if review is None:
        raise Http404
    return review


@login_required
def review(request: SignedInRequest, number: str) -> HttpResponse:
    """Show one review."""
    whole = _found_whole(request, number)
    return render(request, "reviews/review.html", page_context(request, whole))


@login_required
def section(request: SignedInRequest, number: str, name: str) -> HttpResponse:
    """Show a section, its form, or save it; a conflict keeps the text and shows the other one."""
    if name not in Section.values:
        raise Http404
    chosen, whole = Section(name), found(request, number)
    if request.GET.get("view"):
        return _shown_section(request, number, chosen)
    form = SectionForm.of(request, review=whole, section=chosen)
    if form.is_bound and form.is_valid():
        text, version = form.cleaned_data["text"], form.cleaned_data["version"]
        by, now = actor_of(request), clock.now()
        if form.submit(edit_section, whole, chosen, text, version=version, by=by, now=now):
            if request.htmx:  # type: ignore[attr-defined]
                return _shown_section(request, number, chosen, is_saved=True)
            messages.success(request, _("Saved."))
            return redirect(f"{whole.get_absolute_url()}#s-{name}")
    theirs = None
    if form.is_stale:
        show_newest(form)
        theirs = section_view(found(request, number), chosen)
    context = {"review": whole, "view": section_view(whole, chosen), "form": form, "theirs": theirs}
    page = "_section_form.html" if request.htmx else "section.html"  # type: ignore[attr-defined]
    return render(request, f"reviews/{page}", context, status=refusal_status(form))


def _shown_section(
    request: SignedInRequest, number: str, chosen: Section, *, is_saved: bool = False
) -> HttpResponse:
    context = page_context(request, _found_whole(request, number))
    context |= {"view": section_view(context["review"], chosen), "is_oob": True}
    response = render(request, "reviews/_section_shown.html", context)
    if is_saved:
        response["HX-Trigger"] = json.dumps({"toast": {"text": _("Saved.")}})
    return response


@login_required
def people(request: SignedInRequest, number: str) -> HttpResponse:
    """Change title and people."""
    whole = found(request, number)
    form = PeopleForm.of(request, review=whole)
    question = Question(_("Title and people"), _("Save"), form, "all")

    def save() -> Any:
        version = form.cleaned_data["version"]
        return change_people(whole, form.people(), by=actor_of(request), now=clock.now(), version=version)

    return ask(request, whole, question, save)


_STEPS: dict[Step, tuple[type[VersionedForm], Any, Any, Any]] = {
    Step.SUBMIT: (
        VersionedForm,
        gettext_lazy("Hand in for review"),
        gettext_lazy("Hand in"),
        gettext_lazy("The facilitator and the service owner are told to read it before you meet."),
    ),
    Step.SEND_BACK: (
        ReasonForm,
        gettext_lazy("Ask for changes"),
        gettext_lazy("Send back to the authors"),
        gettext_lazy("It becomes a draft again; owner and authors read your reason."),
    ),
    Step.APPROVE: (
        VersionedForm,
        gettext_lazy("Approve the review"),
        gettext_lazy("Approve"),
        gettext_lazy("You agree to what was learned and to the actions with their owners and dates."),
    ),
    Step.PUBLISH: (
        CheckedForm,
        gettext_lazy("Publish the review"),
        gettext_lazy("Publish"),
        gettext_lazy("All staff can read and find it, unless it is restricted."),
    ),
    Step.CLOSE: (
        VersionedForm,
        gettext_lazy("Close the review"),
        gettext_lazy("Close review"),
        gettext_lazy("Every action is proven effective or cancelled. Nothing changes after this."),
    ),
    Step.WAIVE: (
        ReasonForm,
        gettext_lazy("Waive the review"),
        gettext_lazy("Waive it"),
        gettext_lazy("No review is held. The reason is kept and listed in the monthly pack."),
    ),
}


@login_required
def step(request: SignedInRequest, number: str, name: str) -> HttpResponse:
    """Ask what a step needs, or take it."""
    if name not in Step.values or Step(name) not in _STEPS:
        raise Http404
    whole, chosen = found(request, number), Step(name)
    form_class, title, button, hint = _STEPS[chosen]
    form = form_class.of(request, initial={"version": whole.version})
    is_danger = chosen == Step.WAIVE
    question = Question(str(title), str(button), form, "all", hint=str(hint), is_danger=is_danger)

    def save() -> Any:
        known = {**form.cleaned_data, "by": actor_of(request), "now": clock.now()}
        return _OPERATIONS[chosen](whole, **known)

    return ask(request, whole, question, save)


_OPERATIONS: dict[Step, Any] = {
    Step.SUBMIT: stepping.submit,
    Step.SEND_BACK: stepping.send_back,
    Step.APPROVE: stepping.approve,
    Step.PUBLISH: stepping.publish,
    Step.CLOSE: stepping.close,
    Step.WAIVE: stepping.waive,
}
