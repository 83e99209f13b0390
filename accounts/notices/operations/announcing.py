"""Announce what happened: the event, a line in each inbox and a row in the outbox, in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists

from accounts.actor import Actor
from accounts.events import events_recorded, listeners
from accounts.notices.models import Delivery, Event, Notice
from accounts.notices.operations.owing import Told, deliveries_for
from accounts.notices.operations.templating import in_chosen_words, own_words_for
from accounts.notices.reach.queries import Reach, reach_and_answers
from accounts.notices.wake import wake
from accounts.notices.wordings import Said, Values
from accounts.people.models import User

_OWN_WORDS = "own_words"


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told of an event, in that person's words.

    `links` are buttons for mail, as (label, path) pairs; `even_own` also tells the person who acted
    (an acknowledgement), which nothing else does (COM-04). `inbox_only` sends nothing out: to an address that
    answers everything, for one. `key` names the wording and `values` what stands in it, so that administrators
    may word it themselves; `words` is what they wrote, by way.
    """

    recipient: User
    reason: str
    subject: str
    body: str
    path: str
    links: tuple[tuple[str, str], ...] = ()
    even_own: bool = False
    inbox_only: bool = False
    key: str = ""
    values: Values = field(default_factory=dict)
    words: dict[str, list[str]] | None = None

    @classmethod
    def of(cls, said: Said, recipient: User, reason: str, path: str, **options: Any) -> "Letter":
        """Return a letter with a message of a wording."""
        return cls(
            recipient, reason, said.subject, said.body, path, key=said.key, values=said.values, **options
        )


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a record: `kind` such as incident.resolved, `about` its number.

    `owner` is the id of the person whose record it is; `is_urgent` says that nothing of the reader's may hold it back.
    """

    kind: str
    about: str
    facts: dict[str, Any] = field(default_factory=dict)
    owner: int | None = None
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something that happened and who is told of it; with `send_at`, what leaves the house waits until then."""

    happening: Happening
    letters: Iterable[Letter]
    send_at: datetime | None = None


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
    return announce_all([Announcement(happening, letters, send_at)], by=by, now=now)[0]


def announce_all(announcements: Sequence[Announcement], *, by: Actor, now: datetime) -> list[Event]:
    """Announce several happenings of one moment in their order, with as few statements as one of them takes."""
    letters = [_told(each.letters, by) for each in announcements]
    keys = {letter.key for each in letters for letter in each} - {""}
    reaches, answers = _reaches_and_answers(letters, keys)
    if answers.get(_OWN_WORDS):
        letters = in_chosen_words(letters, keys)
    events = Event.objects.bulk_create(_event(each.happening, by, now) for each in announcements)
    idle = {name for name in listeners if answers.get(name) is False}
    events_recorded.send(Event, events=events, now=now, idle=idle)
    written = [
        (
            _notice(event, letter, now),
            Told(
                letter.recipient,
                each.happening.kind,
                is_own=letter.recipient.pk == each.happening.owner,
                is_urgent=each.happening.is_urgent,
                is_inbox_only=letter.inbox_only,
                send_at=each.send_at or now,
            ),
        )
        for event, each, told in zip(events, announcements, letters, strict=True)
        for letter in told
    ]
    Notice.objects.bulk_create(notice for notice, _how in written)
    owed = deliveries_for(written, reaches)
    if owed:
        Delivery.objects.bulk_create(owed)
        wake("accounts.notices.tasks.sweep")
    return events


def _reaches_and_answers(
    letters: Sequence[Sequence[Letter]], keys: Collection[str]
) -> tuple[Mapping[int, Reach], Mapping[str, bool]]:
    """Return how those who are told are reached, and who else has anything to do with it; one query, or none."""
    readers = {letter.recipient.pk for each in letters for letter in each}
    if not readers:
        return {}, {}
    questions = {name: is_listening() for name, is_listening in listeners.items()}
    if keys:
        questions[_OWN_WORDS] = Exists(own_words_for(keys).order_by())
    return reach_and_answers(readers, questions)


def _told(letters: Iterable[Letter], by: Actor) -> list[Letter]:
    """Return the first letter to each of those who are told."""
    first = {letter.recipient.pk: letter for letter in reversed(list(letters)) if _is_told(letter, by)}
    return list(reversed(first.values()))


def _is_told(letter: Letter, by: Actor) -> bool:
    if not letter.recipient.is_active or letter.recipient.is_system:
        return False
    return letter.even_own or letter.recipient.pk != by.user.pk


def _event(happening: Happening, by: Actor, now: datetime) -> Event:
    return Event(
        kind=happening.kind, about=happening.about, actor=by.user, occurred_at=now, facts=happening.facts
    )


def _notice(event: Event, letter: Letter, now: datetime) -> Notice:
    return Notice(
        event=event,
        recipient=letter.recipient,
        reason=letter.reason[:120],
        subject=letter.subject[:250],
        body=letter.body,
        words=letter.words,
        path=letter.path,
        links=[list(link) for link in letter.links],
        created_at=now,
    )
