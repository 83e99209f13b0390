"""The macros that administrators prepare."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from accounts.people.models import Team
from incidents.catalogue.choices import Level
from incidents.catalogue.models import (
    CancelReason,
    Category,
    CauseCategory,
    HoldReason,
    ReferenceEntry,
    ResolutionCode,
    Service,
)
from incidents.prepared.macros.choices import MacroStep
from incidents.records.choices import Evidence

_LONGEST_HOLD = 60 * 24 * 90


def _row(model: Any, label: Any) -> Any:
    return models.ForeignKey(
        model, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Macro(ReferenceEntry):
    """Changes of details, words and one step, done together or not at all; texts may have variables."""

    step = models.CharField(_("step"), max_length=12, choices=MacroStep, blank=True)
    service = _row(Service, _("service"))
    category = _row(Category, _("category"))
    impact = models.CharField(_("impact"), max_length=10, choices=Level, blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Level, blank=True)
    team = _row(Team, _("team"))
    assignee = _row(settings.AUTH_USER_MODEL, _("assignee"))
    takes = models.BooleanField(_("assign to whoever uses it"), default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    hold_reason = _row(HoldReason, _("hold reason"))
    hold_minutes = models.PositiveIntegerField(
        _("hold for minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(_LONGEST_HOLD)],
    )
    resolution_code = _row(ResolutionCode, _("resolution code"))
    cause_category = _row(CauseCategory, _("cause category"))
    evidence = models.CharField(
        _("how do you know?"),
        max_length=14,
        choices=[(proof.value, proof.label) for proof in Evidence if proof != Evidence.SILENT],
        blank=True,
    )
    cancel_reason = _row(CancelReason, _("cancel reason"))
    reply = models.TextField(
        _("text for the requester"),
        max_length=10_000,
        blank=True,
        help_text=_("With “Hold” it is the question, with “Resolve” the resolution."),
    )
    note = models.TextField(_("work note"), max_length=10_000, blank=True)
    stars = models.BooleanField(_("mark the note for the review"), default=False)
    watches = models.BooleanField(_("follow the incident"), default=False)

    history = signed_history()

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("macro")
        verbose_name_plural = _("macros")
        constraints = [
            models.CheckConstraint(
                condition=Q(assignee=None) | Q(takes=False), name="incidents_macro_one_assignee"
            ),
            models.CheckConstraint(
                condition=Q(stars=False) | ~Q(note=""), name="incidents_macro_stars_a_note"
            ),
        ]
