"""Senders as they are installed elsewhere, pointed at a running server of ours (spec/api 2, CH-07, CH-10, CH-15)."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pagerduty
import pytest

from incidents.intake.changes.models import Change
from incidents.intake.models import Alert, Signal
from incidents.records.choices import State
from incidents.records.models import Incident
from tests.cast import Cast
from tests.incidents.intake.alertmanager_server import ALERTMANAGER, BY_EVENTS, BY_WEB_HOOK, Alertmanager
from tests.incidents.intake.conftest import Monitor, monitor, only_incident, work

pytestmark = pytest.mark.django_db(transaction=True)
LABELS = {"alertname": "DiskFull", "instance": "db1:9100", "severity": "critical", "service": "vpn"}
NOTES = {"summary": "Disk of db1 is full", "description": "Only 3 % of /var/lib is left."}

Start = Callable[[Monitor, str], Alertmanager]


@pytest.fixture
def start(live_server: Any, tmp_path: Path) -> Iterator[Start]:
    """Start an Alertmanager that sends to the live server with the key of a monitor."""
    running: list[Alertmanager] = []

    def run(sender: Monitor, receiver: str) -> Alertmanager:
        running.append(Alertmanager(tmp_path, receiver.format(address=live_server.url, key=sender.key)))
        return running[-1]

    yield run
    for server in running:
        server.stop()


def arrive(count: int, server: Alertmanager) -> None:
    """Wait until so many calls are stored, and work on them."""
    deadline = time.monotonic() + 20
    while Signal.objects.count() < count:
        assert time.monotonic() < deadline, server.said
        time.sleep(0.05)
    work()


@pytest.mark.skipif(
    ALERTMANAGER is None, reason="Alertmanager is not installed (Debian: prometheus-alertmanager)"
)
@pytest.mark.parametrize(
    ("kind", "receiver", "title"),
    [
        ("alertmanager", BY_WEB_HOOK, "Disk of db1 is full"),
        ("events", BY_EVENTS, "[FIRING:1] DiskFull db1:9100 vpn critical"),
    ],
    ids=["web-hook", "pagerduty"],
)
def test_alertmanager_opens_an_incident_and_clears_it(
    start: Start, cast: Cast, kind: str, receiver: str, title: str
) -> None:
    server = start(monitor(cast, kind), receiver)
    server.tell(labels=LABELS, annotations=NOTES)
    arrive(1, server)
    incident = only_incident()
    assert (incident.title, incident.state, incident.priority_code) == (title, State.NEW, "P1")
    assert incident.service == cast.services["vpn"]
    assert "Only 3 % of /var/lib is left." in incident.description
    server.tell(labels=LABELS, annotations=NOTES, over=True)
    arrive(2, server)
    incident = only_incident()
    assert (incident.state, incident.monitor_cleared_at is not None) == (State.RESOLVED, True)
    assert set(Signal.objects.values_list("state", flat=True)) == {"done"}
    assert Alert.objects.get().marks == []


class _BehindProxy(httpx2.HTTPTransport):
    """The client insists on TLS, which a proxy in front of us would end."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.url = request.url.copy_with(scheme="http")
        return super().handle_request(request)


@contextmanager
def client_of(server: Any, key: str) -> Iterator[pagerduty.EventsApiV2Client]:
    """Give the client that PagerDuty publishes, told nothing but another address and a key."""
    address = server.url.replace("http://", "https://")
    with pagerduty.EventsApiV2Client(key, base_url=address, transport=_BehindProxy()) as client:
        yield client


class TestPagerDutyClient:
    """What the published client sends, and what it makes of our answers."""

    def test_an_event_goes_from_trigger_to_resolve(self, live_server: Any, events: Monitor) -> None:
        with client_of(live_server, events.key) as client:
            key = client.trigger(
                "Disk of db1 is full",
                "db1.example.org",
                custom_details={"free": "3 %"},
                links=[{"href": "https://wiki.example.org/disk", "text": "Runbook"}],
            )
            assert client.trigger("Disk of db1 is full", "db1.example.org", dedup_key=key) == key
            assert client.acknowledge(key) == key
            assert work() == 3
            alert = Alert.objects.get()
            assert (alert.dedup_key, alert.occurrences, alert.status) == (key, 2, "acknowledged")
            assert only_incident().title == "Disk of db1 is full"
            assert client.resolve(key) == key
            work()
            assert only_incident().state == State.RESOLVED

    def test_a_deployment_becomes_a_change(self, live_server: Any, events: Monitor) -> None:
        with client_of(live_server, events.key) as client:
            client.submit(
                "Deployed vpn 2.4.1",
                source="pipeline-7",
                timestamp=datetime.now(UTC).isoformat(),
                custom_details={"service": "vpn"},
                links=[{"href": "https://ci.example.org/7", "text": "Build 7"}],
            )
        assert work() == 1
        change = Change.objects.get()
        assert (change.title, change.service.slug, len(change.links)) == ("Deployed vpn 2.4.1", "vpn", 1)
        assert Signal.objects.get().outcome == "recorded: Deployed vpn 2.4.1"

    def test_a_refusal_is_told_with_its_reason(self, live_server: Any, events: Monitor) -> None:
        with (
            client_of(live_server, f"{events.key[:-1]}x") as client,
            pytest.raises(pagerduty.HttpError) as refusal,
        ):
            client.trigger("Disk of db1 is full", "db1.example.org")
        assert refusal.value.response.json()["errors"] == ["'routing_key' is invalid"]
        assert (Signal.objects.count(), Incident.objects.count()) == (0, 0)
