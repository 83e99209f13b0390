"""The tables of maintenance: windows, and what each of them holds back."""

from datetime import datetime
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Right
from accounts.history import signed_history
from accounts.people.models import validate_zone
from incidents.catalogue.models import Service
from incidents.intake.maintenance.choices import Repeats, Status
from incidents.intake.maintenance.rules import Plan, Span

if TYPE_CHECKING:
    from accounts.people.models import User

ITEM_LENGTH = 255


class MaintenanceWindowQuerySet(models.QuerySet["MaintenanceWindow"]):
    """Phrases about maintenance windows."""

    def visible_to(self, user: "User") -> Self:
        """Return all to those who work on incidents or configure; nothing to others."""
        may = user.is_system or user.may(Right.SEE_ALL) or user.may(Right.CONFIGURE)
        return self if may else self.none()

    def with_counts(self) -> Self:
        """Count what waits for the end of each: `held_count`."""
        return self.annotate(held_count=Count("held"))

    def begun(self, now: datetime) -> Self:
        """Leave out what has not begun yet or is over for good; what is left may be between two occurrences."""
        return self.filter(Q(over_at=None) | Q(over_at__gt=now), begins_at__lte=now)


class MaintenanceWindow(models.Model):
    """Announced work on one service or one item, once or again and again (CH-13).

    It covers that service alone: services that depend on it have windows of their own.
    """

    name = models.CharField(_("name"), max_length=120)
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="maintenance_windows",
        verbose_name=_("service"),
        help_text=_("Covers the alerts of this service, not those of services that depend on it."),
    )
    item = models.CharField(
        _("item"),
        max_length=ITEM_LENGTH,
        blank=True,
        help_text=_("Instead of a service: the source as the monitor names it, such as db1.example.org."),
    )
    zone = models.CharField(
        _("time zone"),
        max_length=60,
        validators=[validate_zone],
        help_text=_("Beginning and end are meant in this zone, in summer and in winter."),
    )
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    repeats = models.CharField(_("repeats"), max_length=16, choices=Repeats, default=Repeats.ONCE)
    repeats_until = models.DateField(
        _("repeats until"),
        null=True,
        blank=True,
        help_text=_("The last day on which it begins. Empty: until it is cancelled."),
    )
    ended_at = models.DateTimeField(_("ended early"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, editable=False)
    # Worked out from the plan whenever it changes, so that finding what is active looks at few rows.
    over_at = models.DateTimeField(_("over"), null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)

    if TYPE_CHECKING:
        held_count: int

    history = signed_history()
    objects = MaintenanceWindowQuerySet.as_manager()

    class Meta:
        ordering = ("-begins_at", "-id")
        verbose_name = _("maintenance window")
        verbose_name_plural = _("maintenance windows")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")),
                name="incidents_window_ends_after",
                violation_error_message=_("It must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(service=None) ^ Q(item=""),
                name="incidents_window_covers_one",
                violation_error_message=_("Choose a service or name an item, one of the two."),
            ),
            models.CheckConstraint(
                condition=Q(repeats__in=Repeats.values), name="incidents_window_repeats_known"
            ),
        ]
        indexes = [models.Index(fields=["over_at", "begins_at"], name="incidents_window_over")]

    def __str__(self) -> str:
        return self.name

    @property
    def plan(self) -> Plan:
        """Return when it is active, as a rule."""
        return Plan(
            self.begins_at,
            self.ends_at,
            self.zone,
            self.repeats,
            self.repeats_until,
            self.ended_at,
            self.cancelled_at,
        )

    @property
    def subject(self) -> str:
        """Return what it covers, in words."""
        return self.service.name if self.service is not None else self.item

    def span_at(self, moment: datetime) -> Span | None:
        """Return the occurrence that is going on."""
        return self.plan.span_at(moment)

    def status_at(self, moment: datetime) -> Status:
        """Return how it stands."""
        if self.cancelled_at is not None:
            return Status.CANCELLED
        span = self.plan.next_span(moment)
        if span is None:
            return Status.OVER
        return Status.ACTIVE if span.has(moment) else Status.PLANNED

    def is_to_come(self, now: datetime) -> bool:
        """Say whether there is anything of it left."""
        return self.over_at is None or self.over_at > now

    def covers(self, service_id: int | None, item: str) -> bool:
        """Say whether it is about this service or this item; monitors do not agree on capital letters."""
        if self.service_id is not None:
            return self.service_id == service_id
        return self.item.casefold() == item.casefold()

    def in_zone(self, moment: datetime) -> datetime:
        """Return a moment on the wall of its zone."""
        return moment.astimezone(ZoneInfo(self.zone))


class HeldAlertQuerySet(models.QuerySet["HeldAlert"]):
    """Phrases about what is held."""

    def due(self, now: datetime) -> Self:
        """Return what must be looked at again: the window is over, or is not the one that was looked at."""
        return self.filter(Q(held_until__lte=now) | ~Q(window_version=F("window__version"))).order_by("id")


class HeldAlert(models.Model):
    """What fired while a window was active: it opens nothing before the window is over.

    The alert does not know of it: when the window ends, it fires as if the monitor had told us then, unless the
    monitor has said meanwhile that it is over. `seen` is what the monitor said last, `count` how often it did.
    """

    alert = models.OneToOneField("incidents.Alert", models.CASCADE, related_name="held")
    window = models.ForeignKey(MaintenanceWindow, models.PROTECT, related_name="held")
    window_version = models.PositiveIntegerField()
    signal = models.ForeignKey("incidents.Signal", models.SET_NULL, null=True, related_name="+")
    seen = models.JSONField()
    place_start = models.BigIntegerField()
    place_end = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)
    held_at = models.DateTimeField()
    held_until = models.DateTimeField()

    objects = HeldAlertQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("held alert")
        verbose_name_plural = _("held alerts")
        indexes = [models.Index(fields=["held_until", "id"], name="incidents_held_until")]

    def __str__(self) -> str:
        return f"{self.alert_id}"
