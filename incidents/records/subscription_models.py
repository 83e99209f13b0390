"""Who follows a whole service or team, and is told what followers of its incidents are told."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from accounts.people.models import Team, User
from incidents.catalogue.models import Service
from incidents.records.choices import Wanted
from incidents.records.models import Incident


def covers_any(incidents: Iterable[Incident]) -> Q:
    """Return what keeps subscriptions to the service or team of any of the incidents."""
    incidents = list(incidents)
    services = {incident.service_id for incident in incidents} - {None}
    teams = {incident.team_id for incident in incidents} - {None}
    return Q(service__in=services) | Q(team__in=teams)


def _same_as(service: str, team: str) -> Q:
    """Return what keeps own subscriptions to the service or team of a row around them."""
    return Q(service=OuterRef(service)) | Q(team=OuterRef(team))


_IS_ONE = Q(service__isnull=False, team__isnull=True) | Q(service__isnull=True, team__isnull=False)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Phrases about subscriptions."""

    def visible_to(self, user: User) -> "SubscriptionQuerySet":
        """Return the person's own ones."""
        return self.filter(user=user)

    def covering(self, incident: Incident) -> "SubscriptionQuerySet":
        """Keep those to the incident's service or team."""
        return self.filter(covers_any([incident]))


class Subscription(models.Model):
    """Somebody who follows a service or a team; it gives no right to read an incident.

    One that wants nothing says that its owner does not follow what a role of theirs follows.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions")
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, related_name="+", verbose_name=_("service")
    )
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", verbose_name=_("team"))
    wanted = models.CharField(_("told of"), max_length=10, choices=Wanted, default=Wanted.ALL)
    created_at = models.DateTimeField()

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ("service__name", "team__name", "id")
        constraints = [
            models.UniqueConstraint(fields=["user", "service"], name="incidents_subscription_service_once"),
            models.UniqueConstraint(fields=["user", "team"], name="incidents_subscription_team_once"),
            models.CheckConstraint(condition=_IS_ONE, name="incidents_subscription_is_one"),
        ]

    def __str__(self) -> str:
        return str(self.service or self.team)

    @property
    def target(self) -> Service | Team:
        """Return what is followed; a constraint says that it is one of the two."""
        return self.service or self.team  # type: ignore[return-value]


class RoleSubscriptionQuerySet(models.QuerySet["RoleSubscription"]):
    """Phrases about what roles follow."""

    def of(self, user: User) -> "RoleSubscriptionQuerySet":
        """Return what the person follows by a role, and has not chosen otherwise."""
        chosen = Subscription.objects.visible_to(user).filter(_same_as("service", "team")).order_by()
        return self.filter(role__user=user).exclude(Exists(chosen))

    def members(self) -> models.QuerySet[User]:
        """Return who follows by a role, once for each, and what; without those who chose for themselves."""
        path = "groups__subscriptions"
        people = User.objects.order_by().filter(**{f"{path}__in": self.order_by()})
        people = people.annotate(of_service=F(f"{path}__service"), of_team=F(f"{path}__team"))
        chosen = Subscription.objects.filter(
            _same_as("of_service", "of_team"), user=OuterRef("pk")
        ).order_by()
        unchosen: models.QuerySet[User] = people.exclude(Exists(chosen))
        return unchosen


class RoleSubscription(models.Model):
    """A service or a team that the members of a role follow until they choose for themselves."""

    role = models.ForeignKey(Group, models.PROTECT, related_name="subscriptions", verbose_name=_("role"))
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    wanted = models.CharField(
        _("told of"),
        max_length=10,
        choices=[choice for choice in Wanted.choices if choice[0] != Wanted.NONE],
        default=Wanted.ALL,
    )

    history = signed_history()
    objects = RoleSubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ("role__name", "service__name", "team__name", "id")
        verbose_name = _("subscription of a role")
        verbose_name_plural = _("subscriptions of roles")
        constraints = [
            models.UniqueConstraint(
                fields=["role", "service"], name="incidents_role_subscription_service_once"
            ),
            models.UniqueConstraint(fields=["role", "team"], name="incidents_role_subscription_team_once"),
            models.CheckConstraint(condition=_IS_ONE, name="incidents_role_subscription_is_one"),
            models.CheckConstraint(
                condition=~Q(wanted=Wanted.NONE), name="incidents_role_subscription_wants"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.service or self.team}"

    @property
    def target(self) -> Service | Team:
        """Return what is followed; a constraint says that it is one of the two."""
        return self.service or self.team  # type: ignore[return-value]
