"""When a call is tried again, what an answer means, and when a web-hook is switched off."""

from datetime import datetime, timedelta
from enum import Enum, auto

from accounts.notices.rules import Patience

# 5, 10, 20 … seconds up to 22 h 45 min, then every 24 h: the last of 18 tries is made 93 hours after the first.
WITH_RECEIVERS = Patience(timedelta(seconds=5), timedelta(hours=24), 18)
# So long nothing has arrived: nobody listens any more, and somebody has to look.
SWITCHED_OFF_AFTER = timedelta(hours=72)
# How long the secret before the last change still signs beside the new one.
ROTATION = timedelta(hours=24)
LONGEST_ROTATION = timedelta(days=7)
# How long the log of finished calls can be looked at and sent again.
KEPT = timedelta(days=90)
# One replay takes at most so many events, so that it ends within a request.
MOST_REPLAYED = 1_000
MOST_KINDS = 50


class Verdict(Enum):
    """What an answer means for what was sent."""

    ARRIVED = auto()
    AGAIN = auto()
    GONE = auto()


def verdict_on(status: int) -> Verdict:
    """Judge a status: 2xx alone is success, a redirect is not followed, 410 says that nobody wants it any more."""
    if 200 <= status < 300:
        return Verdict.ARRIVED
    return Verdict.GONE if status == 410 else Verdict.AGAIN


def is_hopeless(failing_since: datetime | None, now: datetime) -> bool:
    """Say whether a receiver has failed without a break for so long that it is switched off."""
    return failing_since is not None and now - failing_since >= SWITCHED_OFF_AFTER
