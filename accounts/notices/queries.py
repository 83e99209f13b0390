"""Questions about the inbox and the outbox."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from accounts import keyset
from accounts.notices.models import Delivery, DeliveryQuerySet, Event, Notice, NoticeQuerySet
from accounts.people.figures import counted
from accounts.people.models import User


def unread_count(user: User) -> int:
    """Return how many notices wait, counted to 100 at most."""
    return len(Notice.objects.visible_to(user).unread().values_list("pk", flat=True)[:100])


def unread_figure(user: User, _now: datetime) -> Combinable:
    """Return how many notices wait, as a part of the query for the frame of the page."""
    return counted(Notice.objects.visible_to(user).unread())


def oldest_due(now: datetime) -> datetime | None:
    """Return since when the oldest delivery that could be tried has waited."""
    oldest: datetime | None = Delivery.objects.due(now).aggregate(oldest=Min("due_at"))["oldest"]
    return oldest


def deliveries_about(number: str) -> DeliveryQuerySet:
    """Return the delivery log of a record that the reader may see, newest first (COM-06)."""
    log = Delivery.objects.filter(notice__event__about=number)
    return log.select_related("notice__event", "notice__recipient").order_by("-notice_id", "way")


DEFERRED_SHOWN = 20


def deferred_for(user: User, now: datetime) -> list[Delivery]:
    """Return the first messages that wait for the end of the person's quiet hours or for a summary (COM-05)."""
    waiting = Delivery.objects.waiting().filter(bundled_for=user, carrier=None, attempts=0, due_at__gt=now)
    return list(waiting.select_related("notice").order_by("due_at", "notice_id")[:DEFERRED_SHOWN])


@dataclass(frozen=True, slots=True)
class Told:
    """How many people were told of one event by one way (none: in the inbox alone) with one outcome."""

    kind: str
    facts: Mapping[str, Any]
    at: datetime
    way: str
    state: str
    count: int
    first: str
    last: str
    subject: str


def told_about(number: str, *, limit: int) -> list[Told]:
    """Return whom a record that the reader may see was told about, newest first, in one query.

    `first` and `last` are names in the order of the alphabet; of a pair they are both.
    """
    # Only so many events, so that one with a thousand readers costs a thousand rows and not a thousand each time.
    with_readers = Exists(Notice.objects.filter(event=OuterRef("pk")))
    newest = Event.objects.filter(with_readers, about=number).order_by("-id").values("id")
    full_name = Trim(Concat("recipient__first_name", Value(" "), "recipient__last_name"))
    name = Coalesce(NullIf(full_name, Value("")), "recipient__username")
    groups = (
        Notice.objects.filter(event__in=newest[:limit])
        .order_by("-event_id", "deliveries__way", "deliveries__state")
        .values_list(
            "event__kind", "event__facts", "event__occurred_at", "deliveries__way", "deliveries__state"
        )
        .annotate(
            count=Count("recipient", distinct=True), first=Min(name), last=Max(name), a_subject=Min("subject")
        )
    )
    return [
        Told(kind, facts, at, way or "", state or "", *rest)
        for kind, facts, at, way, state, *rest in groups[:limit]
    ]


PAGE = 30
NEWEST_FIRST = ("-id",)
_PLACE = re.compile(r"(?P<part>[nr])(?P<pk>[0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the inbox ends: in the new notices, which come first, or in those that were read."""

    is_read: bool
    pk: int

    def __str__(self) -> str:
        return f"{'r' if self.is_read else 'n'}{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """Return the place that an address names; None for the beginning, also when it makes no sense."""
        found = _PLACE.fullmatch(text)
        return cls(found["part"] == "r", int(found["pk"])) if found else None


def inbox_page(
    user: User, *, only_unread: bool, after: Place | None, size: int = PAGE
) -> tuple[list[Notice], Place | None]:
    """Return a page of the person's inbox, unread first and newest first, and the place where the next begins."""
    mine = Notice.objects.visible_to(user)
    parts = []
    if after is None or not after.is_read:
        parts.append(_behind(mine.unread(), after))
    if not only_unread:
        read = mine.exclude(read_at=None)
        parts.append(_behind(read, after if after is not None and after.is_read else None))
    if not parts:
        return [], None
    # One query: the frame around the list has its own, and each part stops by its index after a page.
    wanted = Q()
    for part in parts:
        wanted |= Q(pk__in=part.order_by(*NEWEST_FIRST).values("pk")[: size + 1])
    rows = mine.filter(wanted).select_related("event__actor")
    found = sorted(rows, key=lambda notice: (notice.read_at is not None, -notice.pk))
    if len(found) <= size:
        return found, None
    last = found[size - 1]
    return found[:size], Place(last.read_at is not None, last.pk)


def _behind(rows: NoticeQuerySet, place: Place | None) -> NoticeQuerySet:
    return rows if place is None else rows.filter(keyset.behind(NEWEST_FIRST, [place.pk]))
