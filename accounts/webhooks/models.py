"""Who is called when something happens (API-09), what is owed to them, and how each call went."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Right
from accounts.history import signed_history
from accounts.notices.choices import DeliveryState
from accounts.notices.models import Event, Owed, OwedQuerySet
from accounts.outgoing.addresses import LONGEST
from accounts.outgoing.calling import EXCERPT

if TYPE_CHECKING:
    from accounts.people.models import User


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Phrases about web-hooks."""

    def visible_to(self, user: "User") -> "WebhookQuerySet":
        """Return all for who configures or audits, and the own ones for everybody else."""
        if user.is_system or user.may(Right.CONFIGURE) or user.may(Right.AUDIT):
            return self
        return self.filter(owner=user)

    def active(self) -> "WebhookQuerySet":
        """Leave out what is switched off."""
        return self.filter(is_active=True)


class Webhook(models.Model):
    """An address that is called when something happens, with what its owner may read of it.

    The counters beside `failing_since` are no part of the configuration, so the history leaves them out.
    """

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=LONGEST)
    kinds = models.JSONField(_("events"), default=list, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="webhooks",
        verbose_name=_("owner"),
        help_text=_("Calls tell of a record what this person or service account may read of it."),
    )
    is_active = models.BooleanField(_("switched on"), default=True)
    stopped_why = models.CharField(_("switched off because"), max_length=250, blank=True)
    created_at = models.DateTimeField(_("created"))
    salt = models.CharField(max_length=64, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    rotated_at = models.DateTimeField(_("secret since"), editable=False)
    old_salt = models.CharField(max_length=64, blank=True, editable=False)
    old_digest = models.CharField(max_length=64, blank=True, editable=False)
    old_until = models.DateTimeField(_("earlier secret until"), null=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    arrived_at = models.DateTimeField(_("last arrival"), null=True, editable=False)

    history = signed_history(
        excluded_fields=[
            "salt",
            "digest",
            "old_salt",
            "old_digest",
            "failures",
            "failing_since",
            "arrived_at",
        ]
    )
    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("web-hook")
        verbose_name_plural = _("web-hooks")

    def __str__(self) -> str:
        return self.name


class CallQuerySet(OwedQuerySet["Call"]):
    """Phrases about calls."""

    def visible_to(self, user: "User") -> "CallQuerySet":
        """Return the calls of visible web-hooks."""
        return self.filter(webhook__in=Webhook.objects.visible_to(user).order_by())

    def finished(self) -> "CallQuerySet":
        """Leave out what is still owed."""
        return self.exclude(state=DeliveryState.WAITING)

    def due(self, now: datetime) -> "CallQuerySet":
        """Return what may be tried now: one call a web-hook at a time, and the events of a record in their order."""
        waiting = Call.objects.waiting().filter(webhook=OuterRef("webhook"))
        earlier = waiting.filter(about=OuterRef("about"), sequence__lt=OuterRef("sequence"))
        under_way = waiting.filter(claimed_until__gt=now)
        return super().due(now).filter(~Exists(earlier), ~Exists(under_way), webhook__is_active=True)


class Call(Owed):
    """An event owed to a web-hook: its id is the `webhook-id` of every attempt, its body is fixed from the start."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="calls", verbose_name=_("web-hook"))
    event = models.ForeignKey(Event, models.CASCADE, null=True, related_name="calls")
    kind = models.CharField(_("event"), max_length=60)
    about = models.CharField(_("about"), max_length=40, blank=True)
    sequence = models.PositiveIntegerField(_("sequence"), default=0)
    body = models.TextField()
    is_detailed = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("created"))

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("call of a web-hook")
        verbose_name_plural = _("calls of web-hooks")
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="accounts_call_once")]
        indexes = [
            models.Index(
                fields=["due_at"], name="accounts_call_due", condition=Q(state=DeliveryState.WAITING)
            ),
            models.Index(
                fields=["webhook", "about", "sequence"],
                name="accounts_call_order",
                condition=Q(state=DeliveryState.WAITING),
            ),
            models.Index(fields=["webhook", "-created_at"], name="accounts_call_log"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}".strip()


class Attempt(models.Model):
    """How one call went; the excerpt is the beginning of what came back."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="log")
    number = models.PositiveSmallIntegerField(_("attempt"))
    at = models.DateTimeField(_("at"))
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    status_code = models.PositiveSmallIntegerField(_("status code"), null=True)
    excerpt = models.CharField(_("answer"), max_length=EXCERPT, blank=True)
    problem = models.CharField(_("problem"), max_length=500, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.number}: {self.status_code or self.problem}"
