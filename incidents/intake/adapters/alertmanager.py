"""Reads the web-hooks of Prometheus Alertmanager (version 4) and of Grafana: one alert, one observation."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidents.intake.adapters.observation import (
    KEY_LENGTH,
    BadShapeError,
    Observation,
    as_line,
    as_text,
    first_line,
    is_none,
    links_of,
    moment,
    storable,
)
from incidents.intake.choices import Mark, Observed, Severity
from incidents.intake.severities import SEVERITY_OF

_STATUS = {"firing": Observed.TRIGGER, "resolved": Observed.RESOLVE}


@dataclass(frozen=True, slots=True)
class Sender:
    """What differs between senders of one shape: the version, addresses of an alert by name, and of the whole."""

    version: str
    of_alert: tuple[tuple[str, str], ...]
    of_group: str


ALERTMANAGER = Sender("4", (("generatorURL", "Prometheus"),), "Alertmanager")
GRAFANA = Sender(
    "1",
    (
        ("generatorURL", "Grafana"),
        ("panelURL", "Panel"),
        ("dashboardURL", "Dashboard"),
        ("silenceURL", "Silence"),
    ),
    "",
)


def reader(sender: Sender) -> Callable[..., list[Observation]]:
    """Return what reads the bodies of a sender.

    Every alert stands for itself: its fingerprint is its key, the group it travels in only describes it, and the
    absence of an alert says nothing.
    """

    def observe(body: Any, *, received_at: datetime, made_key: str = "") -> list[Observation]:
        group = _group(body, sender)
        alerts = [_checked(alert, index, group) for index, alert in enumerate(group["alerts"])]
        return [_observation(alert, group, sender, received_at) for alert in alerts]

    return observe


def _group(body: Any, sender: Sender) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise BadShapeError("the body is not an object")
    problems = []
    if body.get("version") != sender.version:
        problems.append(f'version is not "{sender.version}"')
    if not isinstance(body.get("alerts"), list):
        problems.append("alerts is not a list")
    if problems:
        raise BadShapeError(*problems)
    return body


def _checked(alert: Any, index: int, group: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(alert, dict):
        raise BadShapeError(f"alerts[{index}] is not an object")
    status = alert.get("status", group.get("status"))
    if not isinstance(status, str) or status not in _STATUS:
        raise BadShapeError(f'alerts[{index}].status is neither "firing" nor "resolved"')
    return {**alert, "status": status}


def _observation(
    alert: dict[str, Any], group: dict[str, Any], sender: Sender, received_at: datetime
) -> Observation:
    marks = []
    labels, annotations = _named(alert.get("labels")), _named(alert.get("annotations"))
    if labels is None or annotations is None:
        marks.append(Mark.LABELS_UNUSABLE)
    labels, annotations = labels or {}, annotations or {}
    key, is_made = _key(alert, labels)
    if is_made:
        marks.append(Mark.FINGERPRINT_MADE)
    severity = SEVERITY_OF.get(labels.get("severity", "").strip().lower())
    if severity is None:
        marks.append(Mark.SEVERITY_UNKNOWN)
    if group.get("truncatedAlerts"):
        marks.append(Mark.GROUP_CUT)
    started_at, ended_at, unusable = _times(alert, received_at)
    summary = annotations.get("summary", "")
    text = annotations.get("description", "") or annotations.get("message", "")
    return Observation(
        says=_STATUS[alert["status"]],
        key=key,
        title=first_line(summary, labels.get("alertname"), text),
        summary=summary,
        text=text,
        severity=severity or Severity.WARNING,
        started_at=started_at,
        ended_at=ended_at,
        source=as_line(labels.get("instance") or labels.get("host") or labels.get("job"), KEY_LENGTH),
        component=as_line(labels.get("component") or labels.get("job"), KEY_LENGTH),
        group=as_line(group.get("groupKey"), KEY_LENGTH),
        class_name=as_line(labels.get("alertname"), KEY_LENGTH),
        service=labels.get("service", "").strip(),
        details=storable(
            {
                "labels": labels,
                "annotations": annotations,
                "receiver": as_line(group.get("receiver"), KEY_LENGTH),
                **({"values": alert["values"]} if isinstance(alert.get("values"), dict) else {}),
            }
        ),
        links=_links(alert, group, annotations, sender),
        marks=(*marks, *unusable),
    )


def _named(value: Any) -> dict[str, str] | None:
    """Return labels or annotations with every value as text; None if they are no object."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        return None
    return {name: as_text(content) for name, content in value.items()}


def _key(alert: dict[str, Any], labels: dict[str, str]) -> tuple[str, bool]:
    fingerprint = as_text(alert.get("fingerprint")).strip()
    if fingerprint and len(fingerprint) <= KEY_LENGTH:
        return fingerprint, False
    text = fingerprint or json.dumps(labels, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest(), not fingerprint


def _times(
    alert: dict[str, Any], received_at: datetime
) -> tuple[datetime | None, datetime | None, list[Mark]]:
    """Return start and end with marks for what cannot be used; a firing alert's end is only a forecast."""
    marks = []
    started_at = moment(alert.get("startsAt"), received_at)
    if started_at is None:
        marks.append(Mark.START_UNUSABLE)
    ended_at = None
    if alert["status"] == "resolved" and not is_none(alert.get("endsAt")):
        ended_at = moment(alert.get("endsAt"), received_at)
        if ended_at is None:
            marks.append(Mark.END_UNUSABLE)
    return started_at, ended_at, marks


def _links(
    alert: dict[str, Any], group: dict[str, Any], annotations: dict[str, str], sender: Sender
) -> tuple[dict[str, str], ...]:
    offered = [
        *({"href": alert.get(name), "text": text} for name, text in sender.of_alert),
        {"href": annotations.get("runbook_url") or annotations.get("runbook"), "text": "Runbook"},
        {"href": annotations.get("dashboard_url") or annotations.get("dashboard"), "text": "Dashboard"},
        {"href": group.get("externalURL"), "text": sender.of_group},
    ]
    named = [link for link in offered if link["text"]]
    return links_of(named, address="href", label="text")
