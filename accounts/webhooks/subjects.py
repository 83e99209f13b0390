"""What may be subscribed to, and what a call says of it; the apps above add their kinds and how they are described."""

from collections.abc import Callable, Iterable
from typing import Any

from accounts.access.backends import warm_rights
from accounts.notices.models import Event
from accounts.people.models import User

# Returns what this reader may know of the event's record; None if that is nothing.
Describe = Callable[[Event, User], dict[str, Any] | None]

TEST = "webhook.test"
_KINDS: dict[str, Describe] = {}


def add_kinds(kinds: Iterable[str], describe: Describe) -> None:
    """Offer kinds of events, and say how they are told."""
    _KINDS.update(dict.fromkeys(kinds, describe))


def known_kinds() -> list[str]:
    """Return what may be subscribed to, in the order of the alphabet."""
    return sorted(_KINDS)


def told_of(event: Event, reader: User) -> dict[str, Any] | None:
    """Return the details that the reader may know; None if there are none."""
    describe = _KINDS.get(event.kind)
    if describe is None or not reader.is_active:
        return None
    warm_rights([reader])
    return describe(event, reader)
