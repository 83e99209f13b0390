"""The tables of changes: what was changed where, and which of it agents hold against which incident."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Right
from accounts.history import signed_history
from incidents.catalogue.models import Service
from incidents.intake.changes.choices import Verdict
from incidents.records.models import Incident

if TYPE_CHECKING:
    from accounts.people.models import User


class ChangeQuerySet(models.QuerySet["Change"]):
    """Phrases about changes."""

    def visible_to(self, user: "User") -> "ChangeQuerySet":
        """Return what this person may see: staff all; to others systems tell nothing about themselves."""
        return self if user.is_system or user.may(Right.SEE_ALL) else self.none()

    def between(self, start: datetime, end: datetime) -> "ChangeQuerySet":
        """Return what happened within a span, both ends included."""
        return self.filter(happened_at__range=(start, end))

    def unjudged(self) -> "ChangeQuerySet":
        """Leave out what somebody holds against an incident."""
        return self.filter(judgements=None)


class Change(models.Model):
    """A change or deployment that a system reported, once (INV-07).

    `identity` tells it apart among those of its integration: what was said about which moment, or, where no moment
    was given, the signal that brought it.
    """

    # Named by its table: the tables of monitoring import this file's neighbours.
    integration = models.ForeignKey("incidents.Integration", models.PROTECT, related_name="+")
    identity = models.CharField(max_length=64)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    item = models.CharField(_("item"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"))
    happened_at = models.DateTimeField(_("happened"))
    received_at = models.DateTimeField(_("received"))
    details = models.JSONField(_("details"), null=True)
    links = models.JSONField(_("links"), default=list)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-happened_at", "-id")
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [models.Index(fields=["-happened_at", "-id"], name="incidents_change_happened")]
        constraints = [
            models.UniqueConstraint(fields=["integration", "identity"], name="incidents_change_once")
        ]

    def __str__(self) -> str:
        return self.title


class Judgement(models.Model):
    """That an agent suspects a change of an incident, or knows it for a cause."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="judgements")
    change = models.ForeignKey(Change, models.PROTECT, related_name="judgements")
    verdict = models.CharField(_("verdict"), max_length=7, choices=Verdict)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(_("judged"))

    history = signed_history()

    class Meta:
        ordering = ("id",)
        verbose_name = _("judgement of a change")
        verbose_name_plural = _("judgements of changes")
        constraints = [
            models.UniqueConstraint(fields=["incident", "change"], name="incidents_judgement_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="incidents_judgement_verdict"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.verdict} {self.change_id}"
