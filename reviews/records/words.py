"""The standard words of messages about a review; administrators may put others in their place (ADM-05)."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.notices.wordings import Variable, Wording, Words
from reviews.records.letter_facts import EVERY, REVIEW

_WHO = Variable("who", _("Name of whom it was done by"), "Agnes Example")
_RULES = Variable("why", _("Why there is a review"), _("Major incident"))


def wording(key: str, label: Words, happened: Words, body: Words, *own: Variable) -> Wording:
    """Return a message about a review."""
    subject = format_lazy("[%(number)s] {}: %(title)s", happened)
    return Wording(f"review.{key}", label, subject, body, (*EVERY, *own), REVIEW)


WORDINGS = (
    wording(
        "created",
        _("A review is due"),
        _("A review is due"),
        _("The draft is ready and filled from %(incident)s. Hand it in by %(day)s. Why: %(why)s."),
        _RULES,
        Variable("day", _("By which day"), "9 March 2026"),
    ),
    wording(
        "created.early",
        _("A review will be due"),
        _("A review will be due"),
        _("It is yours as soon as the incident is resolved. Why: %(why)s."),
        _RULES,
    ),
    wording(
        "handed-over",
        _("A review has another owner"),
        _("You own this review"),
        _("%(who)s made you the owner of this review."),
        _WHO,
    ),
    wording(
        "submitted",
        _("A review was handed in"),
        _("Ready to be read"),
        _("%(who)s handed the review in. Read it before you meet."),
        _WHO,
    ),
    wording(
        "moved",
        _("A review was approved, published or closed"),
        "%(state)s",
        _("%(who)s moved the review to “%(state)s”."),
        _WHO,
    ),
    wording(
        "moved.why",
        _("A review was sent back or waived"),
        "%(state)s",
        "%(why)s",
        _WHO,
        Variable("why", _("The reason"), _("The time of detection is missing")),
    ),
)
