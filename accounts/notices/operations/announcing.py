"""Announce what happened: the event, a line in each inbox and a row in the outbox, in the caller's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.events import event_recorded
from accounts.notices.choices import Way
from accounts.notices.models import Delivery, Event, Notice
from accounts.notices.wake import wake
from accounts.people.models import User


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told of an event, in that person's words.

    `links` are buttons for mail, as (label, path) pairs; `even_own` also tells the person who acted
    (an acknowledgement), which nothing else does (COM-04). `inbox_only` sends nothing out: to an address that
    answers everything, for one.
    """

    recipient: User
    reason: str
    subject: str
    body: str
    path: str
    links: tuple[tuple[str, str], ...] = ()
    even_own: bool = False
    inbox_only: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a record: `kind` such as incident.resolved, `about` its number."""

    kind: str
    about: str
    facts: dict[str, Any] = field(default_factory=dict)


def announce(
    happening: Happening,
    letters: Iterable[Letter],
    *,
    by: Actor,
    now: datetime,
    send_at: datetime | None = None,
) -> Event:
    """Record the event and owe each recipient one notice, however many roles they have (COM-04).

    With `send_at`, what leaves the house waits until then; the inbox shows it at once.
    """
    event = Event.objects.create(
        kind=happening.kind, about=happening.about, actor=by.user, occurred_at=now, facts=happening.facts
    )
    event_recorded.send(Event, event=event, now=now)
    told = {letter.recipient.pk: letter for letter in reversed(list(letters)) if _is_told(letter, by)}
    notices = Notice.objects.bulk_create(_notice(event, letter, now) for letter in reversed(told.values()))
    addresses = {
        letter.recipient.pk: "" if letter.inbox_only else letter.recipient.email for letter in told.values()
    }
    owed = [
        Delivery(notice=notice, way=Way.EMAIL, address=addresses[notice.recipient_id], due_at=send_at or now)
        for notice in notices
        if addresses[notice.recipient_id]
    ]
    if owed:
        Delivery.objects.bulk_create(owed)
        wake("accounts.notices.tasks.sweep")
    return event


def _is_told(letter: Letter, by: Actor) -> bool:
    if not letter.recipient.is_active or letter.recipient.is_system:
        return False
    return letter.even_own or letter.recipient.pk != by.user.pk


def _notice(event: Event, letter: Letter, now: datetime) -> Notice:
    return Notice(
        event=event,
        recipient=letter.recipient,
        reason=letter.reason[:120],
        subject=letter.subject[:250],
        body=letter.body,
        path=letter.path,
        links=[list(link) for link in letter.links],
        created_at=now,
    )
