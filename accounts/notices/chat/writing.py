"""Writes a delivery for a chat or SMS service: plain text with one link to the record, none that acts for somebody."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.notices.models import Delivery
from accounts.notices.together import all_in, heading_for
from accounts.notices.wording import full_address, moment, one_line
from accounts.people.models import User


@dataclass(frozen=True, slots=True)
class Text:
    """What is sent: a line above, the text, and where it leads."""

    subject: str
    body: str
    link: str


def text_for(delivery: Delivery) -> Text:
    """Return the text of a delivery with all that goes in it, in the recipient's language.

    Others may read along where it arrives, so the buttons that act for the recipient without a sign-in stay out.
    """
    notices, reader = all_in(delivery), delivery.notice.recipient
    with translation.override(reader.language):
        if len(notices) == 1:
            subject, body = delivery.notice.words_for(delivery.way)
            return Text(one_line(subject), body.strip(), full_address(delivery.notice.path))
        lines = [
            f"{moment(notice.event.occurred_at, reader)}: {one_line(notice.words_for(delivery.way)[0])}"
            for notice in notices
        ]
        path = delivery.notice.path if delivery.bundled_about else reverse("inbox")
        return Text(heading_for(delivery, notices), "\n".join(lines), full_address(path))


def trial_text(reader: User) -> Text:
    """Return what a test says, in the language at hand."""
    body = _("This is a test, asked for by %(name)s. Messages will arrive here like this.")
    return Text(
        _("A test message"), body % {"name": reader.display_name}, full_address(reverse("own_notices"))
    )
