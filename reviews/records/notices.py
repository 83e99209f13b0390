"""Whom the steps of a review concern, and in which words they are told."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.notices.operations import Happening, Letter, announce
from accounts.people.models import User
from reviews.records.models import Review

Words = Callable[[User], tuple[str, str]]


def path_of(review: Review) -> str:
    """Return the review's page."""
    return reverse("review", args=[review.number])


def letters_to(
    review: Review, readers: Iterable[User | None], reason: Callable[[], str], words: Words
) -> list[Letter]:
    """Write to each reader once, in the reader's language; `words` gives what happened and the text."""
    letters = []
    for reader in dict.fromkeys(person for person in readers if person):
        with translation.override(reader.language):
            happened, body = words(reader)
            subject = f"[{review.number}] {happened}: {review.title}"
            letters.append(Letter(reader, reason(), subject, body, path_of(review)))
    return letters


def tell_readers(
    review: Review, kind: str, letters: list[Letter], *, by: Actor, now: datetime, **facts: Any
) -> None:
    """Record what happened to the review and owe the letters."""
    happening = Happening(f"review.{kind}", review.number, {"version": review.version, **facts})
    announce(happening, letters, by=by, now=now)


def created(review: Review, *, by: Actor, now: datetime) -> None:
    """Tell the owner that the draft is theirs, why there is one and by when it is due."""

    def words(reader: User) -> tuple[str, str]:
        why = ", ".join(review.rule_names)
        if review.submit_due_at is None:
            return _("A review will be due"), _(
                "It is yours as soon as the incident is resolved. Why: %(why)s."
            ) % {"why": why}
        day = date_format(localtime(review.submit_due_at, reader.zone), "DATE_FORMAT")
        return _("A review is due"), _(
            "The draft is ready and filled from %(incident)s. Hand it in by %(day)s. Why: %(why)s."
        ) % {"incident": review.incident.number, "day": day, "why": why}

    letters = letters_to(review, [review.owner], lambda: _("You own the review"), words)
    tell_readers(review, "created", letters, by=by, now=now, rules=review.rules)


def handed_over(review: Review, *, by: Actor, now: datetime) -> None:
    """Tell a new owner that the review is theirs."""

    def words(_reader: User) -> tuple[str, str]:
        who = by.user.display_name
        return _("You own this review"), _("%(who)s made you the owner of this review.") % {"who": who}

    letters = letters_to(review, [review.owner], lambda: _("You own the review"), words)
    tell_readers(review, "handed-over", letters, by=by, now=now)


def submitted(review: Review, *, by: Actor, now: datetime) -> None:
    """Tell the facilitator and the service owner that there is something to read and to approve."""

    def words(_reader: User) -> tuple[str, str]:
        who = by.user.display_name
        return _("Ready to be read"), _("%(who)s handed the review in. Read it before you meet.") % {
            "who": who
        }

    service = review.incident.service
    readers = [review.facilitator, service.owner if service else None]
    letters = letters_to(review, readers, lambda: _("You take part in the review"), words)
    tell_readers(review, "submitted", letters, by=by, now=now)


def moved(review: Review, kind: str, body: str, *, by: Actor, now: datetime) -> None:
    """Tell owner and authors how far the review has come."""

    def words(_reader: User) -> tuple[str, str]:
        state = review.get_state_display()
        return state, body or _("%(who)s moved the review to “%(state)s”.") % {
            "who": by.user.display_name,
            "state": state,
        }

    readers = [review.owner, *review.authors.all()]
    letters = letters_to(review, readers, lambda: _("You write the review"), words)
    tell_readers(review, kind, letters, by=by, now=now)
