"""Change events: the door, what is recorded, and what is forgotten (INV-07, CH-18)."""

from datetime import timedelta

import pytest

from incidents.catalogue.models import Service
from incidents.intake.changes.models import Change
from incidents.intake.changes.operations.forgetting import forget_old_changes
from incidents.intake.changes.operations.judging import judge
from incidents.intake.changes.rules import KEPT
from incidents.intake.models import Signal
from incidents.intake.operations.receiving import replay, store
from incidents.intake.operations.sweeping import sweep_signals
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON, make_incident
from tests.incidents.intake.bodies import change_event
from tests.incidents.intake.conftest import Monitor, record, work

DOOR = "/v2/change/enqueue"


@pytest.fixture
def deployments(events: Monitor) -> Monitor:
    """A sender of change events; its key is that of its events."""
    events.path = DOOR
    return events


def test_a_change_is_stored_first_and_recorded_then(deployments, cast):
    body = change_event(deployments.key, service="VPN", configuration_item="vpn-gw-1", commit="4f2a9c0")
    answer = deployments.send(body)
    assert answer.status_code == 202
    assert answer.json() == {"status": "success", "message": "Change event processed"}
    signal = Signal.objects.get()
    assert (signal.state, signal.subject, Change.objects.count()) == ("waiting", "change", 0)
    assert work() == 1
    change = Change.objects.get()
    assert (change.title, change.source, change.item) == ("Deployed vpn 2.4.1", "pipeline-7", "vpn-gw-1")
    assert (change.service, change.happened_at) == (cast.services["vpn"], NOON - 5 * MINUTE)
    assert change.details["commit"] == "4f2a9c0"
    assert change.links == [{"href": "https://ci.example.org/7", "text": "Build 7"}]
    signal.refresh_from_db()
    assert (signal.state, signal.outcome) == ("done", "recorded: Deployed vpn 2.4.1")
    assert signal.rule_path == "change → VPN"
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        (None, "'payload' is missing or is not an object"),
        ([], "'payload' is missing or is not an object"),
        ({"source": "x"}, "'payload.summary' is missing or blank"),
        ({"summary": " \n"}, "'payload.summary' is missing or blank"),
        ({"summary": ["x"]}, "'payload.summary' is not a string"),
        ({"summary": "x", "source": 7}, "'payload.source' is not a string"),
    ],
)
def test_a_wrong_shape_is_refused_and_kept(deployments, payload, error):
    answer = deployments.send({"routing_key": deployments.key, "payload": payload})
    assert (answer.status_code, answer.json()["errors"]) == (400, [error])
    signal = Signal.objects.get()
    assert (signal.state, signal.subject, signal.outcome) == ("refused", "change", error)


@pytest.mark.parametrize("key", ["", "0" * 32, 7, None])
def test_a_wrong_key_stores_nothing(deployments, key):
    assert deployments.send(change_event(key)).status_code == 400
    assert not Signal.objects.exists()


def test_the_same_change_told_twice_is_one(deployments):
    for _time in range(2):
        record(deployments, change_event(deployments.key))
    assert Change.objects.count() == 1
    assert list(Signal.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "recorded: Deployed vpn 2.4.1",
        "known already: Deployed vpn 2.4.1",
    ]
    record(deployments, change_event(deployments.key, timestamp="2026-03-02T11:56:00Z"))
    assert Change.objects.count() == 2


def test_without_a_time_each_is_its_own_and_a_replay_records_nothing_twice(deployments, cast):
    body = change_event(deployments.key, timestamp=None)
    signals = [record(deployments, body), record(deployments, body)]
    assert set(Change.objects.values_list("happened_at", flat=True)) == {NOON}
    for signal in signals:
        assert replay(signal, by=cast.system, now=NOON + MINUTE)
    sweep_signals(NOON + MINUTE)
    assert Change.objects.count() == 2


def test_a_replay_takes_over_what_was_put_right(deployments, cast):
    signal = record(deployments, change_event(deployments.key, service="telephony"))
    assert Change.objects.get().service == cast.services["email"]
    assert "The service it names is not in the catalogue." in signal.outcome
    Service.objects.filter(slug="vpn").update(slug="telephony")
    replay(signal, by=cast.system, now=NOON + MINUTE)
    sweep_signals(NOON + MINUTE)
    assert Change.objects.get().service.slug == "telephony"


@pytest.mark.parametrize(
    ("stated", "expected", "is_marked"),
    [
        ("2026-03-02T12:55:00.250+01:00", NOON - 5 * MINUTE, False),
        ("2026-03-02T11:55:00.000+0000", NOON - 5 * MINUTE, False),
        ("2026-03-02T13:00:00Z", NOON, True),
        ("yesterday", NOON, True),
        (1_700_000_000, NOON, True),
        (None, NOON, False),
    ],
)
def test_times_as_senders_write_them(deployments, stated, expected, is_marked):
    signal = record(deployments, change_event(deployments.key, timestamp=stated))
    assert Change.objects.get().happened_at == expected
    assert ("could not be used" in signal.outcome) is is_marked


def test_hostile_words_are_stored_as_words(deployments):
    body = change_event(
        deployments.key, summary="<b>x\x00y</b>\x1b[31m" + "z" * 5000, links=["x", {"href": "javascript:x"}]
    )
    record(deployments, body)
    change = Change.objects.get()
    assert (len(change.title), len(change.summary), change.links) == (200, 1024, [])
    assert "\x00" not in change.summary


def test_events_of_alerts_and_of_changes_do_not_mix(deployments):
    store(deployments.integration, b"{}", {}, now=NOON, subject="change")
    sweep_signals(NOON)
    assert Signal.objects.get().state == "refused"


def test_old_changes_go_unless_somebody_judged_them(deployments, cast):
    for minute in (1, 2):
        record(deployments, change_event(deployments.key, timestamp=f"2026-03-02T11:0{minute}:00Z"))
    kept, gone = Change.objects.order_by("pk")
    judge(make_incident(cast), kept, "suspect", by=cast.actor("rafael"), now=NOON)
    assert forget_old_changes(now=NOON + KEPT - timedelta(hours=2)) == 0
    assert forget_old_changes(now=NOON + KEPT) == 1
    assert list(Change.objects.all()) == [kept]
    assert gone.pk != kept.pk
