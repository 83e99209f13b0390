"""What every adapter makes of a body, and the readings they share."""

import json
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from incidents.intake.choices import Mark, Observed, Severity

TITLE_LENGTH = 200
KEY_LENGTH = 255
# Before this no monitor of today has seen anything: year 1 and 1970 are how programs write "unknown".
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(minutes=5)
_SCHEMES = ("https://", "http://")


class BadShapeError(ValueError):
    """The body is JSON but not what this sender's protocol says; each problem names its place."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Observation:
    """What a monitor says about one alert.

    `by_receipt`: the sender gives no start and end, so the order of receipt is the order of events.
    """

    says: Observed
    key: str
    title: str = ""
    summary: str = ""
    text: str = ""
    severity: Severity = Severity.WARNING
    started_at: datetime | None = None
    ended_at: datetime | None = None
    by_receipt: bool = False
    source: str = ""
    component: str = ""
    group: str = ""
    class_name: str = ""
    service: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    links: tuple[dict[str, str], ...] = ()
    images: tuple[dict[str, str], ...] = ()
    marks: tuple[Mark, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON that `from_json` reads."""
        moments = {
            name: value.isoformat() if (value := getattr(self, name)) is not None else None
            for name in _MOMENTS
        }
        return {**asdict(self), **moments}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Observation":
        """Return what `as_json` wrote down."""
        moments = {name: datetime.fromisoformat(told[name]) if told[name] else None for name in _MOMENTS}
        words = {"says": Observed(told["says"]), "severity": Severity(told["severity"])}
        rows = {name: tuple(told[name]) for name in ("links", "images")}
        return cls(
            **{**told, **moments, **words, **rows, "marks": tuple(Mark(mark) for mark in told["marks"])}
        )


_MOMENTS = ("started_at", "ended_at")


def as_text(value: Any) -> str:
    """Return any JSON value as text: nothing for null, JSON for lists and objects."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def without_controls(text: str) -> str:
    """Return text with spaces for control characters other than tabs and line breaks."""
    return "".join(
        " " if unicodedata.category(char) == "Cc" and char not in "\t\n" else char for char in text
    )


def as_line(value: Any, length: int) -> str:
    """Return a value as one line without control characters, cut with an ellipsis."""
    line = " ".join(without_controls(as_text(value)).split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def first_line(*candidates: Any) -> str:
    """Return the first candidate that says something, as a title."""
    return next((line for value in candidates if (line := as_line(value, TITLE_LENGTH))), "")


def moment(value: Any, received_at: datetime) -> datetime | None:
    """Return an instant in UTC, or None if it is missing, has no zone, or cannot be true."""
    if not isinstance(value, str):
        return None
    try:
        instant = datetime.fromisoformat(value.strip())
        if instant.tzinfo is None:
            return None
        instant = instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return instant if _EARLIEST <= instant <= received_at + _AHEAD else None


def is_none(value: Any) -> bool:
    """Say whether a sender means "no time": nothing, or the year 1 of Go programs."""
    return value in (None, "") or (isinstance(value, str) and value.startswith("0001-01-01"))


def links_of(value: Any, *, address: str, label: str) -> tuple[dict[str, str], ...]:
    """Return the usable web addresses of a list of objects; anything else in it is left out."""
    found = []
    for item in value if isinstance(value, list) else ():
        entry = item if isinstance(item, dict) else {}
        link = as_text(entry.get(address)).strip()
        if link.lower().startswith(_SCHEMES) and len(link) <= 2000:
            found.append({"href": link, "text": as_line(entry.get(label), TITLE_LENGTH)})
    return tuple(found[:50])


def storable(value: Any) -> Any:
    """Return a JSON value without the infinities that Python reads and databases refuse."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {key: storable(item) for key, item in value.items()}
    return value
