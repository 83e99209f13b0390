"""The table of heartbeats: what is expected of each, and what was last heard of it."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from incidents.catalogue.models import Service
from incidents.intake.choices import Severity
from incidents.intake.heartbeats.choices import DownReason, PingKind, Standing
from incidents.intake.heartbeats.rules import Pulse, Rhythm

YEAR = 366 * 24 * 60
# What a job writes with its ping: enough for the last lines of its log.
BODY_LENGTH = 10_000
# What pings and the sweep write, never a person: no part of the history, and left alone when a form is saved.
FELT = (
    "last_ping_at",
    "last_kind",
    "last_exit_code",
    "last_body",
    "succeeded_at",
    "started_at",
    "last_seconds",
    "expected_at",
    "next_at",
    "down_since",
    "down_reason",
)
# What a person says about one.
ASKED = ("name", "service", "severity", "period_minutes", "grace_minutes", "limit_minutes")


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    """Phrases about heartbeats."""

    def due(self, now: datetime) -> "HeartbeatQuerySet":
        """Return those whose deadline has passed, the oldest first."""
        return self.filter(next_at__lte=now).order_by("next_at", "id")

    def in_use(self) -> "HeartbeatQuerySet":
        """Leave out retired ones: nobody listens at their addresses any more."""
        return self.filter(retired_at=None)


def _minutes(label: Any, smallest: int, **options: Any) -> Any:
    limits = [MinValueValidator(smallest), MaxValueValidator(YEAR)]
    return models.PositiveIntegerField(label, validators=limits, **options)


class Heartbeat(models.Model):
    """A job that calls an address of its own each time it is done; silence opens an incident (CH-14)."""

    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    # Named by its table: the tables of monitoring import this file's neighbours.
    integration = models.ForeignKey("incidents.Integration", models.PROTECT, related_name="+", editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    severity = models.CharField(
        _("severity"), max_length=8, choices=Severity, default=Severity.ERROR, help_text=_("When it is down.")
    )
    period_minutes = _minutes(
        _("period in minutes"), 1, default=60, help_text=_("How often it reports that it is done.")
    )
    grace_minutes = _minutes(
        _("grace in minutes"), 0, default=10, help_text=_("How late it may be before it is down.")
    )
    limit_minutes = _minutes(
        _("longest run in minutes"),
        1,
        null=True,
        blank=True,
        help_text=_("From start to success, for jobs that report their start. Empty: any length."),
    )
    created_at = models.DateTimeField(_("created"), editable=False)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    last_ping_at = models.DateTimeField(_("last ping"), null=True, editable=False)
    last_kind = models.CharField(
        _("what it said"), max_length=7, choices=PingKind, blank=True, editable=False
    )
    last_exit_code = models.PositiveSmallIntegerField(_("exit code"), null=True, editable=False)
    last_body = models.TextField(_("text of the last ping"), blank=True, editable=False)
    succeeded_at = models.DateTimeField(_("last success"), null=True, editable=False)
    started_at = models.DateTimeField(_("running since"), null=True, editable=False)
    last_seconds = models.PositiveIntegerField(_("length of the last run"), null=True, editable=False)
    expected_at = models.DateTimeField(_("next expected"), null=True, editable=False)
    next_at = models.DateTimeField(_("deadline"), null=True, editable=False)
    down_since = models.DateTimeField(_("down since"), null=True, editable=False)
    down_reason = models.CharField(
        _("why it is down"), max_length=8, choices=DownReason, blank=True, editable=False
    )

    # Who knows the key can ping in the job's name: auditors read histories.
    history = signed_history(excluded_fields=["key", *FELT])
    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        indexes = [
            models.Index(
                fields=["next_at", "id"], name="incidents_heartbeat_next", condition=Q(next_at__isnull=False)
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_at=None) | Q(down_since=None, paused_at=None, retired_at=None),
                name="incidents_heartbeat_due_is_awake",
            ),
            models.CheckConstraint(
                condition=Q(period_minutes__range=(1, YEAR), grace_minutes__range=(0, YEAR))
                & (Q(limit_minutes=None) | Q(limit_minutes__range=(1, YEAR))),
                name="incidents_heartbeat_rhythm",
            ),
            models.CheckConstraint(
                condition=Q(down_since=None, down_reason="") | (~Q(down_since=None) & ~Q(down_reason="")),
                name="incidents_heartbeat_down_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def dedup_key(self) -> str:
        """Return the key of its alerts; a new address does not change it."""
        return f"heartbeat-{self.pk}"

    @property
    def rhythm(self) -> Rhythm:
        """Return what is expected of it."""
        limit = None if self.limit_minutes is None else timedelta(minutes=self.limit_minutes)
        return Rhythm(timedelta(minutes=self.period_minutes), timedelta(minutes=self.grace_minutes), limit)

    @property
    def pulse(self) -> Pulse:
        """Return how far it has come."""
        return Pulse(
            is_paused=self.paused_at is not None or self.retired_at is not None,
            succeeded_at=self.succeeded_at,
            started_at=self.started_at,
            expected_at=self.expected_at,
            next_at=self.next_at,
            down_since=self.down_since,
            down_reason=self.down_reason,
            last_seconds=self.last_seconds,
        )

    @pulse.setter
    def pulse(self, pulse: Pulse) -> None:
        """Take over what a ping or the passing of time changed; pausing has its own operation."""
        self.succeeded_at, self.started_at = pulse.succeeded_at, pulse.started_at
        self.expected_at, self.next_at = pulse.expected_at, pulse.next_at
        self.down_since, self.down_reason = pulse.down_since, pulse.down_reason
        self.last_seconds = pulse.last_seconds

    def standing(self, now: datetime) -> Standing:
        """Return how it stands."""
        return Standing.RETIRED if self.retired_at is not None else self.pulse.standing(now)
