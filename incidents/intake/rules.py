"""What a signal means, decided from plain values: order, the course of an alert, its effect, back-off."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from incidents.intake.adapters.observation import Observation
from incidents.intake.choices import AlertStatus, Observed
from incidents.records.choices import OPEN_STATES, State

MAX_ATTEMPTS = 10
_FIRST_DELAY = timedelta(seconds=5)
_LONGEST_DELAY = timedelta(hours=1)
# A repeat is worth a line of the timeline once an hour; in between only the counter moves.
TELL_REPEATS_EVERY = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Receipt:
    """When a signal came, and its number among all signals."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where an observation stands in the order of its key: numbers that grow with time."""

    start: int
    end: int


def place_of(seen: Observation, receipt: Receipt) -> Place:
    """Return the order of an observation: by the sender's own times where it gives them, else by receipt."""
    if seen.by_receipt:
        return Place(receipt.number, receipt.number)
    start = _ticks(seen.started_at) if seen.started_at else None
    end = _ticks(seen.ended_at) if seen.ended_at else None
    if start is None and end is None:
        start = _ticks(receipt.at) + receipt.number % 1_000_000
    if start is None:
        start = end or 0
    return Place(start, max(start, end or start))


def _ticks(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of one key, as extremes of what was seen: joining them gives the same in any order.

    An alert is over up to `over_from` (an episode with a known start) and before `over_until`.
    """

    first_fired: int | None = None
    last_fired: int | None = None
    acknowledged: int | None = None
    over_from: int | None = None
    over_until: int | None = None

    def is_over_at(self, start: int) -> bool:
        """Say whether what began at `start` has ended."""
        if self.over_from is None or self.over_until is None:
            return False
        return start <= self.over_from or start < self.over_until

    @property
    def status(self) -> AlertStatus:
        """Return how the alert stands."""
        if self.last_fired is None or self.is_over_at(self.last_fired):
            return AlertStatus.RESOLVED
        acknowledged, first = self.acknowledged, self.first_fired or self.last_fired
        if acknowledged is not None and acknowledged > first and not self.is_over_at(acknowledged):
            return AlertStatus.ACKNOWLEDGED
        return AlertStatus.FIRING

    def after(self, says: Observed, place: Place) -> "Course":
        """Return the course with one more observation."""
        if says == Observed.RESOLVE:
            return self._over(place)
        if says == Observed.ACKNOWLEDGE:
            return replace(self, acknowledged=max(place.start, self.acknowledged or place.start))
        if self.is_over_at(place.start):
            return self
        first = place.start if self.first_fired is None else min(self.first_fired, place.start)
        return replace(self, first_fired=first, last_fired=max(place.start, self.last_fired or place.start))

    def _over(self, place: Place) -> "Course":
        course = replace(
            self,
            over_from=max(place.start, self.over_from or place.start),
            over_until=max(place.end, self.over_until or place.end),
        )
        if course.first_fired is not None and course.is_over_at(course.first_fired):
            still = course.last_fired if course.status != AlertStatus.RESOLVED else None
            course = replace(course, first_fired=still)
        return course


class Effect(Enum):
    """What a firing alert does."""

    NOTHING = auto()
    COUNT = auto()
    OPEN = auto()
    REOPEN = auto()
    RECUR = auto()


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand when an alert fires: its incident, if it has one, and since when that is finished."""

    state: str = ""
    finished_at: datetime | None = None
    is_same_episode: bool = False
    was_open: bool = False


def effect_of_firing(
    standing: Standing, *, opens: bool, reopen_window: timedelta, received_at: datetime
) -> Effect:
    """Say what a firing alert does to incidents (CH-08, CH-09).

    A cancelled incident means that somebody judged this alert: it stays quiet while it goes on as it was.
    """
    if standing.state in OPEN_STATES:
        return Effect.COUNT
    if not opens:
        return Effect.NOTHING
    if not standing.state:
        return Effect.OPEN
    finished_at = standing.finished_at
    is_recent = finished_at is not None and received_at - finished_at <= reopen_window
    if standing.state == State.RESOLVED:
        return Effect.REOPEN if is_recent else Effect.RECUR
    if standing.state == State.CANCELLED and standing.was_open and (standing.is_same_episode or is_recent):
        return Effect.COUNT
    return Effect.RECUR


def is_worth_telling(told_at: datetime | None, now: datetime) -> bool:
    """Say whether a repeat deserves a line of the timeline."""
    return told_at is None or now - told_at >= TELL_REPEATS_EVERY


def delay_after(attempts: int, jitter: float) -> timedelta:
    """Return how long to wait after that many failed attempts; `jitter` from 0 to 1 spreads it by a quarter."""
    delay: timedelta = min(_FIRST_DELAY * float(2 ** (attempts - 1)), _LONGEST_DELAY)
    return delay * (0.75 + jitter / 2)


def within(moment: datetime, *, earliest: datetime | None, latest: datetime) -> datetime:
    """Return a moment in whole seconds, pushed into its bounds: the sender's clock is not ours."""
    moment = moment.replace(microsecond=0)
    if earliest is not None:
        moment = max(moment, earliest)
    return min(moment, latest)
