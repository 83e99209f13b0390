"""What somebody chose about being told, and what the roles start with."""

from datetime import time

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from accounts.notices.reach.choices import Pace

# What one can read in an hour; who wants less says so.
HOURLY_BUDGET = 20
LARGEST_BUDGET = 200


class Preferences(models.Model):
    """What a person chose; whoever has no row has the defaults. `choices` holds only cells that differ from them.

    `quiet_days` are the days on which quiet hours begin, as figures from 0 for Monday.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notice_preferences"
    )
    choices = models.JSONField(default=dict)
    quiet_days = models.CharField(max_length=7, blank=True)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.AT_ONCE)
    daily_at = models.TimeField(default=time(8))
    hourly_budget = models.PositiveSmallIntegerField(
        default=HOURLY_BUDGET, validators=[MinValueValidator(1), MaxValueValidator(LARGEST_BUDGET)]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="accounts_preferences_quiet_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(hourly_budget__range=(1, LARGEST_BUDGET)),
                name="accounts_preferences_budget",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class RoleDefaults(models.Model):
    """Which events the members of a role are told of by which way until they choose for themselves."""

    role = models.OneToOneField(Group, models.PROTECT, related_name="notice_defaults", verbose_name=_("role"))
    choices = models.JSONField(_("told of"), default=dict)

    history = signed_history()

    class Meta:
        ordering = ("role__name",)
        verbose_name = _("notices of a role")
        verbose_name_plural = _("notices of roles")

    def __str__(self) -> str:
        return self.role.name
