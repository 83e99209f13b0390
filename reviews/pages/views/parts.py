"""What a review is made of: its contributing factors and its timeline."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.operation_form import OperationForm
from reviews.pages.forms import FactorForm, MomentForm, VersionedForm
from reviews.pages.views.asking import Question, answer, ask, found, refused
from reviews.records.models import Review
from reviews.records.operations import editing


@login_required
def new_factor(request: SignedInRequest, number: str) -> HttpResponse:
    """Add a contributing factor."""
    review = found(request, number)
    form = FactorForm.of(request)

    def save() -> Any:
        return editing.add_factor(review, form.factor(), by=actor_of(request), now=clock.now())

    return ask(request, review, Question(_("Add a contributing factor"), _("Add factor"), form, "cf"), save)


@login_required
def factor(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Change or remove a contributing factor."""
    review = found(request, number)
    row = get_object_or_404(review.factors.select_related("review"), pk=pk)
    if "remove" in request.POST:
        return _remove(request, review, row, "cf", editing.remove_factor)
    form = FactorForm.of(request, factor=row)

    def save() -> Any:
        version = form.cleaned_data["version"]
        return editing.edit_factor(row, form.factor(), by=actor_of(request), now=clock.now(), version=version)

    question = Question(_("Contributing factor"), _("Save"), form, "cf", remove=_("Remove"))
    return ask(request, review, question, save)


@login_required
def new_moment(request: SignedInRequest, number: str) -> HttpResponse:
    """Add a moment to the timeline."""
    review = found(request, number)
    form = MomentForm.of(request)

    def save() -> Any:
        return editing.add_moment(review, form.happened(), by=actor_of(request), now=clock.now())

    return ask(request, review, Question(_("Add to the timeline"), _("Add entry"), form, "tl"), save)


@login_required
def moment(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Change or remove a moment of the timeline."""
    review = found(request, number)
    row = get_object_or_404(review.timeline.select_related("review"), pk=pk)
    remove = "" if row.mark else _("Remove")
    if "remove" in request.POST:
        return _remove(request, review, row, "tl", editing.remove_moment)
    form = MomentForm.of(request, moment=row)

    def save() -> Any:
        known = {"by": actor_of(request), "now": clock.now(), "version": form.cleaned_data["version"]}
        return editing.edit_moment(row, form.happened(), **known)

    return ask(request, review, Question(_("Timeline entry"), _("Save"), form, "tl", remove=remove), save)


@login_required
@require_POST
def star(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Mark a moment as one the story needs, or take that back."""
    review = found(request, number)
    row = get_object_or_404(review.timeline.select_related("review"), pk=pk)
    form, by = OperationForm(request.POST), actor_of(request)
    if form.submit(editing.star_moment, row, is_starred=not row.is_starred, by=by, now=clock.now()):
        return answer(request, review, "tl", _("Saved."))
    return refused(request, review, form)


def _remove(request: SignedInRequest, review: Review, row: Any, part: str, operation: Any) -> HttpResponse:
    """Take a part away, of the version that was shown."""
    form = VersionedForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    if form.submit(operation, row, by=actor_of(request), version=version):
        return answer(request, review, part, _("Removed."))
    return refused(request, review, form)
