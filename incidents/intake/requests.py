"""Read what a monitoring tool sends: within limits, and without the secrets that travel with it."""

from django.core.cache import cache
from django.http import HttpRequest, UnreadablePostError

BODY_LIMIT = 512 * 1024
# Guessing a key is hopeless; this keeps a misconfigured sender from filling the log (promise F6).
WRONG_KEYS = 100
WRONG_KEYS_SECONDS = 15 * 60
_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization", "x-routing-key"})
_MAX_HEADERS, _HEADER_LENGTH = 100, 1000


def read_body(request: HttpRequest) -> tuple[bytes, bool]:
    """Return the body, and whether it is within the limit; beyond the limit nothing more is read."""
    try:
        body = request.read(BODY_LIMIT + 1)
    except UnreadablePostError:
        return b"", True
    return body[:BODY_LIMIT], len(body) <= BODY_LIMIT


def headers_of(request: HttpRequest) -> dict[str, str]:
    """Return the headers worth keeping, cut, without what opens doors."""
    kept = [(name, value) for name, value in request.headers.items() if name.lower() not in _SECRET_HEADERS]
    return {name[:100]: _printable(value[:_HEADER_LENGTH]) for name, value in kept[:_MAX_HEADERS]}


def _printable(value: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in value)


def has_too_many_wrong_keys(request: HttpRequest) -> bool:
    """Count a wrong key against the sender's address and say whether it has had its share."""
    # The address of the connection: headers that claim another one are the sender's own words.
    name = f"intake-wrong-keys:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(name, 0, WRONG_KEYS_SECONDS)
    try:
        return int(cache.incr(name)) > WRONG_KEYS
    except ValueError:
        return False
