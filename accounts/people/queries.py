"""Questions about people that other rooms ask."""

from accounts.actor import Actor
from accounts.choices import Channel, PersonKind
from accounts.people.models import User


def the_product(cause: str, *, channel: Channel = Channel.SYSTEM) -> Actor:
    """Return the product itself as the actor, with the reason why it acts."""
    return Actor(User.objects.get(kind=PersonKind.SYSTEM), channel, cause=cause)
