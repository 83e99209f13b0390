"""Make a sender whom nobody knows a requester."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.actor import Actor
from accounts.people.models import User
from accounts.roles.operations import Access, save_person
from accounts.text import unturned
from incidents.intake.mail.headers import Sender

_ROLE = "Requester"


def welcome(sender: Sender, *, by: Actor, now: datetime) -> User | None:
    """Make an account that cannot sign in until its owner sets a password; None for an address that is none."""
    try:
        validate_email(sender.address)
    except ValidationError:
        return None
    first, _space, last = unturned(sender.name).partition(" ")
    person = User(
        username=sender.address[:150],
        email=sender.address,
        first_name=first[:150] or sender.address.partition("@")[0][:150],
        last_name=last[:150],
    )
    try:
        person.full_clean(exclude=["password"])
    except ValidationError:
        return None
    save_person(
        person, Access(tuple(Group.objects.filter(name=_ROLE))), by=by, now=now, why="wrote an e-mail"
    )
    return person
