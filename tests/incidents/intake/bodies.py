"""Bodies as Alertmanager and senders of the Events API really send them."""

from datetime import datetime, timedelta
from typing import Any

from tests.builders import NOON

ZERO = "0001-01-01T00:00:00Z"


def go_time(instant: datetime) -> str:
    """Write an instant as Go does."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def alert(
    name: str = "DiskFull",
    *,
    status: str = "firing",
    fingerprint: str = "7d1c9c3f2ab4e610",
    start: datetime = NOON - timedelta(minutes=2),
    end: datetime | None = None,
    **labels: Any,
) -> dict[str, Any]:
    """Return one alert of a group."""
    named = {"alertname": name, "instance": "db1:9100", "job": "node", "severity": "critical", **labels}
    return {
        "status": status,
        "labels": named,
        "annotations": {
            "summary": f"{name} on {named['instance']}",
            "description": "Only 3 % of /var/lib is left.",
            "runbook_url": "https://runbooks.example.org/disk",
        },
        "startsAt": go_time(start),
        "endsAt": go_time(end) if end else ZERO,
        "generatorURL": "http://prometheus.example.org:9090/graph?g0.expr=up",
        "fingerprint": fingerprint,
    }


def group(*alerts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the body of a webhook."""
    status = "firing" if any(entry["status"] == "firing" for entry in alerts) else "resolved"
    return {
        "version": "4",
        "groupKey": '{}:{alertname="DiskFull"}',
        "truncatedAlerts": 0,
        "status": status,
        "receiver": "evenkeel",
        "groupLabels": {"alertname": "DiskFull"},
        "commonLabels": {"alertname": "DiskFull", "job": "node"},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example.org:9093",
        "alerts": list(alerts),
        **changes,
    }


def event(
    key: str, action: str = "trigger", dedup_key: str | None = "db1/disk", **payload: Any
) -> dict[str, Any]:
    """Return the body of an event."""
    body: dict[str, Any] = {"routing_key": key, "event_action": action}
    if dedup_key is not None:
        body["dedup_key"] = dedup_key
    if action == "trigger":
        body["payload"] = {
            "summary": "Disk of db1 is full",
            "source": "db1.example.org",
            "severity": "critical",
            "component": "postgres",
            "group": "prod-db",
            "class": "disk",
            "custom_details": {"free": "3 %"},
            **payload,
        }
        body["client"] = "Nagios"
        body["client_url"] = "https://nagios.example.org/db1"
        body["links"] = [{"href": "https://wiki.example.org/disk", "text": "Runbook"}]
        body["images"] = [{"src": "https://graphs.example.org/db1.png", "alt": "Free space"}]
    return body


def change_event(
    key: Any, *, timestamp: str | None = "2026-03-02T11:55:00Z", **changes: Any
) -> dict[str, Any]:
    """Return the body of a change event; what is neither summary, source nor links are details of the sender's own."""
    payload = {
        "summary": changes.pop("summary", "Deployed vpn 2.4.1"),
        "source": changes.pop("source", "pipeline-7"),
        "timestamp": timestamp,
    }
    links = changes.pop("links", [{"href": "https://ci.example.org/7", "text": "Build 7"}])
    return {"routing_key": key, "payload": {**payload, "custom_details": changes}, "links": links}
