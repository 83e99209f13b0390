"""Counts calls per minute over all processes, with few writes: the store that processes share may be a table."""

from dataclasses import astuple, dataclass
from typing import Any

from django.core.cache import caches

from accounts import clock

_SECONDS = 60
# A process tells the others after each such share of the limit. Until then they do not know: the limit may be
# exceeded by one share for each process.
_SHARES = 20


@dataclass(slots=True)
class _Window:
    """A minute that begins with a call: what was counted everywhere when last asked, and in this process since."""

    began: float
    everywhere: int = 0
    here: int = 0

    @property
    def seconds_left(self) -> float:
        return self.began + _SECONDS - clock.now().timestamp()


def seconds_to_wait(owner: str, limit: int) -> int:
    """Count a call; return 0 if so many a minute are within the limit, else when the next minute begins.

    Of two calls that are counted at the very same instant one may be lost.
    """
    near, key = caches["near"], f"allowance:{owner}"
    window = (
        _lasting(near.get(key)) or _lasting(caches["default"].get(key)) or _Window(clock.now().timestamp())
    )
    window.here += 1
    if window.here >= max(limit // _SHARES, 1):
        window = _told(key, window)
    near.set(key, astuple(window), _SECONDS)
    is_within = window.everywhere + window.here <= limit
    return 0 if is_within else max(round(window.seconds_left), 1)


def _told(key: str, window: _Window) -> _Window:
    """Add what was counted here to what all have counted."""
    shared = _lasting(caches["default"].get(key)) or window
    added = _Window(shared.began, shared.everywhere + window.here)
    caches["default"].set(key, astuple(added), _SECONDS)
    return added


def _lasting(told: Any) -> _Window | None:
    window = _Window(*told) if told else None
    return window if window is not None and window.seconds_left > 0 else None
