"""Action items: what will be done, and the moves of each."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from reviews.actions.choices import Move
from reviews.actions.models import ActionItem
from reviews.actions.operations import add_action, edit_action, move_action
from reviews.pages.forms import ActionForm, NoteForm
from reviews.pages.views.asking import Question, ask, found
from reviews.records.models import Review


@login_required
def new_action(request: SignedInRequest, number: str) -> HttpResponse:
    """Propose an action."""
    review = found(request, number)
    form = ActionForm.of(request, review=review)

    def save() -> Any:
        return add_action(review, form.plan(), by=actor_of(request), now=clock.now())

    return ask(request, review, Question(_("Add an action"), _("Add action"), form, "act"), save)


@login_required
def action(request: SignedInRequest, number: str, position: int) -> HttpResponse:
    """Change what is said of an action."""
    review = found(request, number)
    row = _found_action(review, position)
    form = ActionForm.of(request, review=review, action=row)

    def save() -> Any:
        said, now = form.cleaned_data, clock.now()
        known = {"move_reason": said["move_reason"], "version": said["version"], "now": now}
        return edit_action(row, form.plan(), by=actor_of(request), **known)

    title = _("Action %(position)d") % {"position": row.position}
    return ask(request, review, Question(title, _("Save"), form, "act"), save)


@login_required
def move(request: SignedInRequest, number: str, position: int, name: str) -> HttpResponse:
    """Take an action one step on."""
    if name not in Move.values:
        raise Http404
    review, chosen = found(request, number), Move(name)
    row = _found_action(review, position)
    form = NoteForm.of(request, initial={"version": row.version})
    form.aliases = {"owner": "note", "due_on": "note"}

    def save() -> Any:
        known = {**form.cleaned_data, "by": actor_of(request), "now": clock.now()}
        return move_action(row, chosen, **known)

    is_danger = chosen == Move.CANCEL
    question = Question(
        row.statement, str(chosen.label), form, "act", hint=str(_HINTS[chosen]()), is_danger=is_danger
    )
    return ask(request, review, question, save)


_HINTS = {
    Move.ACCEPT: lambda: _("The owner promises it for the due date."),
    Move.START: lambda: _("Work on it begins."),
    Move.FINISH: lambda: _("It is finished once its effect has been checked."),
    Move.VERIFY: lambda: _("Say how you know that it worked."),
    Move.REFUTE: lambda: _("Say what happened all the same."),
    Move.REOPEN: lambda: _("The owner takes it up again."),
    Move.CANCEL: lambda: _("Say who accepts the risk, and why."),
}


def _found_action(review: Review, position: int) -> ActionItem:
    rows = review.actions.select_related("review", "review__incident", "owner", "factor")
    return get_object_or_404(rows, position=position)
