"""The sentences of refusals, each with its code; the doors show them as they are."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.records.models import Review

SENTENCES = {
    "required": gettext_lazy("Fill this in."),
    "summary_missing": gettext_lazy("Write the summary, for readers who were not there."),
    "summary_long": gettext_lazy("Shorten the summary to 120 words."),
    "owner_missing": gettext_lazy("Name an owner."),
    "factor_missing": gettext_lazy("Add at least one contributing factor."),
    "source_missing": gettext_lazy("Say for every starred entry where it is known from."),
    "action_incomplete": gettext_lazy(
        "Give every action an owner, a due date and a way to check its effect."
    ),
    "action_open": gettext_lazy("Some actions are not proven effective yet. Check them, or cancel them."),
    "not_checked": gettext_lazy("Confirm that wording and personal data have been checked."),
    "not_staff": gettext_lazy("Choose somebody who works here and whose account is active."),
    "facilitator_is_owner": gettext_lazy("After a major incident the facilitator is not the owner."),
    "other_review": gettext_lazy("This factor belongs to another review."),
    "computed": gettext_lazy("This moment comes from the incident. Correct it there."),
    "promise_needs_both": gettext_lazy("An accepted action needs this. Choose another value."),
    "move_reason": gettext_lazy("Say why the date moves."),
    "web_address": gettext_lazy("Write an address that begins with https://."),
    "not_asked": gettext_lazy("Choose what the review is asked for."),
}


def refuse(refusals: Mapping[str, str]) -> None:
    """Raise a guard's refusals, all at once; nothing happens when there are none."""
    if refusals:
        raise ValidationError(
            {field: ValidationError(SENTENCES[code], _class_of(code)) for field, code in refusals.items()}
        )


def _class_of(code: str) -> str:
    return "required" if code == "required" else "guard_failed"


def not_allowed(review: Review, action: str, allowed: Iterable[str]) -> ValidationError:
    """Return the refusal of an action outside the table; it carries the state and what is allowed."""
    sentence = _("%(action)s is not possible while the review is “%(state)s”.") % {
        "action": action,
        "state": review.get_state_display(),
    }
    refusal = ValidationError(sentence, "not_allowed_from_state")
    refusal.params = {"state": review.state, "allowed_actions": [str(step) for step in allowed]}
    return refusal


def finished(review: Review) -> ValidationError:
    """Return the refusal of a change to a text that is settled."""
    return not_allowed(review, _("Writing"), ())


def stale(row: Any) -> ValidationError:
    """Return the refusal of a change that was made to an older version; it carries the version there is now."""
    refusal = ValidationError(
        _("Somebody changed this in the meantime. Your text is kept: compare and save again."), "stale"
    )
    refusal.params = {"version": row.version}
    return refusal
