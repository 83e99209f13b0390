"""Seals what must be read again and never shown: with a key that follows from the one of the installation."""

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"accounts.notices.chat"


def seal(text: str) -> str:
    """Return the text sealed; a copy of the database without the key of the installation does not tell it."""
    return _lock_of(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unsealed(sealed: str) -> str | None:
    """Return the text; None if the key of the installation is another one by now."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    try:
        return MultiFernet([_lock_of(key) for key in keys]).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


@cache
def _lock_of(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Fernet(urlsafe_b64encode(key))
