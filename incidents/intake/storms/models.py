"""The table of storms: one row from the first report too many until it is calm again (CH-23)."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from incidents.catalogue.models import Service
from incidents.intake.correlation.choices import Decision
from incidents.records.choices import MajorState
from incidents.records.models import Incident

if TYPE_CHECKING:
    from accounts.people.models import User
    from incidents.records.models import IncidentQuerySet


class StormQuerySet(models.QuerySet["Storm"]):
    """Phrases about storms."""

    def current(self) -> "StormQuerySet":
        """Leave out what is over."""
        return self.filter(ended_at=None)

    def to_gather(self) -> "StormQuerySet":
        """Leave out what somebody rejected."""
        return self.current().exclude(decision=Decision.REJECTED)

    def with_left(self) -> Any:
        """Count the reports that stand below no parent yet, as `left` of each row."""
        rows = (
            loose(Incident.objects.all())
            .filter(service=OuterRef("service"), reported_at__gte=OuterRef("began_at"))
            .exclude(pk=Coalesce(OuterRef("parent"), 0))
            .order_by()
            .values("service")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return self.annotate(left=Coalesce(Subquery(rows), 0))


def loose(incidents: "IncidentQuerySet") -> "IncidentQuerySet":
    """Keep open incidents that could become children: without a parent, without children, not a major one."""
    parents = Incident.objects.filter(parent__isnull=False).order_by().values("parent")
    return (
        incidents.open().filter(parent=None).exclude(major_state=MajorState.DECLARED).exclude(pk__in=parents)
    )


class Storm(models.Model):
    """More reports on a service than its limit; the constraint lets there be one at a time for each."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    reports = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.OPEN)
    parent = models.ForeignKey(Incident, models.CASCADE, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = StormQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("storm of reports")
        verbose_name_plural = _("storms of reports")
        constraints = [
            models.UniqueConstraint(
                fields=["service"], condition=Q(ended_at=None), name="incidents_storm_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.OPEN, decided_at=None)
                | (~Q(decision=Decision.OPEN) & Q(decided_at__isnull=False)),
                name="incidents_storm_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.ACCEPTED, parent__isnull=False)
                | (~Q(decision=Decision.ACCEPTED) & Q(parent=None)),
                name="incidents_storm_has_parent",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.REJECTED) | ~Q(reason=""),
                name="incidents_storm_rejected_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.began_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("storm", args=[self.pk])

    def reports_for(self, user: "User") -> "IncidentQuerySet":
        """Return the reports that this person may gather, oldest first."""
        rows = loose(Incident.objects.visible_to(user))
        rows = rows.filter(service=self.service_id, reported_at__gte=self.began_at)
        if self.parent_id is not None:
            rows = rows.exclude(pk=self.parent_id)
        return rows.select_related("requester").order_by("reported_at", "id")
