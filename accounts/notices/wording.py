"""How notices write things down: instants in the reader's zone, text that fits on one line, full addresses."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.people.models import User


def moment(instant: datetime, reader: User) -> str:
    """Return an instant in the reader's zone, named (COM-03)."""
    local = localtime(instant, reader.zone)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M} ({local.tzname()})"


def one_line(text: str) -> str:
    """Return a text that is fit for a header: on one line and without control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def full_address(path: str) -> str:
    """Return the address of a path of ours, for somebody who is outside."""
    return f"{settings.BASE_URL}{path}"


def mail_domain() -> str:
    """Return what stands behind the @ in the ids of our messages."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"
