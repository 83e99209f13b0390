"""What people are told of reviews and their actions, as rows of their matrix."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.reach.topics import Topic

_GROUP = _("Reviews and the product")

TOPICS = (
    Topic("review", _("Steps of a review that you take part in"), _GROUP),
    Topic("action", _("An action that is yours or of your review"), _GROUP),
)

KINDS = {"review.": "review", "review.action-given": "action", "review.action-moved": "action"}
