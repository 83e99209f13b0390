"""What every message about a review may name of it, and how it is looked up for a preview."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import text
from accounts.notices.templates import Value
from accounts.notices.wording import full_address
from accounts.notices.wordings import Record, Values, Variable
from accounts.people.models import User
from reviews.records.models import Review

EVERY = (
    Variable("number", gettext_lazy("Number of the review"), "REV-1017"),
    Variable("title", gettext_lazy("Title"), gettext_lazy("E-mail arrives late")),
    Variable("state", gettext_lazy("State"), gettext_lazy("Draft")),
    Variable("incident", gettext_lazy("Number of the incident"), "INC-1042"),
    Variable("owner", gettext_lazy("Name of the owner"), "Lena Example"),
    Variable(
        "page",
        gettext_lazy("Address of the page of the review"),
        "https://desk.example.org/reviews/REV-1017/",
    ),
    Variable("recipient", gettext_lazy("Name of whom the message goes to"), "Lena Example"),
)


def path_of(review: Review) -> str:
    """Return the review's page."""
    return reverse("review", args=[review.number])


def facts_for(review: Review, reader: User) -> dict[str, Value]:
    """Return the values of EVERY; what needs a query is read when it is named."""
    return {
        "number": review.number,
        "title": text.unturned(review.title),
        "state": str(review.get_state_display()),
        "incident": lambda: review.incident.number,
        "owner": lambda: review.owner.display_name if review.owner else _("nobody yet"),
        "page": lambda: full_address(path_of(review)),
        "recipient": reader.display_name,
    }


def _look_up(number: str, reader: User) -> Values | None:
    review = Review.objects.visible_to(reader).with_people().filter(number=number).first()
    return None if review is None else facts_for(review, reader)


REVIEW = Record(gettext_lazy("Review"), _look_up)
