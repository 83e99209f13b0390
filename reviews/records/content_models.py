"""What a review is made of beside its text: contributing factors and the timeline."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from incidents.records.timeline_models import Entry
from reviews.records.choices import Confidence, FactorCategory, Mark, MomentKind
from reviews.records.models import Review


class ContributingFactor(models.Model):
    """A condition without which it would have gone otherwise; there is hardly ever just one."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="factors")
    version = models.PositiveIntegerField(default=1, editable=False)
    statement = models.CharField(_("what contributed"), max_length=500)
    category = models.CharField(_("category"), max_length=14, choices=FactorCategory)
    evidence = models.TextField(_("evidence"), blank=True, max_length=5_000)
    confidence = models.CharField(
        _("confidence"), max_length=8, choices=Confidence, default=Confidence.MEDIUM
    )

    history = signed_history()

    class Meta:
        ordering = ("id",)
        verbose_name = _("contributing factor")
        verbose_name_plural = _("contributing factors")
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=FactorCategory.values, confidence__in=Confidence.values),
                name="reviews_factor_words",
            ),
            models.CheckConstraint(condition=~Q(statement=""), name="reviews_factor_says_something"),
        ]

    def __str__(self) -> str:
        return self.statement


class TimelineEntry(models.Model):
    """One moment of the story, with where we know it from; a mark is computed from the incident."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="timeline")
    version = models.PositiveIntegerField(default=1, editable=False)
    happened_at = models.DateTimeField(_("when"))
    text = models.TextField(_("what happened"), max_length=2_000)
    source = models.CharField(_("source"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=MomentKind)
    is_starred = models.BooleanField(_("important"), default=False)
    mark = models.CharField(max_length=14, choices=Mark, blank=True, editable=False)
    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)

    history = signed_history()

    class Meta:
        ordering = ("happened_at", "id")
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MomentKind.values), name="reviews_timeline_kind"),
            models.CheckConstraint(
                condition=Q(mark="") | Q(mark__in=Mark.values) & ~Q(source=""),
                name="reviews_timeline_mark_has_source",
            ),
            models.UniqueConstraint(
                fields=["review", "mark"], condition=~Q(mark=""), name="reviews_timeline_mark_once"
            ),
            models.UniqueConstraint(fields=["review", "entry"], name="reviews_timeline_entry_once"),
        ]
        indexes = [models.Index(fields=["review", "happened_at", "id"], name="reviews_timeline_order")]

    def __str__(self) -> str:
        return self.text
