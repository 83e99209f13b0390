"""The door for pings: any job calls it with nothing but its address, and gets a short plain answer."""

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import clock
from incidents.intake.heartbeats.operations.pinging import take_ping
from incidents.intake.heartbeats.rules import ping_of
from incidents.intake.requests import WRONG_KEYS_SECONDS, has_too_many_wrong_keys, read_body
from incidents.intake.views import honest

_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@honest
def ping(request: HttpRequest, key: str, word: str = "") -> HttpResponse:
    """Take a ping; a GET counts too, because that is all that many jobs can send."""
    said = ping_of(word)
    if said is None:
        return _answer(400, "After the key write start, fail or an exit code from 0 to 255, or nothing.")
    body = read_body(request)[0] if request.method == "POST" else b""
    text = body.decode("utf-8", "replace").replace("\x00", "\ufffd")
    if _KEY.fullmatch(key) and take_ping(UUID(key), said, text, now=clock.now()):
        return _answer(202, "OK")
    if has_too_many_wrong_keys(request):
        return _answer(429, "Too many requests with a wrong key.", {"Retry-After": str(WRONG_KEYS_SECONDS)})
    return _answer(404, "No heartbeat has this address.")


def _answer(status: int, text: str, headers: dict[str, str] | None = None) -> HttpResponse:
    # A proxy that answered from its store would swallow the ping.
    named = {"Cache-Control": "no-store", **(headers or {})}
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=named)
