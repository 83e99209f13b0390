"""The review of an incident, and who and what belongs to it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Right
from accounts.history import signed_history
from incidents.records.models import Incident
from reviews.records.choices import EDITABLE, FINISHED, UNDER_WAY, ReviewState, Visibility
from reviews.rules.choices import Rule

if TYPE_CHECKING:
    from accounts.people.models import User

_SECTION_LENGTH = 20_000


class ReviewQuerySet(models.QuerySet["Review"]):
    """Phrases about reviews."""

    def visible_to(self, user: "User") -> "ReviewQuerySet":
        """Return what this person may read: nothing unless staff; restricted ones only who takes part or approves."""
        if user.is_system or user.may(Right.APPROVE_REVIEWS) or user.may(Right.AUDIT):
            return self
        if not (user.may(Right.REVIEW) or user.may(Right.SEE_ALL)):
            return self.none()
        writes = Exists(Author.objects.filter(review=OuterRef("pk"), user=user))
        return self.filter(Q(visibility=Visibility.STAFF) | Q(owner=user) | Q(facilitator=user) | writes)

    def under_way(self) -> "ReviewQuerySet":
        """Leave out published, closed and waived ones."""
        return self.filter(state__in=UNDER_WAY)

    def with_people(self) -> "ReviewQuerySet":
        """Fetch in one query what every page and answer shows."""
        return self.select_related(
            "owner",
            "facilitator",
            "approved_by",
            "waived_by",
            "incident",
            "incident__service",
            "incident__category",
            "incident__hold_reason",
        )

    def locked(self, pk: int) -> "Review":
        """Lock one row and read it again; the lock lets others still insert rows that point at it."""
        return self.with_people().select_for_update(no_key=True, of=("self",)).get(pk=pk)


def person(related_name: str, label: Any, **options: Any) -> Any:
    """Return a link to somebody."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=related_name, verbose_name=label, **options
    )


def _section(label: Any) -> Any:
    return models.TextField(label, blank=True, max_length=_SECTION_LENGTH)


class Review(models.Model):
    """What people learn from an incident: what happened, why it made sense, what is done about it."""

    number = models.CharField(_("number"), max_length=24, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=12, choices=ReviewState, editable=False)
    visibility = models.CharField(
        _("visibility"), max_length=12, choices=Visibility, default=Visibility.STAFF
    )
    incident = models.OneToOneField(
        Incident, models.PROTECT, related_name="review", verbose_name=_("incident")
    )
    incidents = models.ManyToManyField(Incident, through="CoveredIncident", related_name="reviews")
    rules = models.JSONField(_("required by"), default=list)
    request_reason = models.CharField(_("why it was asked for"), max_length=500, blank=True)

    owner = person("owned_reviews", _("owner"), null=True, blank=True)
    facilitator = person("facilitated_reviews", _("facilitator"), null=True, blank=True)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Author", related_name="+")

    summary = models.TextField(_("summary"), blank=True, max_length=5_000)
    impact = _section(_("impact"))
    detection = _section(_("detection"))
    response = _section(_("response"))
    recovery = _section(_("recovery"))
    surprises = _section(_("surprises"))
    went_well = _section(_("what went well"))
    made_harder = _section(_("what made it harder"))
    lucky = _section(_("where luck helped"))

    submit_due_at = models.DateTimeField(_("hand in by"), null=True)
    meeting_due_at = models.DateTimeField(_("talk it over by"), null=True)
    approve_due_at = models.DateTimeField(_("approve by"), null=True)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    submitted_at = models.DateTimeField(_("handed in"), null=True)
    approved_at = models.DateTimeField(_("approved"), null=True)
    approved_by = person("+", _("approved by"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    waived_at = models.DateTimeField(_("waived"), null=True)
    waived_by = person("+", _("waived by"), null=True, blank=True)
    waive_reason = models.CharField(_("why it was waived"), max_length=500, blank=True)

    history = signed_history()
    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="reviews_review_state"),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="reviews_review_visibility"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReviewState.REQUIRED, ReviewState.DRAFT, ReviewState.WAIVED])
                | Q(owner__isnull=False, submitted_at__isnull=False),
                name="reviews_review_handed_in_by_owner",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReviewState.APPROVED, ReviewState.PUBLISHED, ReviewState.CLOSED])
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="reviews_review_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReviewState.PUBLISHED, ReviewState.CLOSED])
                | Q(published_at__isnull=False),
                name="reviews_review_published_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.CLOSED) | Q(closed_at__isnull=False),
                name="reviews_review_closed_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=ReviewState.WAIVED, waived_by__isnull=False) & ~Q(waive_reason="")
                | ~Q(state=ReviewState.WAIVED) & Q(waive_reason=""),
                name="reviews_review_waived_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "submit_due_at"], name="reviews_review_due"),
            models.Index(fields=["owner", "state"], name="reviews_review_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.number])

    @property
    def is_editable(self) -> bool:
        """Say whether its text may still change."""
        return self.state in EDITABLE

    @property
    def is_finished(self) -> bool:
        """Say whether nothing happens to it any more."""
        return self.state in FINISHED

    @property
    def due_at(self) -> datetime | None:
        """Return when the next step is due, or None when none is."""
        if self.state in (ReviewState.REQUIRED, ReviewState.DRAFT):
            return self.submit_due_at
        return self.approve_due_at if self.state in (ReviewState.IN_REVIEW, ReviewState.APPROVED) else None

    @property
    def rule_names(self) -> list[str]:
        """Return in words why it is due."""
        return [str(Rule(rule).label) for rule in self.rules]


class CoveredIncident(models.Model):
    """An incident that a review is about; the first one is the review's own."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="covered")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")

    history = signed_history()

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["review", "incident"], name="reviews_covered_once")]

    def __str__(self) -> str:
        return f"{self.review.number} {self.incident.number}"


class Author(models.Model):
    """Somebody who writes a review, beside its owner."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="written_by")
    user = person("+", _("person"))

    history = signed_history()

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["review", "user"], name="reviews_author_once")]

    def __str__(self) -> str:
        return str(self.user)
