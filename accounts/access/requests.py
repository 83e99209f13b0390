"""Types and helpers for requests of somebody who is signed in."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from accounts.actor import Actor
from accounts.choices import Channel

if TYPE_CHECKING:
    from accounts.people.models import User


class SignedInRequest(HttpRequest):
    """A request behind a sign-in check; tells the type checker that there is a person."""

    user: "User"


def actor_of(request: HttpRequest, channel: Channel = Channel.WEB) -> Actor:
    """Return who acts in this request."""
    return Actor(request.user, channel, request_id=getattr(request, "correlation_id", ""))  # type: ignore[arg-type]
