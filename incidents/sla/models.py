"""Calendars and policies in versions; clocks with their ledger and the steps they reached."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from accounts.people.models import Organisation, Team
from accounts.webhooks.models import Webhook
from incidents.catalogue.choices import Priority
from incidents.catalogue.models import ReferenceQuerySet, Service
from incidents.records.models import Incident
from incidents.sla.choices import (
    LIVE,
    BreachCause,
    Cause,
    ClockKind,
    Covers,
    Health,
    Majors,
    SegmentKind,
    StopsOn,
    UpdateMode,
)

if TYPE_CHECKING:
    from datetime import datetime

_IS_LIVE = Q(state__in=LIVE)


class Calendar(models.Model):
    """A named working calendar; its hours and holidays stand in versions (SLA-03, SLA-18)."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("description"), max_length=500, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    history = signed_history()
    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """What a calendar says from one edit to the next; never changed once a clock may count by it."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField(_("hours and holidays"))
    is_current = models.BooleanField(default=True)
    note = models.CharField(_("why"), max_length=250, blank=True)
    created_at = models.DateTimeField(_("made"))

    history = signed_history()

    class Meta:
        ordering = ("calendar", "-number")
        verbose_name = _("calendar version")
        verbose_name_plural = _("calendar versions")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="incidents_calendar_version_once"),
            models.UniqueConstraint(
                fields=["calendar"], condition=Q(is_current=True), name="incidents_calendar_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} v{self.number}"


class Policy(models.Model):
    """A promise about time; the first whose conditions hold applies (SLA-01)."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("description"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("Policies are tried from the lowest position up.")
    )
    covers = models.CharField(_("promise"), max_length=10, choices=Covers, default=Covers.REQUESTER)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    history = signed_history()
    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("covers", "position", "id")
        verbose_name = _("service level policy")
        verbose_name_plural = _("service level policies")

    def __str__(self) -> str:
        return self.name


