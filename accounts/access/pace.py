"""Bounds what is asked while somebody types: a script that asks a hundred times a second is told to wait (W25)."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from accounts import clock

# A fast typist pauses about twice a second; the script asks only in pauses.
PER_MINUTE = 120
_SECONDS = 60

View = Callable[..., HttpResponseBase]


def at_typing_pace(*words: str) -> Callable[[View], View]:
    """Let one person ask for a fragment with one of these parameters so often a minute, counted per process."""

    def decorate(view: View) -> View:
        @wraps(view)
        def paced(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            is_typed = "HX-Request" in request.headers and any(request.GET.get(word) for word in words)
            wait = _seconds_to_wait(f"{view.__name__}:{request.user.pk}") if is_typed else 0
            if wait:
                refusal = HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
                refusal.headers["Retry-After"] = str(wait)
                return refusal
            return view(request, *args, **kwargs)

        return paced

    return decorate


def _seconds_to_wait(who: str) -> int:
    minute, second = divmod(int(clock.now().timestamp()), _SECONDS)
    counts, key = caches["near"], f"pace:{who}:{minute}"
    counts.add(key, 0, timeout=2 * _SECONDS)
    return _SECONDS - second if counts.incr(key) > PER_MINUTE else 0
