"""Messages that could not be stored stay on their server: written down, tried a few times, then left alone (E49)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db.models import F

from accounts.actor import Actor, require
from accounts.choices import Right
from incidents.intake.mail.imap import Waiting
from incidents.intake.mail.models import MOST_TRIES, Mailbox, Unstored

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Left:
    """What could not be stored of one mailbox, as long as its server counts as it does: tries by message."""

    mailbox: Mailbox
    validity: int
    tries: dict[int, int] = field(default_factory=dict)

    @property
    def alone(self) -> frozenset[int]:
        """Return the messages that are not tried any more."""
        return frozenset(uid for uid, tries in self.tries.items() if tries >= MOST_TRIES)

    def last(self, messages: Iterable[Waiting]) -> list[Waiting]:
        """Put what failed before behind the others, so that it keeps none of them waiting."""
        return sorted(messages, key=lambda one: (self.tries.get(one.uid, 0), one.uid))

    def note(self, message: Waiting, problem: str, *, now: datetime) -> None:
        """Write down that a message could not be stored, and why."""
        told = {"problem": problem[:500], "size": message.size, "failed_at": now}
        place = self._place(message)
        row, is_new = Unstored.objects.get_or_create(mailbox=self.mailbox, place=place, defaults=told)
        if not is_new:
            Unstored.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, **told)

    def forget(self, message: Waiting) -> None:
        """Take off the list what is stored now."""
        if message.uid in self.tries:
            Unstored.objects.filter(mailbox=self.mailbox, place=self._place(message)).delete()

    def _place(self, message: Waiting) -> str:
        return f"{self.validity}/{message.uid}"


def left_in(mailbox: Mailbox, validity: int) -> Left:
    """Return what could not be stored; a server that counts anew makes the earlier places mean nothing."""
    rows = Unstored.objects.filter(mailbox=mailbox)
    known = dict(rows.values_list("place", "attempts"))
    now_valid = f"{validity}/"
    if any(not place.startswith(now_valid) for place in known):
        rows.exclude(place__startswith=now_valid).delete()
    tries = {
        int(place.removeprefix(now_valid)): n for place, n in known.items() if place.startswith(now_valid)
    }
    return Left(mailbox, validity, tries)


def try_again(row: Unstored, *, by: Actor, now: datetime, why: str = "") -> None:
    """Let the next look into the mailbox try to store the message as if for the first time."""
    require(by, Right.CONFIGURE)
    Unstored.objects.filter(pk=row.pk).delete()
    log.info("mail_tried_again", mailbox=row.mailbox.slug, place=row.place, by=by.user.username, why=why)
