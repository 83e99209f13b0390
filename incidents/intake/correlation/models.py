"""The tables of correlation: rules in their order, the groups they made, what waits for a person's decision."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from incidents.catalogue.models import ReferenceQuerySet, Service
from incidents.intake.correlation.choices import Decision, Mode, Tie
from incidents.intake.models import Integration
from incidents.records.models import IS_OPEN, Incident

if TYPE_CHECKING:
    from accounts.people.models import User

# A week: what begins later than that is another story.
MOST_MINUTES = 7 * 24 * 60
_PATTERN = _("* stands for anything: *disk*")


def _pattern(label: Any) -> Any:
    return models.CharField(label, max_length=250, blank=True, help_text=_PATTERN)


class CorrelationRule(models.Model):
    """Which alerts belong together; the first rule whose conditions hold applies (CH-12)."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("Rules are tried from the lowest position up.")
    )
    mode = models.CharField(_("a further alert"), max_length=10, choices=Mode, default=Mode.CANDIDATE)
    services = models.ManyToManyField(
        Service, blank=True, related_name="+", verbose_name=_("services"), help_text=_("None means all.")
    )
    integrations = models.ManyToManyField(
        Integration,
        blank=True,
        related_name="+",
        verbose_name=_("integrations"),
        help_text=_("None means all."),
    )
    severities = models.JSONField(_("severities"), default=list, blank=True)
    summary_pattern = _pattern(_("summary"))
    source_pattern = _pattern(_("source"))
    component_pattern = _pattern(_("component"))
    group_pattern = _pattern(_("group"))
    class_pattern = _pattern(_("class"))
    group_by = models.JSONField(_("have in common"), default=list)
    window_minutes = models.PositiveIntegerField(
        _("window in minutes"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
        help_text=_("Counted from the alert with which the group begins."),
    )
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    history = signed_history(m2m_fields=[services, integrations])
    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("correlation rule")
        verbose_name_plural = _("correlation rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(window_minutes__range=(1, MOST_MINUTES)), name="incidents_correlation_window"
            ),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="incidents_correlation_mode"),
        ]

    def __str__(self) -> str:
        return self.name


class AlertGroup(models.Model):
    """What a rule holds together, named by the values its alerts have in common.

    The constraint lets there be one row of a name, however many alerts arrive at once; who holds it says which
    incident the group has now, and when that group began.
    """

    rule = models.ForeignKey(CorrelationRule, models.PROTECT, related_name="groups")
    digest = models.CharField(max_length=64)
    values = models.JSONField(default=dict)
    incident = models.ForeignKey(Incident, models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField()

    class Meta:
        verbose_name = _("group of alerts")
        verbose_name_plural = _("groups of alerts")
        constraints = [
            models.UniqueConstraint(fields=["rule", "digest"], name="incidents_alert_group_once"),
        ]

    def __str__(self) -> str:
        return " · ".join(self.values.values())


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Phrases about suggestions."""

    def visible_to(self, user: "User") -> "SuggestionQuerySet":
        """Return those between incidents that the person may see both of."""
        seen = Incident.objects.visible_to(user).order_by()
        return self.filter(incident__in=seen, target__in=seen)

    def undecided(self) -> "SuggestionQuerySet":
        """Leave out what somebody decided."""
        return self.filter(decision=Decision.OPEN)

    def pending(self) -> "SuggestionQuerySet":
        """Return what is still to be decided; between incidents of which one is finished nothing is."""
        open_ones = Incident.objects.filter(IS_OPEN).order_by()
        return self.undecided().filter(incident__in=open_ones, target__in=open_ones)


class Suggestion(models.Model):
    """A rule's guess that an incident is a part of another one; a person decides, once."""

    rule = models.ForeignKey(CorrelationRule, models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)
    incident = models.OneToOneField(Incident, models.CASCADE, related_name="grouping")
    target = models.ForeignKey(Incident, models.CASCADE, related_name="+")
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.OPEN)
    tie = models.CharField(max_length=8, choices=Tie, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("suggestion to group")
        verbose_name_plural = _("suggestions to group")
        indexes = [
            models.Index(fields=["id"], name="incidents_suggestion_open", condition=Q(decision=Decision.OPEN))
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(incident=F("target")), name="incidents_suggestion_not_itself"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.OPEN, decided_at=None)
                | (~Q(decision=Decision.OPEN) & Q(decided_at__isnull=False)),
                name="incidents_suggestion_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.ACCEPTED, tie__in=Tie.values)
                | (~Q(decision=Decision.ACCEPTED) & Q(tie="")),
                name="incidents_suggestion_has_tie",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} → {self.target_id}"
