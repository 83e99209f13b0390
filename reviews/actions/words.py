"""The standard words of messages about an action of a review."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.wordings import Variable
from reviews.records.words import wording

_WHAT = Variable("what", _("The action"), _("Watch the length of the queue"))

WORDINGS = (
    wording(
        "action-given",
        _("An action has an owner"),
        _("An action is yours"),
        _("%(what)s\n\nDue: %(due)s"),
        _WHAT,
        Variable("due", _("When it is due"), "16 March 2026"),
    ),
    wording(
        "action-moved",
        _("An action has come further"),
        _("Action: %(progress)s"),
        "%(what)s\n\n%(outcome)s",
        _WHAT,
        Variable("progress", _("How far the action has come"), _("Done")),
        Variable("outcome", _("What came of it, if anything"), _("An alert fires at 500 messages")),
    ),
)
