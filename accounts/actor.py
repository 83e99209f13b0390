"""Who acts: a person, an integration or the product itself, through which door and why."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.choices import Channel, Right

if TYPE_CHECKING:
    from accounts.people.models import User


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts through a channel.

    `cause` says why the product itself acts ("the requester replied"); `request_id` ties the history to a request.
    """

    user: "User"
    channel: Channel
    cause: str = ""
    request_id: str = ""

    @property
    def is_system(self) -> bool:
        """Say whether the product itself acts."""
        return self.user.is_system

    def may(self, right: Right) -> bool:
        """Say whether the actor holds the right."""
        return self.user.may(right)


def require(by: Actor, *rights: Right) -> None:
    """Refuse unless the actor holds one of the rights; the refusal names what is missing."""
    if by.is_system or any(by.may(right) for right in rights):
        return
    raise PermissionDenied(_("You need the right “%(right)s”.") % {"right": rights[0].label})
