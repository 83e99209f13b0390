"""Secrets and signatures of web-hooks, as Standard Webhooks writes them.

A secret is not stored: it follows from a random salt and the key of the installation, so that a copy of the database
signs nothing. The digest beside the salt tells when the key of the installation was changed without its fallback.
"""

import hashlib
import hmac
import secrets
from base64 import b64encode

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.access.models import digest_of

_PURPOSE = "accounts.webhooks"


def new_salt() -> str:
    """Return what a new secret grows from."""
    return secrets.token_urlsafe(32)


def digest_for(salt: str) -> str:
    """Return the digest by which the secret is known again."""
    return digest_of(_grown(salt, settings.SECRET_KEY).hex())


def secret_of(salt: str, digest: str) -> bytes | None:
    """Return the secret that was shown; None if the key of the installation is another one by now."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        grown = _grown(salt, key)
        if hmac.compare_digest(digest_of(grown.hex()), digest):
            return grown
    return None


def _grown(salt: str, key: str) -> bytes:
    return salted_hmac(_PURPOSE, salt, secret=key, algorithm="sha256").digest()


def text_of(secret: bytes) -> str:
    """Return the secret as it is handed out."""
    return "whsec_" + b64encode(secret).decode()


def signature(secret: bytes, message: str, timestamp: int, body: bytes) -> str:
    """Sign the exact bytes of a body with its id and its moment."""
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def headers_for(keys: list[bytes], message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers of a call; during a rotation each valid secret signs."""
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(key, message, timestamp, body) for key in keys),
    }
