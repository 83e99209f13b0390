"""Action items: what will be done so that it goes otherwise next time, and whether it worked."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from reviews.actions.choices import (
    OPEN,
    PROMISED,
    ActionKind,
    ActionPriority,
    ActionState,
    Verification,
)
from reviews.records.content_models import ContributingFactor
from reviews.records.models import Review, person

if TYPE_CHECKING:
    from accounts.people.models import User


class ActionQuerySet(models.QuerySet["ActionItem"]):
    """Phrases about action items."""

    def visible_to(self, user: "User") -> "ActionQuerySet":
        """Return the actions of visible reviews, and the person's own."""
        if not user.is_staff_member:
            return self.none()
        return self.filter(Q(review__in=Review.objects.visible_to(user).order_by()) | Q(owner=user))

    def overdue(self, today: date) -> "ActionQuerySet":
        """Return what should be done by now and is not."""
        return self.filter(state__in=OPEN, due_on__lt=today)

    def locked(self, pk: int) -> "ActionItem":
        """Lock one row and read it again."""
        rows = self.select_related("review", "review__incident", "owner", "factor")
        return rows.select_for_update(no_key=True, of=("self",)).get(pk=pk)


class ActionItem(models.Model):
    """Something somebody does by a day, with an effect that can be checked."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="actions")
    position = models.PositiveSmallIntegerField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    statement = models.CharField(_("what will be done"), max_length=500)
    kind = models.CharField(_("kind"), max_length=10, choices=ActionKind, default=ActionKind.PREVENT)
    factor = models.ForeignKey(
        ContributingFactor,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("factor"),
    )
    owner = person("owned_actions", _("owner"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    priority = models.CharField(
        _("priority"), max_length=12, choices=ActionPriority, default=ActionPriority.IMPROVEMENT
    )
    expected_effect = models.CharField(_("expected effect"), max_length=500, blank=True)
    verification = models.CharField(
        _("how we check it"), max_length=10, choices=Verification, blank=True, default=""
    )
    external_link = models.URLField(_("link elsewhere"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=14, choices=ActionState, default=ActionState.PROPOSED, editable=False
    )
    due_moves = models.PositiveSmallIntegerField(_("due date moved"), default=0, editable=False)
    outcome = models.CharField(_("outcome"), max_length=500, blank=True)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    done_at = models.DateTimeField(_("done"), null=True)
    settled_at = models.DateTimeField(_("settled"), null=True)

    history = signed_history()
    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("review", "position")
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ActionState.values), name="reviews_action_state"),
            models.CheckConstraint(
                condition=Q(kind__in=ActionKind.values, priority__in=ActionPriority.values),
                name="reviews_action_words",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PROMISED) | Q(owner__isnull=False, due_on__isnull=False),
                name="reviews_action_promised_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[ActionState.VERIFIED, ActionState.NOT_EFFECTIVE, ActionState.CANCELLED]
                )
                | ~Q(outcome=""),
                name="reviews_action_outcome_is_told",
            ),
            models.UniqueConstraint(fields=["review", "position"], name="reviews_action_position_once"),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="reviews_action_due"),
            models.Index(fields=["owner", "state"], name="reviews_action_owner"),
        ]

    def __str__(self) -> str:
        return self.statement

    def is_overdue(self, today: date) -> bool:
        """Say whether it should be done by now and is not."""
        return self.state in OPEN and self.due_on is not None and self.due_on < today
