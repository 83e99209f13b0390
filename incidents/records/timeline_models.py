"""The tables of the timeline: entries, attachments, and the sequence of numbers."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Channel, Right
from accounts.history import signed_history
from incidents.records.choices import EntryKind, Story
from incidents.records.merged_models import Moving
from incidents.records.models import Incident

if TYPE_CHECKING:
    from accounts.people.models import User


class EntryQuerySet(models.QuerySet["Entry"]):
    """Phrases about timeline entries."""

    def visible_to(self, user: "User") -> "EntryQuerySet":
        """Return what this person may read of an incident that they may see: staff all, others what is public."""
        return self if user.is_system or user.may(Right.SEE_ALL) else self.filter(is_public=True)


class Entry(models.Model):
    """One line of the timeline: words to the requester, words for staff, or something that happened.

    The id is the sequence; `happened_at` may lie before `recorded_at` (INV-06). Work notes are never public.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind)
    story = models.CharField(max_length=20, choices=Story, blank=True)
    is_public = models.BooleanField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=160)
    channel = models.CharField(max_length=12, choices=Channel)
    body = models.TextField(blank=True, max_length=50_000)
    facts = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    is_starred = models.BooleanField(default=False)
    # Of merged incidents: the one that the words were written to, and the one on whose clocks they counted, where
    # that is not the incident that has them now. Indexed where they are set, which is rare.
    came_from = models.ForeignKey(
        Incident, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )
    counted_for = models.ForeignKey(
        Incident, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["incident", "-id"], name="incidents_entry_timeline"),
            models.Index(
                fields=["came_from"],
                name="incidents_entry_came_from",
                condition=Q(came_from__isnull=False),
            ),
            models.Index(
                fields=["counted_for"],
                name="incidents_entry_counted_for",
                condition=Q(counted_for__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.WORK_NOTE, is_public=True),
                name="incidents_entry_note_is_internal",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.PUBLIC, is_public=False), name="incidents_entry_reply_is_public"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind} {self.story}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Phrases about attachments."""

    def visible_to(self, user: "User") -> "AttachmentQuerySet":
        """Return the files of visible incidents; private ones are for staff."""
        files = self.filter(incident__in=Incident.objects.visible_to(user).order_by())
        return files if user.is_system or user.may(Right.SEE_ALL) else files.filter(is_private=False)


def storage_name(attachment: "Attachment", _filename: str) -> str:
    """Return where the file lies: a random name of ours, nothing of the sender's."""
    return f"attachments/{attachment.pk.hex[:2]}/{attachment.pk.hex}"


class Attachment(Moving):
    """A file on an incident, served only through an access check (LOG-07)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="attachments")
    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, blank=True, related_name="attachments")
    file = models.FileField(upload_to=storage_name, max_length=120)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    is_private = models.BooleanField(_("staff only"), default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    history = signed_history()
    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ("uploaded_at", "id")
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name


class NumberSequence(models.Model):
    """The next incident number where the engine has no sequences (SQLite); see numbering.py."""

    name = models.CharField(max_length=20, unique=True)
    last = models.PositiveBigIntegerField(default=1000)

    def __str__(self) -> str:
        return f"{self.name} {self.last}"
