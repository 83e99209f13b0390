"""Reads change events of the Events API version 2: one event, one change."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidents.intake.adapters.observation import (
    KEY_LENGTH,
    TITLE_LENGTH,
    BadShapeError,
    as_line,
    as_text,
    first_line,
    links_of,
    moment,
    storable,
    without_controls,
)

ITEM_LENGTH = 120
SUMMARY_LENGTH = 1024


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """What somebody says about a change.

    `happened_at` is None where the sender gave no usable time, `content` then no name of the change: two deployments
    may well be told in the same words.
    """

    title: str
    summary: str
    source: str
    service: str
    component: str
    item: str
    happened_at: datetime | None
    is_time_unusable: bool
    content: str
    details: Any
    links: tuple[dict[str, str], ...]


def report_of(body: Any, *, received_at: datetime) -> ChangeReport:
    """Return what the event says; service and configuration item stand in the sender's own details, if anywhere."""
    event = body if isinstance(body, dict) else {}
    payload = _checked(event.get("payload"))
    details = payload.get("custom_details")
    named = details if isinstance(details, dict) else {}
    stated = payload.get("timestamp")
    happened_at = moment(stated, received_at)
    return ChangeReport(
        title=first_line(payload["summary"], payload.get("source")),
        summary=without_controls(payload["summary"]).strip()[:SUMMARY_LENGTH],
        source=as_line(payload.get("source"), KEY_LENGTH),
        service=as_line(named.get("service"), TITLE_LENGTH),
        component=as_line(payload.get("component"), KEY_LENGTH),
        item=as_line(named.get("configuration_item"), ITEM_LENGTH),
        happened_at=happened_at and happened_at.replace(microsecond=0),
        is_time_unusable=happened_at is None and stated is not None,
        content=_digest(payload) if happened_at is not None else "",
        details=storable(details),
        links=links_of(event.get("links"), address="href", label="text"),
    )


def _checked(payload: Any) -> dict[str, Any]:
    if not isinstance(payload, dict):
        raise BadShapeError("'payload' is missing or is not an object")
    problems = []
    if not as_text(payload.get("summary")).strip():
        problems.append("'payload.summary' is missing or blank")
    elif not isinstance(payload["summary"], str):
        problems.append("'payload.summary' is not a string")
    if payload.get("source") is not None and not isinstance(payload["source"], str):
        problems.append("'payload.source' is not a string")
    if problems:
        raise BadShapeError(*problems)
    return payload


def _digest(payload: dict[str, Any]) -> str:
    """Return a name for what is told: the same words about the same moment are the same change, told again."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
