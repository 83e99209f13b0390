"""What somebody has typed and not sent yet; nobody else ever reads it (LOG-22)."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.people.models import User


class DraftQuerySet(models.QuerySet["Draft"]):
    """Phrases about drafts."""

    def visible_to(self, user: "User") -> "DraftQuerySet":
        """Return the person's own."""
        return self.filter(owner=user)

    def at(self, place: str) -> "DraftQuerySet":
        """Return those of one form, the newest first."""
        return self.filter(place=place).order_by("-saved_at", "-id")


class Draft(models.Model):
    """The fields of one form that was not sent, each with its values as they would be sent.

    `place` names the form, `token` the form's own token: two tabs with the same form are two drafts.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=60)
    token = models.CharField(max_length=64)
    words = models.JSONField(default=dict)
    saved_at = models.DateTimeField(_("saved"), db_index=True)

    objects: ClassVar[DraftQuerySet] = DraftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["owner", "place", "token"], name="accounts_draft_once")
        ]

    def __str__(self) -> str:
        # Not the words: names of rows appear where only their owner may read them.
        return f"{self.place} {self.pk}"

    @property
    def title(self) -> str:
        """Return what a person knows it by."""
        return self.first("title")

    def first(self, name: str) -> str:
        """Return the first value of a field; empty if there is none."""
        values = self.words.get(name) or [""]
        return str(values[0])
