"""Set up mailboxes and the ignore list."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.outgoing.addresses import AddressRefusedError, place_of
from accounts.outgoing.calling import allowance
from incidents.intake.mail.choices import SignIn
from incidents.intake.mail.models import IgnoreRule, Mailbox

# What a person says about a mailbox; the rest is what fetching found out.
ASKED = (
    "name",
    "address",
    "host",
    "port",
    "security",
    "username",
    "sign_in",
    "token_url",
    "client_id",
    "scope",
    "folder",
    "move_to",
    "service",
    "team",
    "unknown_sender",
    "our_server",
    "trusts_senders",
)


def save_ignore_rule(rule: IgnoreRule, *, by: Actor, now: datetime, why: str) -> None:
    """Put an entry on the ignore list, or change it."""
    require(by, Right.CONFIGURE)
    if rule._state.adding:
        rule.created_at = now
    rule.pattern = " ".join(rule.pattern.split())
    with transaction.atomic():
        save_as(rule, by=by, why=why)


def save_mailbox(box: Mailbox, *, by: Actor, now: datetime, why: str) -> None:
    """Add a mailbox, or change what is asked about it; how it was last fetched stays as it is."""
    require(by, Right.CONFIGURE)
    if box.sign_in == SignIn.OAUTH2:
        _check_token_address(box.token_url)
    box.address = box.address.lower()
    if box._state.adding:
        box.created_at = now
    with transaction.atomic():
        save_as(box, by=by, why=why, fields=None if box._state.adding else ASKED)


def _check_token_address(url: str) -> None:
    """Refuse an address that may not be called, or to which secrets would go unprotected."""
    try:
        place = place_of(url, allowance())
    except AddressRefusedError as refusal:
        raise ValidationError({"token_url": ValidationError(str(refusal), "invalid")}) from None
    if place.scheme != "https" and not place.may_be_inside:
        raise ValidationError(
            {
                "token_url": ValidationError(
                    _("The address begins with https://, as secrets go there."), "invalid"
                )
            }
        )
