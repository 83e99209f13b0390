"""Access tokens of OAuth 2.0 for mailboxes; this process alone keeps them, until shortly before they end."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from accounts.outgoing.addresses import AddressRefusedError
from accounts.outgoing.calling import NoAnswerError, post

# A token that ends during a look would end the look.
_EARLY = timedelta(minutes=3)
_IF_NOT_SAID = timedelta(minutes=5)
_LONGEST = timedelta(days=1)
# Tokens of Microsoft 365 have more than two thousand letters.
_MOST_BYTES = 20_000


class NoTokenError(Exception):
    """There is no access token, and why; the text names no secret."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What gives a right to tokens: a person's refresh token, or without one the client itself (RFC 6749, 6, 4.4)."""

    url: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    scope: str

    @property
    def words(self) -> dict[str, str]:
        """Return what is sent."""
        kind = "refresh_token" if self.refresh_token else "client_credentials"
        said = {
            "grant_type": kind,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "refresh_token": self.refresh_token,
            "scope": self.scope,
        }
        return {name: value for name, value in said.items() if value}


_KNOWN: dict[Grant, tuple[str, datetime]] = {}


def token_for(grant: Grant, *, now: datetime) -> str:
    """Return a token that holds for some minutes yet; raises NoTokenError."""
    token, ends_at = _KNOWN.get(grant, ("", now))
    if now < ends_at:
        return token
    token, lasts = _asked_for(grant, now=now)
    _KNOWN[grant] = (token, now + max(lasts - _EARLY, timedelta()))
    return token


def forget(grant: Grant) -> None:
    """Ask for a new token the next time: the mail server did not take the one there was."""
    _KNOWN.pop(grant, None)


def _asked_for(grant: Grant, *, now: datetime) -> tuple[str, timedelta]:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    body = urlencode(grant.words).encode()
    try:
        answer = post(grant.url, body, headers, now=now, most=_MOST_BYTES)
    except (AddressRefusedError, NoAnswerError) as problem:
        raise NoTokenError(_("No access token: %(why)s") % {"why": problem}) from None
    said = _document(answer.excerpt)
    token = said.get("access_token")
    if answer.status != 200 or not isinstance(token, str) or not token:
        why = ": ".join(str(said[name])[:200] for name in ("error", "error_description") if name in said)
        raise NoTokenError(
            _("No access token: the token address answered %(status)d %(why)s")
            % {"status": answer.status, "why": why or _("without a reason")}
        )
    return token, _lasts(said.get("expires_in"))


def _document(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _lasts(said: Any) -> timedelta:
    """Read how many seconds a token holds; some servers say it as text."""
    text = str(said)
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        return _IF_NOT_SAID
    return min(timedelta(seconds=int(text)), _LONGEST)
