"""Make a sender whom nobody knows a requester."""

from datetime import datetime

from django.core.exceptions import ValidationError

from accounts.actor import Actor
from accounts.people.models import User
from accounts.roles.operations import introduce
from accounts.text import unturned
from incidents.intake.mail.headers import Sender


def welcome(sender: Sender, *, by: Actor, now: datetime) -> User | None:
    """Make an account that cannot sign in until its owner sets a password; None for an address that is none."""
    if not sender.address:
        return None
    name = unturned(sender.name)[:150] or sender.address.partition("@")[0]
    try:
        return introduce(name, email=sender.address, by=by, now=now, why="wrote an e-mail")
    except ValidationError:
        return None
