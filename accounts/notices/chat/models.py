"""Where somebody is reached beside e-mail."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.notices.chat.services import label_of

if TYPE_CHECKING:
    from accounts.people.models import User

LONGEST_NAME = 40


class ChatAddressQuerySet(models.QuerySet["ChatAddress"]):
    """Phrases about own addresses."""

    def visible_to(self, user: "User") -> "ChatAddressQuerySet":
        """Return the person's own that are in use; nobody else's are shown to anybody."""
        return self.filter(user=user, removed_at=None)


class ChatAddress(models.Model):
    """An address at a chat or SMS service. It is a secret: whoever knows it can write there, so it is kept sealed.

    A removed one keeps its row for the log of what was sent, and nothing of the secret.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="chat_addresses")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    service = models.CharField(max_length=20)
    sealed = models.TextField(editable=False)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)

    objects: ClassVar[ChatAddressQuerySet] = ChatAddressQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=models.Q(removed_at=None),
                name="accounts_chat_address_name",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at=None) | models.Q(sealed=""),
                name="accounts_chat_address_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return how it is shown everywhere."""
        return label_of(self.service, self.name)
