"""What an incident meant for people, as it was said over time (INV-10)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.records.models import Incident


class ImpactStatement(models.Model):
    """Who cannot do what, since when and how many: one statement follows another, and none is overwritten."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="impact_statements")
    position = models.PositiveSmallIntegerField()
    what = models.TextField(_("who cannot do what"), max_length=5_000)
    since = models.DateTimeField(_("since"), null=True, blank=True)
    how_many = models.PositiveIntegerField(_("how many people"), null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=160)
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ("-position",)
        verbose_name = _("impact statement")
        verbose_name_plural = _("impact statements")
        constraints = [
            models.UniqueConstraint(fields=["incident", "position"], name="incidents_impact_statement_once"),
            models.CheckConstraint(
                condition=~models.Q(what=""), name="incidents_impact_statement_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.what[:80]
