"""Reads the Events API version 2: one event, one observation."""

from datetime import datetime
from typing import Any

from incidents.intake.adapters.observation import (
    KEY_LENGTH,
    BadShapeError,
    Observation,
    as_line,
    as_text,
    first_line,
    links_of,
    moment,
    storable,
)
from incidents.intake.choices import Mark, Observed, Severity

_SEVERITIES = "'critical', 'warning', 'error' or 'info'"
_ACTIONS = "'trigger', 'acknowledge' or 'resolve'"


def observe(body: Any, *, received_at: datetime, made_key: str = "") -> list[Observation]:
    """Return what the event says; `made_key` stands for a key that the sender left to us."""
    event = body if isinstance(body, dict) else {}
    problems = _problems(event)
    if problems:
        raise BadShapeError(*problems)
    key = event.get("dedup_key") or made_key
    says = Observed(event["event_action"])
    if says != Observed.TRIGGER:
        return [Observation(says=says, key=key, by_receipt=True)]
    return [_trigger(event, event["payload"], key, received_at)]


def _problems(event: dict[str, Any]) -> list[str]:
    problems = []
    action = event.get("event_action")
    if not action:
        problems.append("'event_action' is missing or blank")
    elif action not in Observed.values:
        problems.append(f"'event_action' is invalid (must be one of the following: {_ACTIONS})")
    problems += _key_problems(event.get("dedup_key"), is_needed=action in ("acknowledge", "resolve"))
    if action == "trigger":
        problems += _payload_problems(event.get("payload"))
    return problems


def _key_problems(key: Any, *, is_needed: bool) -> list[str]:
    if key in (None, ""):
        return ["'dedup_key' is missing or blank"] if is_needed else []
    if not isinstance(key, str):
        return ["'dedup_key' is not a string"]
    if len(key) > KEY_LENGTH:
        return [f"'dedup_key' is too long (maximum is {KEY_LENGTH} characters)"]
    return []


def _payload_problems(payload: Any) -> list[str]:
    """A blank summary or source is accepted: there is something to tell even without it."""
    if not isinstance(payload, dict):
        return ["'payload' is missing or is not an object"]
    problems = []
    for name in ("summary", "source"):
        if payload.get(name) is None:
            problems.append(f"'payload.{name}' is missing or blank")
        elif not isinstance(payload[name], str):
            problems.append(f"'payload.{name}' is not a string")
    severity = payload.get("severity")
    if severity is None:
        problems.append("'payload.severity' is missing or blank")
    elif severity not in Severity.values:
        problems.append(f"'payload.severity' is invalid (must be one of the following: {_SEVERITIES})")
    return problems


def _trigger(event: dict[str, Any], payload: dict[str, Any], key: str, received_at: datetime) -> Observation:
    marks = []
    started_at = moment(payload.get("timestamp"), received_at)
    if started_at is None and payload.get("timestamp") is not None:
        marks.append(Mark.START_UNUSABLE)
    summary, component = payload["summary"], as_line(payload.get("component"), KEY_LENGTH)
    details = {
        "custom_details": payload.get("custom_details"),
        "client": as_line(event.get("client"), KEY_LENGTH),
    }
    return Observation(
        says=Observed.TRIGGER,
        key=key,
        title=first_line(summary, payload.get("class"), component, payload["source"]),
        summary=summary,
        severity=Severity(payload["severity"]),
        started_at=started_at,
        by_receipt=True,
        source=as_line(payload["source"], KEY_LENGTH),
        component=component,
        group=as_line(payload.get("group"), KEY_LENGTH),
        class_name=as_line(payload.get("class"), KEY_LENGTH),
        details=storable(details),
        links=_links(event),
        images=_images(event.get("images")),
        marks=tuple(marks),
    )


def _links(event: dict[str, Any]) -> tuple[dict[str, str], ...]:
    client = {"href": event.get("client_url"), "text": event.get("client")}
    given = event.get("links")
    return links_of([*(given if isinstance(given, list) else ()), client], address="href", label="text")


def _images(value: Any) -> tuple[dict[str, str], ...]:
    """Return images as links: nothing is fetched from elsewhere, and no page shows a foreign picture."""
    found = links_of(value, address="src", label="alt")
    return tuple({"src": as_text(image["href"]), "alt": image["text"]} for image in found)
