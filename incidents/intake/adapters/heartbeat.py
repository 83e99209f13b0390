"""Reads what a heartbeat of ours reports about itself: one body, one observation."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from incidents.intake.adapters.observation import BadShapeError, Observation, as_line, as_text, moment
from incidents.intake.choices import Observed, Severity
from incidents.intake.heartbeats.choices import DownReason

_NAME_LENGTH = 80


def observe(body: Any, *, received_at: datetime, made_key: str = "") -> list[Observation]:
    """Return what it says."""
    told = body if isinstance(body, dict) else {}
    if told.get("says") not in Observed.values or not isinstance(told.get("heartbeat"), str):
        raise BadShapeError("not a report of a heartbeat")
    key, says = told["heartbeat"], Observed(told["says"])
    if says != Observed.TRIGGER:
        return [Observation(says=says, key=key, by_receipt=True)]
    severity = told.get("severity")
    seen = Observation(
        says=says,
        key=key,
        title=_title(told),
        text=as_text(told.get("text")) if told.get("reason") == DownReason.FAILED else "",
        severity=Severity(severity) if severity in Severity.values else Severity.ERROR,
        started_at=moment(told.get("since"), received_at),
        by_receipt=True,
        source=as_line(told.get("name"), _NAME_LENGTH),
        service=as_text(told.get("service")),
        details={"labels": _labels(told)},
    )
    return [seen]


def _title(told: dict[str, Any]) -> str:
    words = {"name": as_line(told.get("name"), _NAME_LENGTH), "code": told.get("exit_code")}
    if told.get("reason") == DownReason.OVERRUN:
        return _("“%(name)s” started and did not finish in time") % words
    if told.get("reason") != DownReason.FAILED:
        return _("“%(name)s” has not reported in time") % words
    if words["code"]:
        return _("“%(name)s” failed with exit code %(code)s") % words
    return _("“%(name)s” reports a failure") % words


def _labels(told: dict[str, Any]) -> dict[str, Any]:
    names = ("reason", "exit_code", "since", "last_ping_at")
    return {name: told[name] for name in names if told.get(name) not in (None, "")}
