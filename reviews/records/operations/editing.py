"""Write a review: its sections one by one, its people, its contributing factors, its timeline."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.history import delete_as, save_as
from accounts.people.models import User
from reviews.records import notices
from reviews.records.choices import Confidence, MomentKind, Role, Section
from reviews.records.content_models import ContributingFactor, TimelineEntry
from reviews.records.models import Author, Review
from reviews.records.operations.saving import change, lock_part, lock_to_write, told
from reviews.records.queries import was_declared
from reviews.records.refusals import refuse, stale
from reviews.records.roles import roles_on


def edit_section(
    review: Review, section: Section, text: str, *, by: Actor, now: datetime, version: int | None = None
) -> Review:
    """Save one section; only a change of this very section since `version` is a conflict, not one beside it."""
    name = section.value
    with transaction.atomic():
        review = lock_to_write(review, by=by)
        if version is not None and _was_changed(review, name, since=version):
            raise stale(review)
        change(review, told(Review, {name: text}), by=by, why=f"section {name}", now=now)
    return review


def _was_changed(review: Review, field: str, *, since: int) -> bool:
    if review.version == since:
        return False
    seen = review.history.filter(version=since).order_by("-history_id").first()
    return seen is None or getattr(seen, field) != getattr(review, field)


@dataclass(frozen=True, slots=True)
class People:
    """The head of a review: what it is called, whose it is, who may read it."""

    title: str
    owner: User | None
    facilitator: User | None
    authors: Sequence[User]
    visibility: str


_HEAD_ROLES = {Role.OWNER, Role.APPROVER, Role.INCIDENT_MANAGER}


def change_people(
    review: Review, people: People, *, by: Actor, now: datetime, version: int | None = None
) -> Review:
    """Name title, owner, facilitator and authors; after a major incident the facilitator is somebody else (PIR-05)."""
    with transaction.atomic():
        review = lock_to_write(review, by=by)
        if version is not None and review.version != version:
            raise stale(review)
        if not roles_on(review, by) & _HEAD_ROLES:
            raise PermissionDenied(_("Owner, approvers and incident managers decide this."))
        _check_people(review, people)
        had = review.owner
        values = {
            **told(Review, {"title": people.title}, required="title"),
            "owner": people.owner,
            "facilitator": people.facilitator,
            "visibility": people.visibility,
        }
        change(review, values, by=by, why="people and title", now=now)
        _set_authors(review, people.authors, by=by)
        if review.owner != had:
            notices.handed_over(review, by=by, now=now)
    return review


def _check_people(review: Review, people: People) -> None:
    refusals = {}
    named = {"owner": people.owner, "facilitator": people.facilitator}
    for field, somebody in named.items():
        if somebody is not None and not (somebody.is_active and somebody.is_staff_member):
            refusals[field] = "not_staff"
    if any(not (author.is_active and author.is_staff_member) for author in people.authors):
        refusals["authors"] = "not_staff"
    if people.owner and people.owner == people.facilitator and was_declared(review.incident):
        refusals["facilitator"] = "facilitator_is_owner"
    if people.owner is None and review.submitted_at is not None:
        refusals["owner"] = "owner_missing"
    refuse(refusals)


def _set_authors(review: Review, authors: Sequence[User], *, by: Actor) -> None:
    wanted = {author.pk: author for author in authors}
    for row in review.written_by.all():
        if wanted.pop(row.user_id, None) is None:
            delete_as(row, by=by, why="no longer an author")
    for author in wanted.values():
        save_as(Author(review=review, user=author), by=by, why="author")


@dataclass(frozen=True, slots=True)
class Factor:
    """What is said of a contributing factor."""

    statement: str
    category: str
    evidence: str = ""
    confidence: str = Confidence.MEDIUM


def add_factor(review: Review, factor: Factor, *, by: Actor, now: datetime) -> ContributingFactor:
    """Add a condition that contributed."""
    with transaction.atomic():
        review = lock_to_write(review, by=by)
        row = ContributingFactor(review=review, **_checked_factor(factor))
        save_as(row, by=by, why="factor added")
    return row


def edit_factor(
    row: ContributingFactor, factor: Factor, *, by: Actor, now: datetime, version: int | None = None
) -> ContributingFactor:
    """Say it better."""
    with transaction.atomic():
        row = lock_part(row, by=by, version=version)
        change(row, _checked_factor(factor), by=by, why="factor changed", now=now)
    return row


def remove_factor(row: ContributingFactor, *, by: Actor, version: int | None = None) -> None:
    """Take a factor away; its actions stay."""
    with transaction.atomic():
        delete_as(lock_part(row, by=by, version=version), by=by, why="factor removed")


def _checked_factor(factor: Factor) -> dict[str, Any]:
    texts = {"statement": factor.statement, "evidence": factor.evidence}
    return asdict(factor) | told(ContributingFactor, texts, required="statement")


@dataclass(frozen=True, slots=True)
class Happened:
    """What is said of one moment of the timeline."""

    happened_at: datetime
    text: str
    source: str = ""
    kind: str = MomentKind.ACTION
    is_starred: bool = False


def add_moment(review: Review, happened: Happened, *, by: Actor, now: datetime) -> TimelineEntry:
    """Add a moment that the incident does not know of."""
    with transaction.atomic():
        review = lock_to_write(review, by=by)
        row = TimelineEntry(review=review, **_checked_moment(happened))
        save_as(row, by=by, why="moment added")
    return row


def edit_moment(
    row: TimelineEntry, happened: Happened, *, by: Actor, now: datetime, version: int | None = None
) -> TimelineEntry:
    """Correct a moment; what is computed from the incident is corrected there."""
    with transaction.atomic():
        row = lock_part(row, by=by, version=version)
        refuse({"happened_at": "computed"} if row.mark and happened.happened_at != row.happened_at else {})
        values = _checked_moment(happened)
        refuse({"source": "required"} if row.mark and not values["source"] else {})
        change(row, values, by=by, why="moment changed", now=now)
    return row


def star_moment(row: TimelineEntry, *, is_starred: bool, by: Actor, now: datetime) -> TimelineEntry:
    """Mark a moment as one the story needs, or not."""
    with transaction.atomic():
        row = lock_part(row, by=by, version=None)
        change(row, {"is_starred": is_starred}, by=by, why="star", now=now)
    return row


def remove_moment(row: TimelineEntry, *, by: Actor, version: int | None = None) -> None:
    """Take a moment out of the story; the incident keeps it."""
    with transaction.atomic():
        row = lock_part(row, by=by, version=version)
        refuse({"happened_at": "computed"} if row.mark else {})
        delete_as(row, by=by, why="moment removed")


def _checked_moment(happened: Happened) -> dict[str, Any]:
    texts = {"text": happened.text, "source": happened.source}
    return asdict(happened) | told(TimelineEntry, texts, required="text")
