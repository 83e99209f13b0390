"""How the API shows an alert."""

from typing import Any

from incidents.intake.choices import Mark
from incidents.intake.models import Alert
from incidents.records.operations.saving import as_fact


def alert_out(alert: Alert) -> dict[str, Any]:
    """Return an alert as the API answers it; instants in UTC, marks as sentences beside their codes."""
    return {
        "id": alert.pk,
        "integration": alert.integration.name,
        "kind": alert.integration.kind,
        "dedup_key": alert.dedup_key,
        "status": alert.status,
        "severity": alert.severity,
        "summary": alert.summary,
        "source": alert.source,
        "component": alert.component,
        "group": alert.group_name,
        "class": alert.class_name,
        "occurrences": alert.occurrences,
        "first_seen_at": as_fact(alert.first_seen_at),
        "last_seen_at": as_fact(alert.last_seen_at),
        "started_at": as_fact(alert.started_at and alert.started_at.replace(microsecond=0)),
        "ended_at": as_fact(alert.ended_at and alert.ended_at.replace(microsecond=0)),
        "flapping_until": as_fact(alert.flapping_until and alert.flapping_until.replace(microsecond=0)),
        "details": alert.details,
        "links": alert.links,
        "images": alert.images,
        "marks": [{"code": mark, "text": str(Mark(mark).label)} for mark in alert.marks],
    }
