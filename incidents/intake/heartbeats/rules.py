"""What a ping changes and when silence means trouble, decided from plain values (CH-14)."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from incidents.intake.choices import Observed
from incidents.intake.heartbeats.choices import DownReason, PingKind, Standing

# Three digits hold every exit code of a process; signs, spaces and other alphabets' digits are none.
_EXIT_CODE = re.compile(r"[0-9]{1,3}", re.ASCII)
_HIGHEST_EXIT_CODE = 255


@dataclass(frozen=True, slots=True)
class Ping:
    """What was called: success, start or failure, with the exit code if one was given."""

    kind: PingKind
    exit_code: int | None = None


def ping_of(word: str) -> Ping | None:
    """Return what the last part of the address says; None if it says nothing that we know."""
    if not word:
        return Ping(PingKind.SUCCESS)
    if word in (PingKind.START, PingKind.FAIL):
        return Ping(PingKind(word))
    if not _EXIT_CODE.fullmatch(word) or int(word) > _HIGHEST_EXIT_CODE:
        return None
    code = int(word)
    return Ping(PingKind.FAIL if code else PingKind.SUCCESS, code)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is expected: a success in each period, with some grace; `limit` is the time from start to success."""

    period: timedelta
    grace: timedelta
    limit: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Pulse:
    """How far a heartbeat has come: what was heard last, what is expected next.

    `next_at` is the moment at which it goes down if nothing is heard; a paused or a down one has none.
    """

    is_paused: bool = False
    succeeded_at: datetime | None = None
    started_at: datetime | None = None
    expected_at: datetime | None = None
    next_at: datetime | None = None
    down_since: datetime | None = None
    down_reason: str = ""
    last_seconds: int | None = None

    def is_overdue(self, now: datetime) -> bool:
        """Say whether the deadline has passed."""
        return self.next_at is not None and self.next_at <= now

    def heard(self, ping: Ping, rhythm: Rhythm, at: datetime) -> tuple["Pulse", Observed | None]:
        """Return the pulse after a ping, and what is to be said to whoever opens and clears incidents."""
        if ping.kind == PingKind.START:
            return self._begun(rhythm, at), None
        took = None if self.started_at is None else max(int((at - self.started_at).total_seconds()), 0)
        ended = replace(self, started_at=None, last_seconds=took)
        if ping.kind == PingKind.SUCCESS:
            fresh = replace(ended, succeeded_at=at, down_since=None, down_reason="")
            return fresh.expecting(rhythm), Observed.RESOLVE if self.down_since else None
        if self.is_paused:
            return ended, None
        return ended.failed(DownReason.FAILED, self.down_since or at), Observed.TRIGGER

    def _begun(self, rhythm: Rhythm, at: datetime) -> "Pulse":
        is_running_already = self.started_at is not None
        begun = replace(self, started_at=at)
        if is_running_already:
            # A job that starts again and again without finishing must not push the deadline before it.
            return begun if self.next_at else begun.expecting(rhythm)
        return begun.expecting(rhythm)

    def failed(self, reason: DownReason, since: datetime) -> "Pulse":
        """Return the pulse of a heartbeat that is down."""
        return replace(self, expected_at=None, next_at=None, down_since=since, down_reason=reason)

    def missed(self) -> "Pulse":
        """Return the pulse when the deadline has passed: it is down from the deadline on, whenever we look."""
        if self.next_at is None:
            return self
        is_running = self.started_at is not None
        return self.failed(DownReason.OVERRUN if is_running else DownReason.MISSING, self.next_at)

    def expecting(self, rhythm: Rhythm) -> "Pulse":
        """Return the pulse with what is expected next; nobody expects anything before the first ping."""
        expected, deadline = self._due(rhythm)
        if self.is_paused or self.down_since is not None or expected is None:
            return replace(self, expected_at=None, next_at=None)
        return replace(self, expected_at=expected, next_at=deadline)

    def _due(self, rhythm: Rhythm) -> tuple[datetime | None, datetime | None]:
        if self.started_at is not None and rhythm.limit is not None:
            end = self.started_at + rhythm.limit
            return end, end
        heard = self.succeeded_at or self.started_at
        if heard is None:
            return None, None
        return heard + rhythm.period, heard + rhythm.period + rhythm.grace

    def resumed(self, rhythm: Rhythm, at: datetime) -> "Pulse":
        """Return the pulse after a pause: the silence before does not count."""
        awake = replace(self, is_paused=False, started_at=None)
        fresh = awake.expecting(rhythm)
        if fresh.next_at is None:
            return fresh
        return replace(fresh, expected_at=at + rhythm.period, next_at=at + rhythm.period + rhythm.grace)

    def paused(self) -> "Pulse":
        """Return the pulse while nobody listens; what is down stays down until a ping or a person ends it."""
        return replace(self, is_paused=True, expected_at=None, next_at=None)

    def standing(self, now: datetime) -> Standing:
        """Return how it stands; a deadline that passed counts before the sweep has come by."""
        if self.is_paused:
            return Standing.PAUSED
        if self.down_since is not None or self.is_overdue(now):
            return Standing.DOWN
        if self.expected_at is None:
            return Standing.NEW
        return Standing.LATE if self.expected_at < now else Standing.UP
