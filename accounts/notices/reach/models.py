"""What somebody chose about being told, and what the roles start with."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history


class Preferences(models.Model):
    """What a person chose; whoever has no row has the defaults. `choices` holds only cells that differ from them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notice_preferences"
    )
    choices = models.JSONField(default=dict)

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
