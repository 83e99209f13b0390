"""The tables of importing: a run, its rows in lots, the rows that were refused, and where incidents came from."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from incidents.intake.imports.choices import ENDED, HALTED, UNFINISHED, WAITING, RunState, Subject
from incidents.intake.imports.mapping import LONGEST_SOURCE
from incidents.records.models import Incident


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Phrases about imports."""

    def free(self, now: datetime) -> "ImportRunQuerySet":
        """Keep those on which nobody works: waiting, or left behind by a worker that died."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), state__in=UNFINISHED).order_by(
            "id"
        )


class ImportRun(models.Model):
    """One file on its way in: what it holds, how it is mapped, and how far it has come."""

    subject = models.CharField(_("holds"), max_length=14, choices=Subject)
    file_name = models.CharField(_("file"), max_length=150)
    headers = models.JSONField(_("columns"))
    mapping = models.JSONField(_("mapping"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("imported by")
    )
    created_at = models.DateTimeField(_("uploaded"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    position = models.PositiveIntegerField(default=0)
    claim = models.CharField(max_length=36, blank=True)
    claimed_until = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(_("rows"), default=0)
    seen = models.PositiveIntegerField(_("rows dealt with"), default=0)
    made = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("already here"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    problem = models.CharField(_("problem"), max_length=500, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["id"], name="incidents_import_due", condition=Q(state__in=UNFINISHED)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("admin:incidents_importrun_change", args=[self.pk])

    @property
    def is_unfinished(self) -> bool:
        """Say whether a worker has work left."""
        return self.state in UNFINISHED

    @property
    def is_waiting(self) -> bool:
        """Say whether a person decides what comes next."""
        return self.state in WAITING

    @property
    def is_halted(self) -> bool:
        """Say whether the import stands still in the middle and may go on."""
        return self.state in HALTED

    @property
    def takes_rows(self) -> bool:
        """Say whether a dry run found rows that would change something."""
        return self.state == RunState.CHECKED and self.made + self.changed > 0

    @property
    def is_over(self) -> bool:
        """Say whether nothing comes any more."""
        return self.state in ENDED

    @property
    def percent(self) -> int:
        """Return how much is done."""
        return 100 * self.seen // self.total if self.total else 0


class ImportLot(models.Model):
    """Rows of a run that are dealt with in one transaction: [number, cells, problem] each; gone when it is over."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lots")
    number = models.PositiveIntegerField()
    rows: Any = models.JSONField()
    # Row number to the earlier row with the same key, as far as this lot goes.
    doubles: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="incidents_import_lot_once")]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.number}"


class RefusedRow(models.Model):
    """A row that was not taken: its cells as they came, and what is wrong with each."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="refused_rows")
    number = models.PositiveIntegerField(_("row"))
    cells: Any = models.JSONField()
    problems: Any = models.JSONField(_("problems"))

    class Meta:
        ordering = ("number", "id")
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="incidents_import_refused_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.number}"


class Origin(models.Model):
    """Where an incident was imported from; the source and its key make sure that it comes once."""

    incident = models.OneToOneField(Incident, models.CASCADE, related_name="origin")
    source = models.CharField(_("source"), max_length=LONGEST_SOURCE)
    key = models.CharField(_("number there"), max_length=80)
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="origins")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="incidents_origin_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
