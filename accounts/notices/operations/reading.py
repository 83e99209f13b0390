"""Mark notices as read."""

from collections.abc import Iterable
from datetime import datetime

from accounts.notices.models import Notice
from accounts.people.models import User


def mark_read(user: User, notices: Iterable[int] | None, *, now: datetime, up_to: int | None = None) -> int:
    """Mark the person's notices as read; None means all. Returns how many were unread.

    `up_to` is the newest notice the person has seen: what arrived after the page was drawn stays unread.
    """
    unread = Notice.objects.visible_to(user).unread()
    if notices is not None:
        unread = unread.filter(pk__in=list(notices))
    if up_to is not None:
        unread = unread.filter(pk__lte=up_to)
    return unread.update(read_at=now)
