"""What the API says about clocks in full, and about policies."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from incidents.api.representation import Json, Reader, clock_json, instant, name_of
from incidents.records.models import Incident
from incidents.sla.choices import ClockKind
from incidents.sla.glance import MAIN_KINDS
from incidents.sla.models import ClockSegment, Policy, PolicyVersion
from incidents.sla.naming import Names, names_for
from incidents.sla.queries import current_book
from incidents.sla.reports import held_by
from incidents.sla.standing import Standing, standings
from incidents.sla.wording import derivation


def clock_name(kind: str, ordinal: int) -> str:
    """Return how an address names a clock; the first of its kind needs no number."""
    return f"{kind}-{ordinal}" if ordinal else kind


def clocks_json(incident: Incident, reader: Reader) -> list[Json]:
    """Return every clock that the reader may see, with its ledger and the derivation of its deadline."""
    seen = [
        standing
        for standing in standings(incident, reader.now)
        if reader.is_staff or standing.kind in MAIN_KINDS
    ]
    prefetch_related_objects([standing.clock for standing in seen], "segments__actor", "waived_by")
    names = names_for(incident, [standing.ledger for standing in seen], current_book())
    return [_clock(incident, standing, names, reader) for standing in seen]


def _clock(incident: Incident, standing: Standing, names: Names, reader: Reader) -> Json:
    row = standing.clock
    told = {
        **clock_json(row, reader.now),
        "name": clock_name(row.kind, row.ordinal),
        "health": standing.health,
        "policy": standing.terms.slug,
        "policy_version": standing.terms.number,
        "calendar": names.slugs.get(row.calendar_id),
        "time_zone": standing.zone,
        "started_at": instant(row.started_at),
        "paused_seconds": standing.paused_seconds,
        "actual_seconds": standing.actual_seconds,
        "is_late_logged": row.is_late_logged,
        "breach_cause": row.breach_cause,
        "is_waived": row.waived_at is not None,
        "segments": _segments(list(row.segments.all()), standing, names, reader),
        "explanation": [
            {"text": each.text, "kind": each.kind, "seconds": each.seconds}
            for each in derivation(
                standing.ledger, names.telling(standing.ledger, reader.user.zone), reader.now
            )
        ],
    }
    return told | _for_staff(incident, standing, names, reader) if reader.is_staff else told


def _for_staff(incident: Incident, standing: Standing, names: Names, reader: Reader) -> Json:
    row, held = standing.clock, []
    if standing.kind == ClockKind.RESOLUTION:
        held = held_by(incident, standing.ledger, names.book.calendar, reader.now)
    return {
        "team": name_of(row.team),
        "breach_comment": row.breach_comment,
        "waived_at": instant(row.waived_at),
        "waived_by": name_of(row.waived_by, "username"),
        "waive_reason": row.waive_reason,
        "held_by": [
            {
                "team": name_of(each.team),
                "assignee": name_of(each.assignee, "username"),
                "seconds": each.seconds,
            }
            for each in held
        ],
    }


def _segments(lines: Sequence[ClockSegment], standing: Standing, names: Names, reader: Reader) -> list[Json]:
    told = []
    for line in lines:
        end = line.ended_at or (reader.now if standing.is_live else line.started_at)
        calendar = names.book.calendar(line.calendar_id)
        segment: Json = {
            "from": instant(line.started_at),
            "to": instant(line.ended_at),
            "kind": line.kind,
            "cause": line.cause,
            "calendar": names.slugs.get(line.calendar_id),
            "target_seconds": line.target_seconds,
            "seconds": max(calendar.working_seconds(line.started_at, end), 0),
        }
        if reader.is_staff:
            segment["actor"] = line.actor.username
        told.append(segment)
    return told


def policy_json(policy: Policy, reader: Reader) -> Json:
    """Return a policy as it is now; whom it tells and when is for staff."""
    version = next(iter(policy.versions.all()), None)
    told: Json = {
        "slug": policy.slug,
        "name": policy.name,
        "description": policy.description,
        "position": policy.position,
        "covers": policy.covers,
        "is_retired": policy.retired_at is not None,
        "version": version.number if version else None,
        "calendar": version.calendar.slug if version else None,
        "follows_service": bool(version and version.follows_service),
        "conditions": _conditions(version, reader) if version else {},
        "targets": [
            {"clock": target.kind, "priority": f"P{target.priority}", "seconds": target.minutes * 60}
            for target in (version.targets.all() if version else ())
        ],
        "stops_on": version.stops_on if version else None,
        "update_mode": version.update_mode if version else None,
        "close_after_days": version.close_after_days if version else None,
        "steps": _steps(version) if version and reader.is_staff else [],
    }
    return told


def _conditions(version: PolicyVersion, reader: Reader) -> Json:
    """Say when the policy applies; who else is a customer is nobody's business outside."""
    return {
        "priorities": [f"P{level}" for level in version.priorities],
        "services": [row.slug for row in version.services.all()],
        "organisations": [row.slug for row in version.organisations.all()] if reader.is_staff else [],
        "teams": [row.slug for row in version.teams.all()] if reader.is_staff else [],
        "majors": version.majors,
    }


def _steps(version: PolicyVersion) -> list[Json]:
    return [
        {
            "percent": step.percent,
            "minutes_after": step.minutes_after,
            "tell": list(step.tell),
            "raises_urgency": step.raises_urgency,
            "reassign_to": name_of(step.reassign_to),
            "webhook": name_of(step.webhook),
        }
        for step in version.steps.all()
    ]
