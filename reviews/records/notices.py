"""Whom the steps of a review concern, and in which words they are told."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.notices.operations import Happening, Letter, announce
from accounts.notices.wordings import Values, wording_of
from accounts.people.models import User
from reviews.records.letter_facts import facts_for, path_of
from reviews.records.models import Review

Words = Callable[[User], tuple[str, Values]]


def letters_to(
    review: Review, readers: Iterable[User | None], reason: Callable[[], str], words: Words
) -> list[Letter]:
    """Write to each reader once, in the reader's language; `words` gives the key and the values of the message."""
    letters = []
    for reader in dict.fromkeys(person for person in readers if person):
        with translation.override(reader.language):
            key, values = words(reader)
            said = wording_of(f"review.{key}").say({**facts_for(review, reader), **values})
            letters.append(Letter.of(said, reader, reason(), path_of(review)))
    return letters


def tell_readers(
    review: Review, kind: str, letters: list[Letter], *, by: Actor, now: datetime, **facts: Any
) -> None:
    """Record what happened to the review and owe the letters."""
    happening = Happening(f"review.{kind}", review.number, {"version": review.version, **facts})
    announce(happening, letters, by=by, now=now)


def created(review: Review, *, by: Actor, now: datetime) -> None:
    """Tell the owner that the draft is theirs, why there is one and by when it is due."""

    def words(reader: User) -> tuple[str, Values]:
        why = ", ".join(review.rule_names)
        if review.submit_due_at is None:
            return "created.early", {"why": why}
        day = date_format(localtime(review.submit_due_at, reader.zone), "DATE_FORMAT")
        return "created", {"why": why, "day": day}

    letters = letters_to(review, [review.owner], lambda: _("You own the review"), words)
    tell_readers(review, "created", letters, by=by, now=now, rules=review.rules)


def handed_over(review: Review, *, by: Actor, now: datetime) -> None:
    """Tell a new owner that the review is theirs."""

    def words(_reader: User) -> tuple[str, Values]:
        return "handed-over", {"who": by.user.display_name}

    letters = letters_to(review, [review.owner], lambda: _("You own the review"), words)
    tell_readers(review, "handed-over", letters, by=by, now=now)


def submitted(review: Review, *, by: Actor, now: datetime) -> None:
    """Tell the facilitator and the service owner that there is something to read and to approve."""

    def words(_reader: User) -> tuple[str, Values]:
        return "submitted", {"who": by.user.display_name}

    service = review.incident.service
    readers = [review.facilitator, service.owner if service else None]
    letters = letters_to(review, readers, lambda: _("You take part in the review"), words)
    tell_readers(review, "submitted", letters, by=by, now=now)


def moved(review: Review, kind: str, why: str, *, by: Actor, now: datetime) -> None:
    """Tell owner and authors how far the review has come."""

    def words(_reader: User) -> tuple[str, Values]:
        who = by.user.display_name
        return ("moved.why", {"who": who, "why": why}) if why else ("moved", {"who": who})

    readers = [review.owner, *review.authors.all()]
    letters = letters_to(review, readers, lambda: _("You write the review"), words)
    tell_readers(review, kind, letters, by=by, now=now)
