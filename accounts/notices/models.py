"""What happened, who is told, and what is still owed to the outside world (the outbox)."""

import uuid
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.notices.chat.models import ChatAddress
from accounts.notices.choices import DeliveryState, TemplateWay, Way

# Longer than a worker's hard time limit, so that nobody takes over from a worker that still lives.
LEASE = timedelta(minutes=5)


class Event(models.Model):
    """Something that happened to a record; the id is the sequence of the change feed."""

    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    occurred_at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["about", "id"], name="accounts_event_about")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Phrases about the inbox."""

    def visible_to(self, user: Any) -> "NoticeQuerySet":
        """Return the person's own notices."""
        return self.filter(recipient=user)

    def unread(self) -> "NoticeQuerySet":
        """Leave out what has been read."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One person told of one event: the line in the inbox, and the text that other ways carry."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="notices")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    reason = models.CharField(max_length=120, help_text=_("Why this person is told."))
    subject = models.CharField(max_length=250)
    body = models.TextField(blank=True)
    # What administrators worded, by way: [subject, text]. Subject and body above are those of the inbox.
    words = models.JSONField(null=True)
    path = models.CharField(max_length=200)
    links = models.JSONField(default=list)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = [models.UniqueConstraint(fields=["event", "recipient"], name="accounts_notice_once")]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="accounts_notice_inbox"),
            models.Index(
                fields=["recipient"], name="accounts_notice_unread", condition=models.Q(read_at=None)
            ),
        ]

    def __str__(self) -> str:
        # Not the subject: it holds an incident's title, and names of rows appear where titles may not be read.
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_reworded(self) -> bool:
        """Say whether the inbox has words of an administrator."""
        return TemplateWay.INBOX in (self.words or {})

    def words_for(self, way: str) -> tuple[str, str]:
        """Return subject and text for a way out."""
        subject, body = (self.words or {}).get(way, (self.subject, self.body))
        return subject, body


OwedRow = TypeVar("OwedRow", bound="Owed")


class OwedQuerySet(models.QuerySet[OwedRow]):
    """Phrases about rows of an outbox."""

    def waiting(self) -> Self:
        """Return what is still owed."""
        return self.filter(state=DeliveryState.WAITING)

    def due(self, now: datetime) -> Self:
        """Return what may be tried now: due, and not in the hands of a living worker."""
        # Nobody claims for longer than a lease: what says so was claimed while the clock was wrong.
        held = models.Q(claimed_until__gt=now, claimed_until__lte=now + LEASE)
        free = models.Q(claimed_until=None) | ~held
        return self.waiting().filter(free, due_at__lte=now).order_by("due_at", "id")


class Owed(models.Model):
    """What is owed to the outside: written with the change, handed over later by whoever claims it, at least once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True


class DeliveryQuerySet(OwedQuerySet["Delivery"]):
    """Phrases about the outbox of messages."""

    def due(self, now: datetime) -> Self:
        """Return what may be tried now; of those that may go together the first, which takes the others along."""
        same = {name: models.OuterRef(name) for name in _LANE}
        first = Delivery.objects.waiting().filter(carrier=None, due_at__lte=now, **same)
        earlier = models.Q(due_at__lt=models.OuterRef("due_at")) | models.Q(
            due_at=models.OuterRef("due_at"), pk__lt=models.OuterRef("pk")
        )
        return super().due(now).filter(~models.Exists(first.filter(earlier)), carrier=None)

    def beside(self, delivery: "Delivery", now: datetime) -> Self:
        """Return what is due and may go in the same message; not what was tried before, which keeps its own id."""
        same = {name: getattr(delivery, name) for name in _LANE}
        return super().due(now).filter(attempts=0, carrier=None, **same).exclude(pk=delivery.pk)


_LANE = ("way", "address", "bundled_for", "bundled_about")


class Delivery(Owed):
    """A notice owed to one address by one way.

    `bundled_for` is the person whose messages it may go together with, empty if it goes alone and at once;
    `bundled_about` is the record they are all about, empty for a summary over records. `carrier` is the delivery in
    whose message this one went. `address` is what is shown: of a chat or SMS service, which `place` keeps sealed, only
    its name.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    way = models.CharField(max_length=10, choices=Way)
    address = models.CharField(max_length=254)
    place = models.ForeignKey(ChatAddress, models.CASCADE, null=True, related_name="deliveries")
    bundled_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False
    )
    bundled_about = models.CharField(max_length=40, blank=True)
    carrier = models.ForeignKey("self", models.SET_NULL, null=True, related_name="passengers")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("due_at", "id")
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "way"], condition=models.Q(place=None), name="accounts_delivery_once"
            ),
            models.UniqueConstraint(
                fields=["notice", "place"],
                condition=models.Q(place__isnull=False),
                name="accounts_delivery_once_a_place",
            ),
            models.CheckConstraint(
                condition=models.Q(way=Way.CHAT, place__isnull=False)
                | models.Q(~models.Q(way=Way.CHAT), place=None),
                name="accounts_delivery_place_of_chat",
            ),
            models.CheckConstraint(
                condition=models.Q(carrier=None) | models.Q(bundled_for__isnull=False),
                name="accounts_delivery_carried",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="accounts_delivery_due",
                condition=models.Q(state=DeliveryState.WAITING),
            ),
            models.Index(
                fields=["bundled_for", "bundled_about", "due_at"],
                name="accounts_delivery_lane",
                condition=models.Q(state=DeliveryState.WAITING, carrier=None),
            ),
            models.Index(
                fields=["bundled_for", "-sent_at"],
                name="accounts_delivery_lately",
                condition=models.Q(bundled_for__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.address}"
