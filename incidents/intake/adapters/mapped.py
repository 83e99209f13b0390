"""Reads any JSON by the places that an administrator names (CH-15): JSON Pointers, RFC 6901."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from incidents.intake.adapters.observation import (
    KEY_LENGTH,
    BadShapeError,
    Observation,
    as_line,
    as_text,
    first_line,
    moment,
    storable,
)
from incidents.intake.choices import Mark, Observed, Severity
from incidents.intake.severities import SEVERITY_OF

POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)+")
LONGEST_POINTER = 300
# Beyond this a number of seconds would lie thousands of years ahead: it counts milliseconds.
_MILLISECONDS_FROM = 100_000_000_000


@dataclass(frozen=True, slots=True)
class Places:
    """Where things stand in a body; an empty pointer means that it is not there.

    `alerts` leads to a list, and all other pointers begin at each of its items. `over` are the words of `state` which
    say that an alert has ended, `severities` the sender's words for ours.
    """

    alerts: str = ""
    key: str = ""
    title: str = ""
    text: str = ""
    severity: str = ""
    state: str = ""
    started_at: str = ""
    source: str = ""
    component: str = ""
    service: str = ""
    over: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Places":
        """Return what is stored as JSON."""
        known = {name.name for name in fields(cls)}
        kept = {name: value for name, value in told.items() if name in known}
        return cls(**{**kept, "over": tuple(kept.get("over", ()))})


def at(value: Any, pointer: str) -> Any:
    """Return what a pointer leads to; None if nothing is there."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal() and len(name) < 6 and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def observe(body: Any, *, received_at: datetime, places: Mapping[str, Any] | None) -> list[Observation]:
    """Return what a body says, alert by alert; it is refused as a whole if one of them cannot be named."""
    if not places:
        raise BadShapeError("nobody has said yet where things stand in the bodies of this integration")
    where = Places.of(places)
    return [_observation(alert, place, where, received_at) for place, alert in _alerts(body, where)]


def _alerts(body: Any, where: Places) -> Iterator[tuple[str, Any]]:
    if not where.alerts:
        yield "the body", body
        return
    found = at(body, where.alerts)
    if not isinstance(found, list):
        raise BadShapeError(f"{where.alerts} is not a list")
    for number, alert in enumerate(found):
        yield f"{where.alerts}/{number}", alert


def _observation(alert: Any, place: str, where: Places, received_at: datetime) -> Observation:
    def read(pointer: str) -> Any:
        return at(alert, pointer) if pointer else None

    marks: list[Mark] = []
    summary, text = as_text(read(where.title)), as_text(read(where.text))
    title, source = first_line(summary, text), as_line(read(where.source), KEY_LENGTH)
    started_at = _start(read, where, received_at, marks)
    return Observation(
        says=_says(read(where.state), where),
        key=_key(read(where.key), title, source, place, marks),
        title=title,
        summary=summary,
        text=text,
        severity=_severity(read(where.severity), where, marks),
        started_at=started_at,
        by_receipt=not where.started_at,
        source=source,
        component=as_line(read(where.component), KEY_LENGTH),
        service=as_text(read(where.service)).strip(),
        details=storable({"alert": alert}),
        marks=tuple(marks),
    )


def _says(state: Any, where: Places) -> Observed:
    word = as_text(state).strip().casefold()
    return Observed.RESOLVE if word in {one.casefold() for one in where.over} else Observed.TRIGGER


def _key(value: Any, title: str, source: str, place: str, marks: list[Mark]) -> str:
    """Return the alert's own key; without one its title and source stand for it."""
    key = as_text(value).strip()
    if key and len(key) <= KEY_LENGTH:
        return key
    if not key:
        if not title:
            raise BadShapeError(f"{place} has neither a key nor a title")
        marks.append(Mark.FINGERPRINT_MADE)
        key = f"{title}\n{source}"
    return hashlib.sha256(key.encode()).hexdigest()


def _severity(value: Any, where: Places, marks: list[Mark]) -> Severity:
    if not where.severity:
        return Severity.WARNING
    word = as_text(value).strip().casefold()
    own = {name.casefold(): severity for name, severity in where.severities.items()}
    found = own.get(word) or SEVERITY_OF.get(word)
    if found is None:
        marks.append(Mark.SEVERITY_UNKNOWN)
    return Severity(found or Severity.WARNING)


def _start(
    read: Callable[[str], Any], where: Places, received_at: datetime, marks: list[Mark]
) -> datetime | None:
    if not where.started_at:
        return None
    told = read(where.started_at)
    started_at = moment(_as_instant(told), received_at)
    if started_at is None:
        marks.append(Mark.START_UNUSABLE)
    return started_at


def _as_instant(told: Any) -> Any:
    """Return seconds or milliseconds since 1970 as an instant; anything else as it is."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return told
    seconds = told / 1000 if abs(told) >= _MILLISECONDS_FROM else told
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None
