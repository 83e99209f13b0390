"""Any JSON by an administrator's mapping, with a test box (CH-15)."""

import json

import pytest

from incidents.intake.models import Alert, Integration, Signal
from incidents.intake.operations.mapping import set_mapping
from incidents.records.models import Incident
from tests.accounts.admin_client import address, signed_in
from tests.builders import NOON
from tests.incidents.intake.conftest import monitor, only_incident, work

PLACES = {
    "alerts": "/events",
    "key": "/id",
    "title": "/check/name",
    "text": "/check/output",
    "severity": "/level",
    "state": "/state",
    "started_at": "/since",
    "source": "/hosts/0",
    "service": "/labels/it~1service",
    "over": ["OK", "gone"],
    "severities": {"sev1": "critical"},
}
ONE = {
    "id": 4711,
    "check": {"name": "Disk is full", "output": "3 % left"},
    "level": "SEV1",
    "state": "bad",
    "since": int(NOON.timestamp()),
    "hosts": ["db1", "db2"],
    "labels": {"it/service": "vpn"},
}


@pytest.fixture
def sender(cast):
    return monitor(cast, "json")


@pytest.fixture
def mapped(cast, sender):
    sender.integration = set_mapping(sender.integration, PLACES, by=cast.actor("adam"), why="begin")
    return sender


def sent(*alerts):
    return {"events": list(alerts)}


def test_a_body_is_read_by_its_mapping(mapped, cast):
    assert mapped.send(sent(ONE)).status_code == 202
    work()
    incident, alert = only_incident(), mapped.alert
    assert (incident.title, incident.priority, incident.service) == ("Disk is full", 1, cast.services["vpn"])
    assert (alert.dedup_key, alert.source, alert.started_at) == ("4711", "db1", NOON)
    mapped.send(sent({**ONE, "state": "ok"}))
    work()
    assert only_incident().state == "resolved"


@pytest.mark.parametrize(
    ("changes", "member", "value"),
    [
        ({"level": "high"}, "severity", "error"),
        ({"level": "odd"}, "marks", ["severity_unknown"]),
        ({"since": NOON.timestamp() * 1000}, "started_at", NOON),
        ({"since": NOON.isoformat()}, "started_at", NOON),
        ({"since": True}, "marks", ["start_unusable"]),
        ({"since": 1e300}, "marks", ["start_unusable"]),
        ({"hosts": "db1"}, "source", ""),
        ({"id": None}, "marks", ["fingerprint_made"]),
        ({"id": "x" * 300}, "marks", []),
        ({"check": None, "id": 1}, "dedup_key", "1"),
    ],
)
def test_what_is_not_as_expected_is_taken_all_the_same(mapped, changes, member, value):
    mapped.send(sent({**ONE, **changes}))
    work()
    assert getattr(mapped.alert, member) == value
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"events": 1}, "/events is not a list"),
        ([], "/events is not a list"),
        (sent(ONE, {"state": "bad"}), "/events/1 has neither a key nor a title"),
    ],
)
def test_what_the_mapping_does_not_fit_is_kept_and_replayed(mapped, body, problem):
    assert mapped.send(body).status_code == 202
    work()
    signal = Signal.objects.get()
    assert (signal.state, signal.outcome) == ("refused", problem)
    assert not Alert.objects.exists()


def test_without_a_mapping_nothing_is_lost(sender, cast):
    assert sender.send({"name": "Backup failed"}).status_code == 202
    work()
    assert Signal.objects.get().state == "refused"
    set_mapping(sender.integration, {"title": "/name"}, by=cast.actor("adam"), why="now")
    adam = signed_in(cast.adam)
    url = address(Signal, "step", Signal.objects.get().pk, "replay")
    assert adam.post(url, {"reason": "Mapped"}).status_code == 302
    work()
    assert only_incident().title == "Backup failed"


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe"])
def test_what_is_no_json_is_refused_at_the_door(sender, body):
    assert sender.send(body).status_code == 400
    assert Signal.objects.get().state == "refused"


def page_of(sender):
    return address(Integration, "mapping", sender.integration.pk)


def values(client, url):
    form = client.get(url).context["form"]
    return {field.html_name: field.value() for field in form if field.value() is not None}


def test_the_test_box_saves_nothing(cast, mapped):
    mapped.send(sent(ONE))
    work()
    adam, url = signed_in(cast.adam), page_of(mapped)
    shown = values(adam, url)
    assert json.loads(shown["sample"]) == sent(ONE)
    answer = adam.post(url, {**shown, "title": "/check/output", "_try": "1"})
    (trial,) = answer.context["trials"]
    assert (trial.seen.title, trial.opens, trial.service) == ("3 % left", "high/high", "VPN")
    assert "3 % left" in answer.content.decode()
    mapped.integration.refresh_from_db()
    assert mapped.integration.mapping["title"] == "/check/name"
    assert Incident.objects.count() == 1


def test_the_mapping_is_kept_with_its_reason(cast, sender):
    adam, url = signed_in(cast.adam), page_of(sender)
    told = {"title": "/name", "state": "/s", "over": "ok, gone", "severities": "sev1 = critical"}
    assert list(adam.post(url, told).context["form"].errors) == ["reason"]
    assert adam.post(url, {**told, "reason": "First"}).status_code == 302
    sender.integration.refresh_from_db()
    assert sender.integration.mapping["severities"] == {"sev1": "critical"}
    assert sender.integration.history.first().history_change_reason == "First"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "name"}, "title"),
        ({"key": "/a~2b"}, "key"),
        ({"over": "ok", "state": ""}, "state"),
        ({"severities": "sev1 critical"}, "severities"),
        ({"severities": "sev1 = terrible"}, "severities"),
        ({"over": "x" * 100, "state": "/s"}, "over"),
        ({"sample": "{", "_try": "1"}, "sample"),
        ({"sample": "[]", "alerts": "/a", "_try": "1"}, "sample"),
    ],
)
def test_a_wrong_mapping_is_named_at_its_field(cast, sender, typed, field):
    adam = signed_in(cast.adam)
    answer = adam.post(page_of(sender), {"title": "/name", "reason": "x", **typed})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not sender.integration.mapping


def test_only_who_configures_maps(cast, sender, alertmanager):
    assert (
        signed_in(cast.adam).get(address(Integration, "mapping", alertmanager.integration.pk)).status_code
        == 404
    )
    assert signed_in(cast.agnes).get(page_of(sender)).status_code in (302, 403)
