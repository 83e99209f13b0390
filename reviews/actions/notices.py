"""Who is told of an action, and in which words."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.notices.wordings import Values
from accounts.people.models import User
from reviews.actions.models import ActionItem
from reviews.records.notices import letters_to, tell_readers


def given(action: ActionItem, *, by: Actor, now: datetime) -> None:
    """Tell the owner that the action is theirs."""

    def words(_reader: User) -> tuple[str, Values]:
        due = date_format(action.due_on, "DATE_FORMAT") if action.due_on else _("no date yet")
        return "action-given", {"what": action.statement, "due": due}

    letters = letters_to(action.review, [action.owner], lambda: _("You own the action"), words)
    tell_readers(action.review, "action-given", letters, by=by, now=now, action=action.position)


def moved(action: ActionItem, *, by: Actor, now: datetime) -> None:
    """Tell the action's and the review's owner how far it has come."""

    def words(_reader: User) -> tuple[str, Values]:
        return "action-moved", {
            "what": action.statement,
            "outcome": action.outcome,
            "progress": action.get_state_display(),
        }

    readers = [action.owner, action.review.owner]
    letters = letters_to(action.review, readers, lambda: _("You take part in the review"), words)
    tell_readers(
        action.review, "action-moved", letters, by=by, now=now, action=action.position, state=action.state
    )
