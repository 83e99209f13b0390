"""What the API says about metrics."""

from datetime import datetime

from django.utils.translation import gettext as _

from incidents.api.representation import Json, Reader, instant, name_of
from incidents.records.timeline_models import Entry
from incidents.sla.reports import LatePause, PauseIntegrity, PauseShare

# Longer lists are read by nobody; the counts say what was left out.
MOST = 200


def pause_integrity_json(found: PauseIntegrity, since: datetime, until: datetime, reader: Reader) -> Json:
    """Return how pauses were used in a period (SLA-29)."""
    whole = found.running_seconds + found.paused_seconds
    return {
        "metric": "pause_integrity",
        "definition": _(
            "Share of the working time of resolution clocks that stood still in the period, by reason and person; "
            "pauses that began in the last tenth of a target; holds that stopped a clock without a question to "
            "anybody outside."
        ),
        "from": instant(since),
        "to": instant(until),
        "value": found.paused_seconds * 1000 // whole / 1000 if whole else None,
        "population_seconds": whole,
        "running_seconds": found.running_seconds,
        "paused_seconds": found.paused_seconds,
        "shares": [_share(row) for row in found.shares[:MOST]],
        "shares_count": len(found.shares),
        "late": [_late(row, reader) for row in found.late[:MOST]],
        "late_count": len(found.late),
        "silent": [_silent(row, reader) for row in found.silent[:MOST]],
        "silent_count": len(found.silent),
    }


def _share(row: PauseShare) -> Json:
    return {
        "reason": row.reason,
        "person": row.person.username,
        "name": row.person.display_name,
        "pauses": row.pauses,
        "paused_seconds": row.paused_seconds,
        "share": row.permille / 1000,
    }


def _late(row: LatePause, reader: Reader) -> Json:
    return {
        "incident": row.incident.number,
        "url": reader.address("incident", row.incident.number),
        "person": row.person.username,
        "name": row.person.display_name,
        "reason": row.reason,
        "started_at": instant(row.started_at),
        "used_percent": row.percent,
    }


def _silent(row: Entry, reader: Reader) -> Json:
    return {
        "incident": row.incident.number,
        "url": reader.address("incident", row.incident.number),
        "person": name_of(row.author, "username"),
        "name": row.author_name,
        "reason": row.facts["reason"],
        "happened_at": instant(row.happened_at),
    }
