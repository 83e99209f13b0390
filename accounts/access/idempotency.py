"""Calls that run once: a repeated Idempotency-Key gets the first answer again (API-06)."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.models import ApiToken, IdempotentCall
from accounts.access.operations import claim_call, remember_answer

# Printable ASCII without the comma, with which servers join a header that was sent twice.
_KEY = re.compile(r"^[\x21-\x2b\x2d-\x7e](?:[\x20-\x2b\x2d-\x7e]{0,253}[\x21-\x2b\x2d-\x7e])?$")

Method = Callable[..., Response]


class StillRunning(APIException):
    """The first call with this key has not been answered yet."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "idempotency_in_flight"
    wait = 1

    def __init__(self) -> None:
        super().__init__(_("The first call with this Idempotency-Key is still running. Try again shortly."))


def idempotent(method: Method) -> Method:
    """Run a view's method once per owner and Idempotency-Key, in one transaction with the memory of its answer.

    A refused call leaves no memory, so the same key may be used again after the mistake is corrected.
    """

    @wraps(method)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = _key_of(request)
        if key is None:
            return method(view, request, *args, **kwargs)
        fingerprint = _fingerprint(request)
        with transaction.atomic():
            owner = owner_of(request)
            _refuse_if_running(owner, key)
            call, earlier = claim_call(owner, key, fingerprint, now=view.now)
            if earlier:
                return _again(call, fingerprint)
            response = method(view, request, *args, **kwargs)
            if getattr(view, "keeps_answer", True):
                location = response.headers.get("Location", "")
                remember_answer(call, status=response.status_code, answer=response.data, location=location)
        return response

    return once


def owner_of(request: Request) -> str:
    """Return whose keys these are: a token's, or a signed-in person's."""
    if isinstance(request.auth, ApiToken):
        return f"token:{request.auth.pk}"
    return f"user:{request.user.pk}"


def _key_of(request: Request) -> str | None:
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return None
    if not _KEY.match(key):
        raise ValidationError(
            {
                "Idempotency-Key": ValidationError(
                    _("Send one key of 1 to 255 printable ASCII characters, without a comma."), "malformed"
                )
            }
        )
    return str(key)


def _fingerprint(request: Request) -> str:
    """Return a digest of what is asked for; the order of members makes no other request."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.FILES:
        for name, file in sorted(request.FILES.items()):
            digest.update(f"{name}\0{file.name}\0".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
        said: Any = {name: value for name, value in request.POST.items() if name not in request.FILES}
    else:
        said = request.data
    digest.update(json.dumps(said, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def _refuse_if_running(owner: str, key: str) -> None:
    """Hold the key until the transaction ends; SQLite needs no lock, because its writers wait for one another."""
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(f"{owner}\0{key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        (is_mine,) = cursor.fetchone()
    if not is_mine:
        raise StillRunning


def _again(call: IdempotentCall, fingerprint: str) -> Response:
    if call.fingerprint != fingerprint:
        raise ValidationError(
            _("This Idempotency-Key was used for another request. Use a new key."), "idempotency_conflict"
        )
    if call.status is None:
        raise ValidationError(
            _("This call was made already. Its answer held a secret, which is shown once only."),
            "idempotency_conflict",
        )
    headers = {"Idempotent-Replayed": "true"}
    if call.location:
        headers["Location"] = call.location
    if isinstance(call.answer, dict) and "version" in call.answer:
        headers["ETag"] = f'"{call.answer["version"]}"'
    return Response(call.answer, call.status, headers=headers)
