"""Saved views of the queue, the view that a role starts with, and limits of the board."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Right
from accounts.history import signed_history
from accounts.people.models import Team
from accounts.text import unturned
from incidents.desk.choices import Audience
from incidents.records.choices import OPEN_STATES

if TYPE_CHECKING:
    from accounts.people.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Phrases about saved views."""

    def kept(self) -> "SavedViewQuerySet":
        """Leave out removed ones."""
        return self.filter(removed_at=None)

    def visible_to(self, user: "User") -> "SavedViewQuerySet":
        """Return the own ones and those shared with the person: with a team of theirs, or with everybody."""
        return self.filter(
            Q(owner=user) | Q(audience=Audience.EVERYBODY) | Q(audience=Audience.TEAM, team__in=user.team_ids)
        )

    def changeable_by(self, user: "User") -> "SavedViewQuerySet":
        """Keep what this person may rename, share and remove: the own ones; administrators, all that is shared."""
        if user.may(Right.CONFIGURE):
            return self.filter(Q(owner=user) | ~Q(audience=Audience.OWNER))
        return self.filter(owner=user)


class SavedView(models.Model):
    """A way to look at the queue under a name: view, filters, order and columns. Rows come from `visible_to` as ever.

    `query` holds the filters by name with their values, as the address of the queue has them.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=60)
    view = models.CharField(_("view"), max_length=20)
    query = models.JSONField(_("filters"), default=dict)
    columns = models.JSONField(_("columns"), default=list)
    audience = models.CharField(_("shared with"), max_length=10, choices=Audience, default=Audience.OWNER)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    created_at = models.DateTimeField(_("made"))
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    history = signed_history()
    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                condition=Q(removed_at=None),
                name="incidents_saved_view_name_once",
            ),
            models.CheckConstraint(
                condition=Q(audience=Audience.TEAM, team__isnull=False)
                | Q(audience__in=[Audience.OWNER, Audience.EVERYBODY], team__isnull=True),
                name="incidents_saved_view_audience",
            ),
        ]

    def __str__(self) -> str:
        return unturned(self.name)

    def get_absolute_url(self) -> str:
        return reverse("saved_view", args=[self.pk])

    @property
    def shared_with(self) -> str:
        """Say who finds it, in words."""
        if self.team is not None:
            return unturned(self.team.name)
        return str(self.get_audience_display())


class FirstView(models.Model):
    """The view of the queue that members of a role start with until they choose for themselves."""

    role = models.OneToOneField(Group, models.PROTECT, related_name="+", verbose_name=_("role"))
    view = models.CharField(_("view"), max_length=20, blank=True)
    saved = models.ForeignKey(
        SavedView, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("saved view")
    )

    history = signed_history()

    class Meta:
        ordering = ("role__name",)
        verbose_name = _("first view of a role")
        verbose_name_plural = _("first views of roles")
        constraints = [
            models.CheckConstraint(
                condition=(Q(view="") & Q(saved__isnull=False)) | (~Q(view="") & Q(saved__isnull=True)),
                name="incidents_first_view_is_one",
            )
        ]

    def __str__(self) -> str:
        return self.role.name


class WipLimit(models.Model):
    """How many incidents of a team should stand in one state at the same time; shown on the board, never enforced."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("team"))
    state = models.CharField(
        _("state"), max_length=12, choices=[(one.value, one.label) for one in OPEN_STATES]
    )
    most = models.PositiveSmallIntegerField(_("at most"), validators=[MinValueValidator(1)])

    history = signed_history()

    class Meta:
        ordering = ("team__name", "state")
        verbose_name = _("work-in-progress limit")
        verbose_name_plural = _("work-in-progress limits")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "state"],
                name="incidents_wip_limit_once",
                violation_error_message=_("This team has a limit for this state."),
            ),
            models.CheckConstraint(condition=Q(most__gte=1), name="incidents_wip_limit_most"),
            models.CheckConstraint(condition=Q(state__in=OPEN_STATES), name="incidents_wip_limit_state"),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.get_state_display()}"
