"""The tables of monitoring: who may send, what came in as it came, and the alerts made of it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Right
from accounts.history import signed_history
from accounts.people.models import Team
from incidents.catalogue.models import Service
from incidents.intake.adapters.observation import as_line
from incidents.intake.choices import (
    OPEN_ALERTS,
    AlertStatus,
    IntegrationKind,
    Severity,
    SignalState,
    Subject,
    openings,
)
from incidents.intake.flapping.rules import FlapControl
from incidents.intake.mail.choices import Shelf
from incidents.intake.mail.models import Mailbox, MailMessage
from incidents.intake.rules import Course
from incidents.lifecycle.guards import REOPEN_WINDOW
from incidents.records.merged_models import Moving
from incidents.records.models import Incident

# Longer than any task may run, so that a claim never outlives a living worker.
LEASE = timedelta(minutes=10)
A_DAY = 24 * 60
MOST_FLAPS = 50

if TYPE_CHECKING:
    from accounts.people.models import User

HEADLINE_LENGTH = 200


class IntegrationQuerySet(models.QuerySet["Integration"]):
    """Phrases about integrations."""

    def in_use(self) -> "IntegrationQuerySet":
        """Leave out retired ones: their keys open nothing any more."""
        return self.filter(retired_at=None)


def _opening(label: Any, default: str) -> Any:
    return models.CharField(label, max_length=16, choices=openings, blank=True, default=default)


class Integration(models.Model):
    """A monitoring tool that sends with its own key, and what its signals may do here."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=IntegrationKind)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    prefix = models.CharField(_("key begins with"), max_length=6, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("account"),
        help_text=_("In whose name its incidents are logged."),
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("service"),
        help_text=_("For alerts that name no service of the catalogue."),
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
        help_text=_("Is told when an alert opens an incident."),
    )
    critical_opens = _opening(_("critical"), "high/high")
    error_opens = _opening(_("error"), "high/medium")
    warning_opens = _opening(_("warning"), "medium/medium")
    info_opens = _opening(_("information"), "")
    may_resolve = models.BooleanField(
        _("may resolve"),
        default=True,
        help_text=_("When the alert is over, resolve an incident that nobody has taken."),
    )
    reopen_minutes = models.PositiveIntegerField(
        _("reopen window in minutes"),
        default=120,
        validators=[MinValueValidator(0), MaxValueValidator(int(REOPEN_WINDOW.total_seconds() // 60))],
        help_text=_("An alert that comes back this soon reopens its incident; later it opens a linked one."),
    )
    flap_pairs = models.PositiveSmallIntegerField(
        _("flapping after"),
        default=3,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_FLAPS)],
        help_text=_("So many times firing and over. 0: no flap control."),
    )
    flap_minutes = models.PositiveSmallIntegerField(
        _("within minutes"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(A_DAY)],
        help_text=_("Such an alert keeps its incident open, and nobody is told of each change."),
    )
    quiet_minutes = models.PositiveSmallIntegerField(
        _("quiet minutes"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(A_DAY)],
        help_text=_("So long a flapping alert must be quiet before its incident may be resolved."),
    )
    mapping = models.JSONField(_("mapping"), default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    history = signed_history(excluded_fields=["digest"])
    objects = IntegrationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("integration")
        verbose_name_plural = _("integrations")

    def __str__(self) -> str:
        return self.name

    @property
    def flap_control(self) -> FlapControl:
        """Return when alerts flap and how long they must be quiet then."""
        minutes = (timedelta(minutes=self.flap_minutes), timedelta(minutes=self.quiet_minutes))
        return FlapControl(self.flap_pairs, *minutes)

    def opening_for(self, severity: Severity) -> tuple[str, str] | None:
        """Return impact and urgency for a severity, or None if it opens nothing."""
        impact, _slash, urgency = getattr(self, f"{severity}_opens").partition("/")
        return (impact, urgency) if urgency else None


class SignalQuerySet(models.QuerySet["Signal"]):
    """Phrases about stored signals."""

    def due(self, now: datetime) -> "SignalQuerySet":
        """Return what may be worked on now: due, and not in the hands of a living worker."""
        # Nobody claims for longer than a lease, and nothing comes from the future: there the clock was wrong.
        held = Q(claimed_until__gt=now, claimed_until__lte=now + LEASE)
        free = Q(claimed_until=None) | ~held
        is_due = Q(due_at__lte=now) | Q(received_at__gt=now + LEASE)
        return self.filter(free, is_due, state=SignalState.WAITING).order_by("due_at", "id")

    def stale(self, before: datetime) -> "SignalQuerySet":
        """Return what was done with before a moment and has its raw text still; what waits for somebody needs it."""
        in_hand = MailMessage.objects.filter(shelf=Shelf.REVIEW).order_by().values("signal")
        rows = self.filter(emptied_at=None, done_at__lte=before).exclude(state=SignalState.WAITING)
        return rows.exclude(pk__in=in_hand).order_by("done_at", "id")


class Signal(models.Model):
    """A body as it came, of a monitor or a mailbox, stored before anything else happens (CH-18).

    The id is the order of receipt. Mail has a record of its own beside it, `mail`.

    `position` says how many of its alerts are done, `counted` how many of them were ever counted:
    a signal that is worked on again after a crash, or replayed, counts nothing twice. `emptied_at`: since when the
    body is gone, for it was kept long enough.
    """

    integration = models.ForeignKey(
        Integration, models.PROTECT, null=True, related_name="signals", verbose_name=_("integration")
    )
    mailbox = models.ForeignKey(
        Mailbox, models.PROTECT, null=True, related_name="signals", verbose_name=_("mailbox")
    )
    # With a default of the database: workers of the version before know nothing of it.
    subject = models.CharField(
        _("about"), max_length=6, choices=Subject, default=Subject.ALERTS, db_default=Subject.ALERTS
    )
    received_at = models.DateTimeField(_("received"))
    body = models.BinaryField()
    headers = models.JSONField(_("headers"), default=dict)
    made_key = models.CharField(max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=SignalState, default=SignalState.WAITING)
    outcome = models.TextField(_("outcome"), blank=True)
    rule_path = models.TextField(_("rule path"), blank=True)
    position = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(_("done"), null=True)
    emptied_at = models.DateTimeField(_("raw text deleted"), null=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("signal")
        verbose_name_plural = _("intake log")
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="incidents_signal_due",
                condition=Q(state=SignalState.WAITING),
            ),
            models.Index(fields=["state", "-id"], name="incidents_signal_state"),
            models.Index(
                fields=["done_at", "id"],
                name="incidents_signal_raw",
                condition=Q(emptied_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(integration=None) ^ Q(mailbox=None), name="incidents_signal_has_one_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.integration_id or self.mailbox_id} {self.pk}"


class AlertQuerySet(models.QuerySet["Alert"]):
    """Phrases about alerts."""

    def visible_to(self, user: "User") -> "AlertQuerySet":
        """Return the alerts of visible incidents: to staff all, to the account of an integration its own."""
        rows = self.filter(incident__in=Incident.objects.visible_to(user).order_by())
        return rows if user.is_system or user.may(Right.SEE_ALL) else rows.filter(integration__account=user)

    def open(self) -> "AlertQuerySet":
        """Leave out what is over."""
        return self.filter(status__in=OPEN_ALERTS)

    def unsettled(self) -> "AlertQuerySet":
        """Return what fires, and what flaps: that may fire again soon (CH-11)."""
        return self.filter(Q(status__in=OPEN_ALERTS) | Q(flapping_until__isnull=False))

    def quiet(self, now: datetime) -> "AlertQuerySet":
        """Return what flapped and was quiet for long enough."""
        return self.filter(flapping_until__lte=now).order_by("flapping_until", "id")

    def free(self, pk: int) -> "Alert | None":
        """Lock one with all that working on it needs; None when somebody else holds it, or it is gone."""
        rows = self.select_related("integration__account", "integration__service", "integration__team")
        return rows.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(pk=pk).first()


class Alert(Moving):
    """What one key of one integration means for one incident.

    One row of a key is current: it carries the course of the key, and the constraint lets there be only one, however
    many calls arrive at once. A row without incident remembers what opened nothing.
    """

    integration = models.ForeignKey(Integration, models.PROTECT, related_name="alerts")
    incident = models.ForeignKey(Incident, models.CASCADE, null=True, related_name="alerts")
    dedup_key = models.CharField(max_length=255)
    is_current = models.BooleanField(default=True)
    status = models.CharField(max_length=12, choices=AlertStatus)
    severity = models.CharField(max_length=8, choices=Severity)
    summary = models.TextField(blank=True)
    source = models.CharField(max_length=255, blank=True)
    component = models.CharField(max_length=255, blank=True)
    group_name = models.CharField(max_length=255, blank=True)
    class_name = models.CharField(max_length=255, blank=True)
    details = models.JSONField(default=dict)
    links = models.JSONField(default=list)
    images = models.JSONField(default=list)
    marks = models.JSONField(default=list)
    occurrences = models.PositiveIntegerField(default=0)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    # Nullable, so that workers of the version before can still write alerts while the new one is put in place.
    flap_ends = models.JSONField(null=True, default=list)
    flapping_until = models.DateTimeField(null=True)

    first_fired = models.BigIntegerField(null=True)
    last_fired = models.BigIntegerField(null=True)
    acknowledged = models.BigIntegerField(null=True)
    over_from = models.BigIntegerField(null=True)
    over_until = models.BigIntegerField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["integration", "dedup_key"],
                condition=Q(is_current=True),
                name="incidents_alert_key_held_once",
            ),
            models.CheckConstraint(
                condition=Q(is_current=True) | Q(status=AlertStatus.RESOLVED),
                name="incidents_alert_open_holds_key",
            ),
        ]
        indexes = [
            models.Index(fields=["incident", "id"], name="incidents_alert_incident"),
            models.Index(
                fields=["flapping_until", "id"],
                name="incidents_alert_flapping",
                condition=Q(flapping_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def headline(self) -> str:
        """Return what it is about in one line."""
        return as_line(self.summary, HEADLINE_LENGTH) or self.dedup_key[:HEADLINE_LENGTH]

    @property
    def course(self) -> Course:
        """Return the course of the key up to now."""
        return Course(self.first_fired, self.last_fired, self.acknowledged, self.over_from, self.over_until)

    @course.setter
    def course(self, course: Course) -> None:
        self.first_fired, self.last_fired = course.first_fired, course.last_fired
        self.acknowledged = course.acknowledged
        self.over_from, self.over_until = course.over_from, course.over_until
        self.status = course.status
