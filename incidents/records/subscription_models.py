"""Who follows a whole service or team, and is told what followers of its incidents are told."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Team
from incidents.catalogue.models import Service
from incidents.records.choices import Wanted
from incidents.records.models import Incident

if TYPE_CHECKING:
    from accounts.people.models import User


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Phrases about subscriptions."""

    def visible_to(self, user: "User") -> "SubscriptionQuerySet":
        """Return the person's own ones."""
        return self.filter(user=user)

    def covering(self, incident: Incident) -> "SubscriptionQuerySet":
        """Keep those to the incident's service or team."""
        return self.covering_any([incident])

    def covering_any(self, incidents: Iterable[Incident]) -> "SubscriptionQuerySet":
        """Keep those to the service or team of any of the incidents."""
        incidents = list(incidents)
        services = {incident.service_id for incident in incidents} - {None}
        teams = {incident.team_id for incident in incidents} - {None}
        return self.filter(Q(service__in=services) | Q(team__in=teams))


class Subscription(models.Model):
    """Somebody who follows a service or a team; it gives no right to read an incident."""

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
            models.CheckConstraint(
                condition=Q(service__isnull=False, team__isnull=True)
                | Q(service__isnull=True, team__isnull=False),
                name="incidents_subscription_is_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.service or self.team)

    @property
    def target(self) -> Service | Team:
        """Return what is followed; a constraint says that it is one of the two."""
        return self.service or self.team  # type: ignore[return-value]

    def covers(self, incident: Incident) -> bool:
        """Say whether it is about the incident's service or team."""
        if self.service_id is not None:
            return self.service_id == incident.service_id
        return self.team_id == incident.team_id
