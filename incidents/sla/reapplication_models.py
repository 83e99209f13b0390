"""A re-application: running clocks that are held to the newest versions, in batches, with its progress (SLA-18)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incidents.sla.models import Calendar, Policy


class ReapplicationQuerySet(models.QuerySet["Reapplication"]):
    """Phrases about re-applications."""

    def unfinished(self) -> "ReapplicationQuerySet":
        """Keep those with incidents left to look at."""
        return self.filter(finished_at=None)

    def free(self, now: datetime) -> "ReapplicationQuerySet":
        """Keep unfinished ones that no living worker has, the oldest first."""
        return self.unfinished().filter(Q(claimed_until=None) | Q(claimed_until__lte=now)).order_by("id")


class Reapplication(models.Model):
    """Somebody's decision that running clocks follow a calendar or policy as it is now."""

    calendar = models.ForeignKey(
        Calendar, models.PROTECT, null=True, related_name="+", verbose_name=_("calendar")
    )
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, related_name="+", verbose_name=_("policy"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    channel = models.CharField(_("through"), max_length=12)
    why = models.CharField(_("why"), max_length=500)
    asked_at = models.DateTimeField(_("asked"))
    incidents = models.PositiveIntegerField(_("incidents"))
    looked_at = models.PositiveIntegerField(_("looked at"), default=0)
    clocks_changed = models.PositiveIntegerField(_("clocks changed"), default=0)
    failed = models.PositiveIntegerField(_("could not be changed"), default=0)
    last_incident = models.PositiveBigIntegerField(default=0)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = ReapplicationQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("re-application")
        verbose_name_plural = _("re-applications")
        constraints = [
            models.CheckConstraint(
                condition=Q(calendar=None, policy__isnull=False) | Q(calendar__isnull=False, policy=None),
                name="incidents_reapplication_of_one",
            ),
            models.UniqueConstraint(
                fields=["calendar"],
                condition=Q(finished_at=None, calendar__isnull=False),
                name="incidents_reapplication_calendar",
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(finished_at=None, policy__isnull=False),
                name="incidents_reapplication_policy",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="incidents_reapplication_left", condition=Q(finished_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.pk})"

    @property
    def subject(self) -> Calendar | Policy:
        """Return what is applied anew."""
        subject = self.calendar or self.policy
        if subject is None:
            raise AssertionError("a constraint keeps one of the two")
        return subject
