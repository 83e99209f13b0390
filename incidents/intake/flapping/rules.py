"""When an alert flaps, decided from the moments at which it ended (CH-11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class FlapControl:
    """So many pairs of firing and ending within a time are flapping; it lasts until there was quiet for a time.

    No pairs: control is off.
    """

    pairs: int
    within: timedelta
    quiet: timedelta


def ends_after(ends: Sequence[int], ended: int, control: FlapControl) -> list[int]:
    """Return the ends that count from now on, in seconds, oldest first; they need not come in order."""
    known = sorted([*ends, ended])
    earliest = known[-1] - int(control.within.total_seconds())
    return [end for end in known if end >= earliest][-control.pairs :] if control.pairs else []


def is_flapping(ends: Sequence[int], control: FlapControl) -> bool:
    """Say whether the ends that count are enough."""
    return 0 < control.pairs <= len(ends)
