"""Writes the e-mail for a notice: headers, a text part with every fact and link, and an HTML part."""

import re
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.notices.answers import answers_to
from accounts.notices.models import Delivery, Notice
from accounts.notices.wording import full_address, mail_domain, moment, one_line

_EDGE = re.compile(r"\n\s*\n")


def message_for(delivery: Delivery) -> EmailMultiAlternatives:
    """Write the message in the recipient's language; the same delivery always gives the same message id."""
    notice = delivery.notice
    with translation.override(notice.recipient.language):
        page = _page(notice, *notice.words_for(delivery.way))
        text = render_to_string("mail/notice.txt", page)
        html = render_to_string("mail/notice.html", page)
    message = EmailMultiAlternatives(
        subject=page["subject"],
        body=text.strip() + "\n",
        to=[formataddr((one_line(notice.recipient.display_name), delivery.address))],
        headers=headers_for(delivery),
        reply_to=replies_for(delivery),
    )
    message.attach_alternative(html, "text/html")
    return message


def replies_for(delivery: Delivery) -> list[str]:
    """Return where an answer goes; empty: to whom the message is from."""
    address = answers_to(delivery.notice.event.about)
    return [address] if address else []


def headers_for(delivery: Delivery) -> dict[str, str]:
    """Return ids that hold over attempts, a thread per record, and the marks that keep automatic answers away."""
    about = re.sub(r"[^a-z0-9-]", "", delivery.notice.event.about.lower()) or "notices"
    thread = f"<{about}.thread@{mail_domain()}>"
    return {
        "Message-ID": f"<{delivery.pk}@{mail_domain()}>",
        "In-Reply-To": thread,
        "References": thread,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Evenkeel-Notice": delivery.notice.event.kind,
    }


def _page(notice: Notice, subject: str, body: str) -> dict[str, Any]:
    event, reader = notice.event, notice.recipient
    subject, body = one_line(subject), body.strip()
    page_url = full_address(notice.path)
    buttons = [(label, full_address(path)) for label, path in notice.links]
    facts = [(_("When"), moment(event.occurred_at, reader))]
    if event.actor is not None:
        facts.insert(0, (_("Who"), event.actor.display_name))
    return {
        "language": translation.get_language(),
        "sender": settings.ORGANISATION_NAME or settings.PRODUCT_NAME,
        "about": event.about,
        "subject": subject,
        "heading": subject.removeprefix(f"[{event.about}]").strip(),
        "reader": reader,
        "body": body,
        "paragraphs": _EDGE.split(body),
        "buttons": buttons or [(_("Open %(number)s") % {"number": event.about}, page_url)],
        "facts": facts,
        "page_url": page_url,
        "reason": notice.reason,
    }
