"""Writes one e-mail for several notices: about one record with a count, or a summary over several records."""

from collections.abc import Sequence
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.notices.mail import headers_for, message_for, replies_for
from accounts.notices.models import Delivery, Notice
from accounts.notices.wording import full_address, mail_domain, moment, one_line


def written(delivery: Delivery) -> EmailMultiAlternatives:
    """Return the e-mail of a delivery with all that goes in it; with nothing beside it, its notice as it is."""
    notices = all_in(delivery)
    return _together(delivery, notices) if len(notices) > 1 else message_for(delivery)


def all_in(delivery: Delivery) -> list[Notice]:
    """Return the notices that go in the message of a delivery, in their order."""
    passengers = delivery.passengers.select_related("notice__event__actor")
    notices = [delivery.notice, *(passenger.notice for passenger in passengers)]
    return sorted(notices, key=lambda notice: notice.pk)


def _together(delivery: Delivery, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    reader, is_summary = delivery.notice.recipient, not delivery.bundled_about
    with translation.override(reader.language):
        heading = heading_for(delivery, notices)
        page = {
            "language": translation.get_language(),
            "sender": settings.ORGANISATION_NAME or settings.PRODUCT_NAME,
            "heading": heading,
            "reader": reader,
            "is_summary": is_summary,
            "items": [_item(notice, delivery) for notice in notices],
            "choose_url": full_address(reverse("own_notices")),
        }
        text = render_to_string("mail/together.txt", page)
        html = render_to_string("mail/together.html", page)
    message = EmailMultiAlternatives(
        subject=heading,
        body=text.strip() + "\n",
        to=[formataddr((one_line(reader.display_name), delivery.address))],
        headers=_headers(delivery) if is_summary else headers_for(delivery),
        reply_to=[] if is_summary else replies_for(delivery),
    )
    message.attach_alternative(html, "text/html")
    return message


def _headers(delivery: Delivery) -> dict[str, str]:
    """Return the marks of a summary: it belongs to no thread, and its id leads an answer to no record."""
    kept = {
        name: value for name, value in headers_for(delivery).items() if name.startswith(("Auto", "X-Auto"))
    }
    return {**kept, "Message-ID": f"<summary.{delivery.pk}@{mail_domain()}>", "X-Evenkeel-Notice": "summary"}


def heading_for(delivery: Delivery, notices: Sequence[Notice]) -> str:
    """Return what stands above several messages, in their order and in the language at hand."""
    return _counted(notices, delivery.way) if delivery.bundled_about else _summary(notices)


def _counted(notices: Sequence[Notice], way: str) -> str:
    """Say what happened last, which carries number and priority (COM-02), and how much there is beside it."""
    more = len(notices) - 1
    count = ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
    subject, _body = notices[-1].words_for(way)
    return f"{one_line(subject)} ({count})"


def _summary(notices: Sequence[Notice]) -> str:
    records = len({notice.event.about for notice in notices})
    about = ngettext("on one record", "on %(records)d records", records) % {"records": records}
    return _("Summary: %(count)d messages %(about)s") % {"count": len(notices), "about": about}


def _item(notice: Notice, delivery: Delivery) -> dict[str, Any]:
    event = notice.event
    subject, body = notice.words_for(delivery.way)
    page = (_("Open %(number)s") % {"number": event.about}, notice.path)
    return {
        "subject": one_line(subject),
        "when": moment(event.occurred_at, delivery.notice.recipient),
        "who": event.actor.display_name if event.actor else "",
        "body": body.strip(),
        "links": [(label, full_address(path)) for label, path in [*notice.links, page]],
    }
