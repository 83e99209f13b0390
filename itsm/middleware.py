"""Gives every request an id that its answer, its log lines and its history share; refuses methods nobody offers."""

import re
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,63}", re.ASCII)

_OF_PAGES = ("GET", "HEAD", "OPTIONS", "POST")
_OF_THE_API = (*_OF_PAGES, "DELETE", "PATCH", "PUT")


def correlation_id_for(offered: str) -> str:
    """Return the caller's id when it is a plain token; otherwise a new one."""
    return offered if SANE.fullmatch(offered) else uuid.uuid4().hex


class RequestIdMiddleware:
    """Sets `request.correlation_id`, binds it to the log and returns it; stands first in the list."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        correlation_id = correlation_id_for(request.headers.get(HEADER, ""))
        request.correlation_id = correlation_id  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
            # No address of ours has a NUL in it, and PostgreSQL refuses to even look one up.
            response = HttpResponseNotFound() if "\x00" in request.path_info else self.get_response(request)
        response.headers[HEADER] = correlation_id
        return response


class KnownMethodMiddleware:
    """Refuses methods that no page has: a view that looks for POST alone would answer them like GET."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_api = request.path_info.startswith("/api/")
        known = _OF_THE_API if is_api else _OF_PAGES
        if request.method not in known:
            return HttpResponseNotAllowed(known)
        if request.method == "OPTIONS" and not is_api:
            return HttpResponse(status=204, headers={"Allow": ", ".join(known)})
        return self.get_response(request)
