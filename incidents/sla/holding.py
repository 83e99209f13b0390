"""In whose hands the time of a clock was spent: its running segments cut by who held the incident (SLA-25)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.sla.choices import SegmentKind
from incidents.sla.clockwork import Calendars, Ledger


@dataclass(frozen=True, slots=True)
class Holding:
    """Who held the incident from an instant on, by keys; either may be nobody."""

    start: datetime
    team: int | None
    assignee: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """The working seconds that a team and person held the incident while the clock ran."""

    team: int | None
    assignee: int | None
    seconds: int


def shares(ledger: Ledger, holdings: Sequence[Holding], calendars: Calendars, at: datetime) -> list[Share]:
    """Return the time used up by an instant, by holder in the order of their first turn; it adds up exactly.

    The first holder also has the time before: a report may be written down later than it was made.
    """
    ordered = sorted(holdings, key=lambda holding: holding.start)
    found: dict[tuple[int | None, int | None], int] = {}
    for segment in ledger.segments:
        if segment.kind != SegmentKind.RUNNING or segment.start >= at:
            continue
        calendar, end = calendars(segment.calendar), min(segment.end or at, at)
        for number, holding in enumerate(ordered):
            start = segment.start if number == 0 else max(holding.start, segment.start)
            stop = min(ordered[number + 1].start, end) if number + 1 < len(ordered) else end
            if start < stop:
                key = (holding.team, holding.assignee)
                found[key] = found.get(key, 0) + calendar.working_seconds(start, stop)
    return [Share(*key, seconds) for key, seconds in found.items() if seconds]
