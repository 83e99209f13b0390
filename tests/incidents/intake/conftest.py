"""A monitor for the tests: it has a key, sends bodies and lets them be worked on."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import clock
from incidents.intake.choices import Subject
from incidents.intake.models import Alert, Integration, Signal
from incidents.intake.operations.keys import create_integration
from incidents.intake.operations.receiving import store
from incidents.intake.operations.sweeping import sweep_signals
from incidents.records.models import Incident
from tests.builders import NOON
from tests.cast import Cast
from tests.incidents.intake.bodies import event, group


@dataclass
class Monitor:
    """A monitoring tool with its key."""

    integration: Integration
    key: str
    path: str

    def send(self, body: Any, **headers: Any) -> Any:
        """Post a body to the door; bytes go as they are."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Client().post(self.path, raw, content_type="application/json", **headers)

    def receive(self, body: dict[str, Any], *, now: datetime = NOON) -> Signal:
        """Store a body as if it had come at `now`."""
        return store(self.integration, json.dumps(body).encode(), {}, now=now, made_key="made-key")

    def take(self, body: dict[str, Any], *, now: datetime = NOON) -> Signal:
        """Store a body and work on it."""
        signal = self.receive(body, now=now)
        sweep_signals(now)
        signal.refresh_from_db()
        return signal

    def event(self, action: str = "trigger", *, now: datetime = NOON, **options: Any) -> Signal:
        """Send an event and work on it."""
        return self.take(event(self.key, action, **options), now=now)

    def alerts(self, *alerts: dict[str, Any], now: datetime = NOON, **changes: Any) -> Signal:
        """Send a group of alerts and work on it."""
        return self.take(group(*alerts, **changes), now=now)

    def set(self, **values: Any) -> None:
        """Change settings of the integration."""
        Integration.objects.filter(pk=self.integration.pk).update(**values)

    @property
    def alert(self) -> Alert:
        """Return the only current alert."""
        return Alert.objects.get(integration=self.integration, is_current=True)


def monitor(cast: Cast, kind: str, name: str = "") -> Monitor:
    """Make a monitor."""
    integration, key = create_integration(
        kind,
        name or f"Monitor {kind}",
        account=cast.monitor,
        service=cast.services["email"],
        by=cast.system,
        now=NOON,
    )
    path = "/v2/enqueue" if kind == "events" else f"/api/v1/intake/{kind}/{key}/"
    return Monitor(integration, key, path)


@pytest.fixture(autouse=True)
def _forget_wrong_keys() -> None:
    cache.clear()


@pytest.fixture
def events(cast: Cast) -> Monitor:
    """A sender of the Events API."""
    return monitor(cast, "events")


@pytest.fixture
def alertmanager(cast: Cast) -> Monitor:
    """An Alertmanager."""
    return monitor(cast, "alertmanager")


def work() -> int:
    """Work on everything that came in through the doors."""
    return sweep_signals(clock.now() + timedelta(seconds=1))


def only_incident() -> Incident:
    """Return the one incident there is."""
    return Incident.objects.get()


def record(sender: Monitor, body: dict[str, Any], *, now: datetime = NOON) -> Signal:
    """Store a change event as if it had come at `now`, and work on it."""
    signal = store(sender.integration, json.dumps(body).encode(), {}, now=now, subject=Subject.CHANGE)
    sweep_signals(now)
    signal.refresh_from_db()
    return signal
