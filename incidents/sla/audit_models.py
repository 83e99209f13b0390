"""Runs of the self-audit and of back-tests: long work as rows, claimed piece by piece and resumed where it stopped."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from incidents.sla.choices import UNFINISHED, BacktestState

if TYPE_CHECKING:
    from datetime import datetime

MOST_DAYS = 731


class AuditRun(models.Model):
    """One comparison of all live clocks, and some finished ones, with their ledger and their history (SLA-20)."""

    night = models.DateField(_("night"), null=True, unique=True)
    began_at = models.DateTimeField(_("began"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    sample = models.PositiveIntegerField(_("finished incidents drawn"))
    stage = models.CharField(max_length=10, default="live")
    cursor = models.PositiveBigIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    incidents_checked = models.PositiveIntegerField(_("incidents compared"), default=0)
    clocks_checked = models.PositiveIntegerField(_("clocks compared"), default=0)
    difference_count = models.PositiveIntegerField(_("differences"), default=0)
    differences = models.JSONField(_("what differs"), default=list)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("service level audit")
        verbose_name_plural = _("service level audits")

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"


class BacktestQuerySet(models.QuerySet["Backtest"]):
    """Phrases about back-tests."""

    def free(self, now: "datetime") -> "BacktestQuerySet":
        """Keep those on which nobody works: waiting, or left behind by a worker that died."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), state__in=UNFINISHED).order_by(
            "id"
        )


class Backtest(models.Model):
    """A changed policy, calendar or matrix tried on the incidents of the last days (SLA-19)."""

    draft = models.JSONField(_("what is tried"))
    days = models.PositiveSmallIntegerField(
        _("days"), validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    state = models.CharField(_("state"), max_length=10, choices=BacktestState, default=BacktestState.QUEUED)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    created_at = models.DateTimeField(_("asked"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    cursor = models.PositiveBigIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(_("incidents"), default=0)
    checked = models.PositiveIntegerField(_("incidents replayed"), default=0)
    changed = models.PositiveIntegerField(_("promises that turn"), default=0)
    result = models.JSONField(_("result"), default=dict)
    problem = models.CharField(_("problem"), max_length=500, blank=True)

    objects = BacktestQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("back-test")
        verbose_name_plural = _("back-tests")
        indexes = [
            models.Index(fields=["id"], name="incidents_backtest_due", condition=Q(state__in=UNFINISHED)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("admin:incidents_backtest_change", args=[self.pk])

    @property
    def is_unfinished(self) -> bool:
        """Say whether there is work left."""
        return self.state in UNFINISHED

    @property
    def percent(self) -> int:
        """Return how much is done."""
        return 100 * self.checked // self.total if self.total else 0
