"""Clocks as rows and cards show them: working time left, health, share used up, what the page counts with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import dateformat
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.records.models import NEVER, Incident
from incidents.sla.calendars import WorkingCalendar
from incidents.sla.choices import ClockKind, Health, SegmentKind
from incidents.sla.models import Clock
from incidents.sla.queries import calendar_of
from incidents.sla.standing import health_of

# What a page may count on by itself before it must ask again.
AHEAD = timedelta(hours=48)

VERBS: dict[str, Any] = {
    ClockKind.RESPONSE: gettext_lazy("Respond"),
    ClockKind.UPDATE: gettext_lazy("Update"),
    ClockKind.RESOLUTION: gettext_lazy("Resolve"),
    ClockKind.OLA: gettext_lazy("Team"),
    ClockKind.UC: gettext_lazy("Supplier"),
}
_ORDER = [ClockKind.RESOLUTION, ClockKind.RESPONSE, ClockKind.UPDATE, ClockKind.UC, ClockKind.OLA]
_TONES = {Health.OK: "ok", Health.AT_RISK: "risk", Health.BREACHED: "breach"}


def working(seconds: int) -> str:
    """Write working time; in hours, never in days, since a day has as many hours as its calendar says (SLA-27)."""
    minutes = abs(seconds) // 60
    if not minutes and seconds:
        return _("under 1 min")
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    if not minutes % 60:
        return _("%(hours)d h") % {"hours": minutes // 60}
    return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}


def in_both_zones(moment: datetime, zone: Any) -> str:
    """Write a moment in the reader's zone and, where the clock counts elsewhere, in the calendar's."""
    there = moment.astimezone(zone)
    return _("%(here)s. In the calendar’s zone: %(there)s (%(zone)s).") % {
        "here": dateformat.format(localtime(moment), "l j F, H:i T"),
        "there": dateformat.format(there, "D H:i"),
        "zone": str(zone).replace("_", " "),
    }


@dataclass(frozen=True, slots=True)
class Face:
    """One clock at one moment."""

    kind: ClockKind
    health: str
    text: str
    share: int
    left: int
    target: int
    due: datetime | None
    title: str
    open_at: str = ""
    risk_at: int = 0
    at: int = 0

    @property
    def verb(self) -> str:
        """Return what has to be done until then."""
        return str(VERBS[self.kind])

    @property
    def ticks(self) -> bool:
        """Say whether the page may count on."""
        return self.due is not None


def face_of(row: Clock, now: datetime, *, waits_for: str = "") -> Face:
    """Return a live clock as it stands; `waits_for` says why a paused one does."""
    calendar = calendar_of(row.calendar_id)
    used = row.elapsed_seconds
    if row.state == SegmentKind.RUNNING:
        used += calendar.working_seconds(row.turned_at, now) if row.turned_at < now else 0
    left = row.target_seconds - used
    share = min(100, used * 100 // row.target_seconds)
    if row.state != SegmentKind.RUNNING or row.due_at is None:
        health = "breach" if row.breached_at is not None else "paused"
        text = waits_for or _("Paused")
        return Face(ClockKind(row.kind), health, text, share, left, row.target_seconds, None, "")
    health = "breach" if left < 0 else _TONES[health_of(row, now)]
    return Face(
        kind=ClockKind(row.kind),
        health=health,
        text=left_in_words(left),
        share=share,
        left=left,
        target=row.target_seconds,
        due=row.due_at,
        title=in_both_zones(row.due_at, calendar.zone),
        open_at=_open_at(calendar, now),
        risk_at=int(row.warn_at.timestamp()) if row.warn_at is not None else 0,
        at=int(now.timestamp()),
    )


def left_in_words(left: int) -> str:
    """Say how much working time is left, or by how much it is exceeded."""
    return working(left) if left >= 0 else _("%(time)s over") % {"time": working(left)}


def _open_at(calendar: WorkingCalendar, now: datetime) -> str:
    """Return the working time ahead as pairs of seconds since 1970, so that the page counts only inside it."""
    return ",".join(
        f"{int(stretch.start.timestamp())}-{int(stretch.end.timestamp())}"
        for stretch in calendar.stretches(now, now + AHEAD)
    )


def faces_for(incidents: Sequence[Incident], now: datetime) -> dict[int, Face]:
    """Return for each incident of a page the clock that runs out first, else one that stands still; one question."""
    rows = Clock.objects.live().filter(incident__in=[incident.pk for incident in incidents])
    nearest: dict[int, Clock] = {}
    for row in rows.order_by():
        best = nearest.get(row.incident_id)
        if best is None or _rank(row) < _rank(best):
            nearest[row.incident_id] = row
    return {
        incident.pk: face_of(nearest[incident.pk], now, waits_for=_waiting(incident))
        for incident in incidents
        if incident.pk in nearest
    }


def _rank(row: Clock) -> tuple[bool, datetime, int]:
    return row.state != SegmentKind.RUNNING, row.due_at or NEVER, _ORDER.index(ClockKind(row.kind))


def _waiting(incident: Incident) -> str:
    return str(incident.hold_reason) if incident.hold_reason_id is not None else ""


def hang(incidents: Iterable[Incident], faces: dict[int, Face]) -> None:
    """Give each row of a list its clock."""
    for incident in incidents:
        incident.face = faces.get(incident.pk)  # type: ignore[attr-defined]
