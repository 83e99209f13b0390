"""What lists and answers show of clocks at a glance: the newest of each kind, from what is kept beside the ledger."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects

from incidents.records.models import Incident
from incidents.sla.choices import ClockKind, SegmentKind
from incidents.sla.models import Clock, ClockQuerySet
from incidents.sla.queries import calendar_of

# Promises to the requester; what teams and suppliers agreed is the desk's business.
MAIN_KINDS = (ClockKind.RESPONSE, ClockKind.UPDATE, ClockKind.RESOLUTION)
_ORDER = {kind: place for place, kind in enumerate((*MAIN_KINDS, ClockKind.OLA, ClockKind.UC))}


def newest_clocks() -> ClockQuerySet:
    """Return of every incident the newest clock of each kind: there is a new one for each update and each team."""
    newer = Clock.objects.filter(
        incident=OuterRef("incident"), kind=OuterRef("kind"), ordinal__gt=OuterRef("ordinal")
    )
    return Clock.objects.filter(~Exists(newer))


def with_clocks() -> "Prefetch[str]":
    """Fetch the newest clocks of a page of incidents in one question."""
    return Prefetch("clocks", newest_clocks())


def clocks_of(incident: Incident, *, is_staff: bool) -> list[Clock]:
    """Return the newest clocks that a reader may see, as lists show them; nothing is asked if they were fetched."""
    prefetch_related_objects([incident], with_clocks())
    seen = [clock for clock in incident.clocks.all() if is_staff or clock.kind in MAIN_KINDS]
    return sorted(seen, key=lambda clock: _ORDER[ClockKind(clock.kind)])


def keep_newest(incident: Incident, rows: Iterable[Clock]) -> None:
    """Let lists and answers show clocks that were just written, as if they had been fetched."""
    newest = {row.kind: row for row in sorted(rows, key=lambda row: row.ordinal)}
    fetched: Any = Clock.objects.filter(incident=incident)
    fetched._result_cache = list(newest.values())
    vars(incident).setdefault("_prefetched_objects_cache", {})["clocks"] = fetched


def used_seconds(clock: Clock, now: datetime) -> int:
    """Return the working seconds used up by now."""
    if clock.state != SegmentKind.RUNNING or now <= clock.turned_at:
        return int(clock.elapsed_seconds)
    since = calendar_of(clock.calendar_id).working_seconds(clock.turned_at, now)
    return int(clock.elapsed_seconds) + since


def missed_at(clock: Clock, now: datetime) -> datetime | None:
    """Return when the target was missed, even if no sweep has recorded that yet."""
    if clock.breached_at is not None:
        return clock.breached_at
    return clock.breach_at if clock.breach_at is not None and clock.breach_at < now else None