class PolicyVersion(models.Model):
    """Conditions, targets and escalation of a policy from one edit to the next."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+", verbose_name=_("calendar"))
    follows_service = models.BooleanField(_("the service's own calendar goes first"), default=False)
    priorities = models.JSONField(_("priorities"), default=list, blank=True)
    services = models.ManyToManyField(Service, blank=True, related_name="+", verbose_name=_("services"))
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("organisations")
    )
    teams = models.ManyToManyField(Team, blank=True, related_name="+", verbose_name=_("teams"))
    majors = models.CharField(_("majors"), max_length=10, choices=Majors, default=Majors.ANY)
    stops_on = models.CharField(
        _("the response ends with"), max_length=16, choices=StopsOn, default=StopsOn.EITHER
    )
    update_mode = models.CharField(
        _("the next update is owed"), max_length=16, choices=UpdateMode, default=UpdateMode.UNANSWERED
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("working days until a resolved incident closes"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    is_current = models.BooleanField(default=True)
    note = models.CharField(_("why"), max_length=250, blank=True)
    created_at = models.DateTimeField(_("made"))

    history = signed_history()

    class Meta:
        ordering = ("policy", "-number")
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="incidents_policy_version_once"),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(is_current=True), name="incidents_policy_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"


class Target(models.Model):
    """How many working minutes a clock of one kind has at one priority (SLA-27)."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="targets")
    kind = models.CharField(_("clock"), max_length=10, choices=ClockKind)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority)
    minutes = models.PositiveIntegerField(_("minutes"))

    class Meta:
        ordering = ("kind", "priority")
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "priority"], name="incidents_target_once"),
            models.CheckConstraint(condition=Q(priority__range=(1, 5)), name="incidents_target_priority"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="incidents_target_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} P{self.priority}: {self.minutes} min"


class EscalationStep(models.Model):
    """What happens when a share of the target is used up, or some working minutes after the breach (SLA-10)."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="steps")
    percent = models.PositiveSmallIntegerField(_("percent of the target"), null=True, blank=True)
    minutes_after = models.PositiveIntegerField(_("working minutes after the breach"), null=True, blank=True)
    tell = models.JSONField(_("tell"), default=list, blank=True)
    raises_urgency = models.BooleanField(_("raise the urgency"), default=False)
    reassign_to = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hand over to")
    )
    webhook = models.ForeignKey(
        Webhook, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("call the web-hook")
    )

    class Meta:
        ordering = ("percent", "minutes_after")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "percent"],
                condition=Q(percent__isnull=False),
                name="incidents_step_percent_once",
            ),
            models.UniqueConstraint(
                fields=["version", "minutes_after"],
                condition=Q(minutes_after__isnull=False),
                name="incidents_step_minutes_once",
            ),
            models.CheckConstraint(
                condition=Q(percent__range=(1, 1000), minutes_after__isnull=True)
                | Q(percent__isnull=True, minutes_after__gte=1),
                name="incidents_step_one_measure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent}%" if self.percent is not None else f"+{self.minutes_after} min"


class ConfigurationStamp(models.Model):
    """A word that changes whenever a policy or calendar does, so that every process knows when to read anew."""

    name = models.CharField(max_length=40, primary_key=True)
    token = models.CharField(max_length=36)

    def __str__(self) -> str:
        return self.name


class ClockQuerySet(models.QuerySet["Clock"]):
    """Phrases about clocks."""

    def live(self) -> "ClockQuerySet":
        """Keep those that may still run out."""
        return self.filter(_IS_LIVE)

    def due(self, now: "datetime") -> "ClockQuerySet":
        """Keep those of which a step has been reached that nobody recorded yet."""
        return self.filter(next_at__lte=now).order_by("next_at", "id")

    def pressing(self, now: "datetime") -> "ClockQuerySet":
        """Keep live clocks that are at risk or breached."""
        return self.live().filter(
            Q(warn_at__lte=now) | Q(breached_at__isnull=False) | Q(breach_at__isnull=False, breach_at__lt=now)
        )

    def in_health(self, health: str, now: "datetime") -> "ClockQuerySet":
        """Keep live clocks that stand like this."""
        is_breached = Q(breached_at__isnull=False) | Q(breach_at__isnull=False, breach_at__lt=now)
        conditions = {
            Health.BREACHED: is_breached,
            Health.AT_RISK: Q(warn_at__lte=now) & ~is_breached,
            Health.OK: (Q(warn_at=None) | Q(warn_at__gt=now)) & ~is_breached,
        }
        return self.live().filter(conditions[Health(health)])


class Clock(models.Model):
    """One promise on one incident. The ledger says what happened; everything else here is computed from it."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="clocks")
    kind = models.CharField(_("clock"), max_length=10, choices=ClockKind)
    ordinal = models.PositiveSmallIntegerField(default=0)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    terms = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+", verbose_name=_("policy"))
    calendar = models.ForeignKey(CalendarVersion, models.PROTECT, related_name="+")
    target_seconds = models.PositiveIntegerField(_("target"))
    target_number = models.PositiveSmallIntegerField(default=1)
    targeted_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=SegmentKind)
    started_at = models.DateTimeField(_("started"))
    turned_at = models.DateTimeField(_("in this state since"))
    elapsed_seconds = models.PositiveIntegerField(_("used up until then"), default=0)
    paused_seconds = models.PositiveIntegerField(_("paused until then"), default=0)
    due_at = models.DateTimeField(_("due"), null=True)
    breach_at = models.DateTimeField(_("breached after"), null=True)
    warn_at = models.DateTimeField(_("at risk from"), null=True)
    next_at = models.DateTimeField(_("next step"), null=True)
    is_late_logged = models.BooleanField(_("logged late"), default=False)
    breached_at = models.DateTimeField(_("breached"), null=True)
    breach_cause = models.CharField(_("cause"), max_length=14, choices=BreachCause, blank=True)
    breach_comment = models.CharField(_("comment"), max_length=500, blank=True)
    waived_at = models.DateTimeField(_("waived"), null=True)
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    waive_reason = models.CharField(_("reason of the waiver"), max_length=500, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [
            models.UniqueConstraint(fields=["incident", "kind", "ordinal"], name="incidents_clock_once"),
            models.UniqueConstraint(
                fields=["incident", "kind"], condition=_IS_LIVE, name="incidents_clock_one_live"
            ),
            models.CheckConstraint(
                condition=Q(state=SegmentKind.RUNNING) | Q(due_at=None, breach_at=None),
                name="incidents_clock_due_only_running",
            ),
            models.CheckConstraint(
                condition=Q(waived_at=None) | Q(waived_by__isnull=False, breached_at__isnull=False),
                name="incidents_clock_waiver_signed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"], name="incidents_clock_next", condition=Q(next_at__isnull=False)
            ),
            models.Index(fields=["warn_at"], name="incidents_clock_warn", condition=_IS_LIVE),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"


class ClockSegment(models.Model):
    """A line of the ledger; only its end is written later (SLA-16)."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="segments")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("state"), max_length=10, choices=SegmentKind)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("to"), null=True)
    terms = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    calendar = models.ForeignKey(CalendarVersion, models.PROTECT, related_name="+")
    target_seconds = models.PositiveIntegerField()
    cause = models.CharField(_("cause"), max_length=12, choices=Cause)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("clock", "number")
        constraints = [
            models.UniqueConstraint(fields=["clock", "number"], name="incidents_segment_once"),
            models.UniqueConstraint(
                fields=["clock"], condition=Q(ended_at=None), name="incidents_segment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="incidents_segment_forwards",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id}.{self.number} {self.kind}"


class ClockStep(models.Model):
    """A step that was reached, once per clock and target: when in truth, and when it was dealt with (SLA-21)."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="steps")
    target_number = models.PositiveSmallIntegerField()
    key = models.CharField(_("step"), max_length=16)
    true_at = models.DateTimeField(_("reached"))
    processed_at = models.DateTimeField(_("dealt with"))
    is_late = models.BooleanField(_("late"), default=False)
    is_silent = models.BooleanField(_("without a notice"), default=False)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "target_number", "key"], name="incidents_clock_step_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.key}"
