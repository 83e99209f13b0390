"""Read a body in the shape of its sender: JSON first, then the adapter; used by the door and by the work behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts import strict_json
from incidents.intake.adapters import alertmanager, events, heartbeat, mapped
from incidents.intake.adapters.observation import Observation
from incidents.intake.choices import IntegrationKind, Mark

_ADAPTERS: dict[str, Callable[..., list[Observation]]] = {
    IntegrationKind.ALERTMANAGER: alertmanager.reader(alertmanager.ALERTMANAGER),
    IntegrationKind.GRAFANA: alertmanager.reader(alertmanager.GRAFANA),
    IntegrationKind.EVENTS: events.observe,
    IntegrationKind.HEARTBEAT: heartbeat.observe,
}


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON value, and what had to be put right in it."""

    value: Any
    marks: tuple[Mark, ...] = ()

    @property
    def routing_key(self) -> str:
        """Return the key that an event carries in its body, or nothing."""
        key = self.value.get("routing_key") if isinstance(self.value, dict) else None
        return key if isinstance(key, str) else ""


def parse(body: bytes) -> Document:
    """Return the JSON of a body; characters that cannot be stored are replaced, and marked."""
    try:
        return Document(strict_json.read(body))
    except strict_json.BadJsonError:
        value = strict_json.read(body, replace_unstorable=True)
    return Document(value, (Mark.CHARACTERS_REPLACED,))


def observations(
    document: Document,
    kind: str,
    *,
    received_at: datetime,
    made_key: str = "",
    places: Mapping[str, Any] | None = None,
) -> list[Observation]:
    """Return what a document in this shape says; `places` says where things stand in JSON of no known shape."""
    if kind == IntegrationKind.JSON:
        return mapped.observe(document.value, received_at=received_at, places=places)
    return _ADAPTERS[kind](document.value, received_at=received_at, made_key=made_key)
