"""The address part of a link that acts for somebody: its id and a keyed signature of it."""

from datetime import datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer

from accounts.access.models import ActionLink

_signer = Signer(salt="accounts.access.links")


def token_of(link: ActionLink) -> str:
    """Return the text that stands in the address."""
    return _signer.sign(link.pk.hex)


def link_of(token: str, *, now: datetime) -> ActionLink | None:
    """Return the usable link that a text stands for, or None."""
    try:
        pk = UUID(hex=_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    return ActionLink.objects.select_related("user").filter(pk=pk, used_at=None, expires_at__gt=now).first()
