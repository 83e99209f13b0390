"""What monitors should never send, row by row: nothing is lost, nothing is opened twice, the next signal works."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from accounts import clock
from accounts.history import delete_as
from incidents.catalogue.models import CancelReason
from incidents.intake.changes.models import Change
from incidents.intake.models import Alert, Signal
from incidents.lifecycle.operations.cancelling import cancel
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON, closed
from tests.contracts.hostile import assert_open
from tests.incidents.intake.bodies import ZERO, alert, change_event, event, group
from tests.incidents.intake.conftest import (
    _forget_wrong_keys,
    alertmanager,
    events,
    monitor,
    only_incident,
    work,
)

__all__ = ["_forget_wrong_keys", "alertmanager", "events"]


@pytest.fixture(autouse=True)
def _goes_on(cast, agnes, alertmanager, events):
    """After every row: no signal is stuck, what it opened can be read, and the next good signals work."""
    yield
    while work():
        continue
    assert not Signal.objects.filter(state__in=("waiting", "failed")).exists()
    last = Incident.objects.order_by("-pk").first()
    if last is not None:
        assert_open(cast, agnes, last.number)
    admin = Client()
    admin.force_login(cast.adam)
    for page in ("signal", "alert", "integration"):
        assert admin.get(f"/admin/incidents/{page}/", follow=True).status_code in (200, 404), page
    signal = Signal.objects.first()
    if signal is not None:
        assert admin.get(f"/admin/incidents/signal/{signal.pk}/change/", follow=True).status_code == 200
    known = Incident.objects.count()
    assert alertmanager.send(group(alert(fingerprint="the next good one"))).status_code == 202
    assert events.send(event(events.key, dedup_key="the next good one")).status_code == 202
    work()
    assert Incident.objects.count() == known + 2


def quiet(number, **options):
    """Return an alert that opens no incident, so that many of them cost little."""
    return alert(fingerprint=f"{number:016x}", severity="info", **options)


def test_m02_each_of_five_hundred_by_its_fingerprint(alertmanager):
    alertmanager.send(group(*[quiet(number, **FIRES) for number in range(0, 500, 2)]))
    work()
    both = [quiet(number, **(FIRES if number % 2 else OVER)) for number in range(500)]
    alertmanager.send(group(*both, alert(fingerprint="loud")))
    work()
    states = dict(Alert.objects.values_list("dedup_key", "status"))
    assert {states[f"{number:016x}"] for number in range(0, 500, 2)} == {"resolved"}
    assert {states[f"{number:016x}"] for number in range(1, 500, 2)} == {"firing"}
    assert only_incident().state == "new"


OVER = {"status": "resolved", "end": NOON, "start": NOON - MINUTE}
FIRES = {"start": NOON - MINUTE}

# Row -> groups that are sent one after the other -> incidents that are open then, and a mark if there must be one.
GROUPS = [
    ("M03-cut", [group(alert()), group(alert(fingerprint="b"), truncatedAlerts=20)], 2, "group_cut"),
    ("M05-future", [group({**alert(), "startsAt": "2999-01-01T00:00:00Z"})], 1, "start_unusable"),
    ("M05-year-1", [group({**alert(), "startsAt": ZERO})], 1, "start_unusable"),
    ("M05-year-30000", [group({**alert(), "startsAt": "30000-01-01T00:00:00Z"})], 1, "start_unusable"),
    ("M05-nanoseconds", [group({**alert(), "startsAt": "2026-03-02T12:00:00.123456789Z"})], 1, None),
    ("M05-missing", [group({**alert(), "startsAt": None})], 1, "start_unusable"),
    ("M06-never-seen", [group(alert(**OVER))], 0, None),
    ("M06-resolved-first", [group(alert(**OVER)), group(alert(**FIRES))], 0, None),
    ("M06-old-start", [group(alert(**FIRES)), group(alert(**OVER)), group(alert(**FIRES))], 0, None),
    ("M08-two-routes", [group(alert(), groupKey="a"), group(alert(), groupKey="b")], 1, None),
    ("M09-empty", [group()], 0, None),
    ("M11-1000", [group({**alert(), "labels": {f"l{n}": "x" for n in range(1000)}})], 1, "severity_unknown"),
    ("M11-long", [group(alert(a="x" * 400_000))], 1, None),
    ("M11-names", [group(alert(**{"a.b": "x", "d e": "y", "\U0001f525": "z", "": "e"}))], 1, None),
    ("M11-values", [group(alert(a=1, b=None, c={"d": [1.5]}, instance=7, service={}))], 1, "service_unknown"),
    ("M12-script", [group(alert("<script>alert(1)</script>"))], 1, None),
    ("M12-markdown", [group(alert("[x](javascript:alert(1)) {{7*7}}"))], 1, None),
    ("M12-crlf", [group(alert("a\r\nBcc: x@example.org"))], 1, None),
    ("M12-nul", [group(alert("a\x00b", **{"k\x00": "v\x00"}))], 1, "characters_replaced"),
    ("M12-surrogate", [group(alert("a\ud800b", **{"k\ud800": "v\udfff"}))], 1, "characters_replaced"),
    ("M12-bidi", [group(alert("\u202ea\u2066b"))], 1, None),
    ("M14-empty", [group({**alert(), "annotations": {"summary": ""}})], 1, None),
    ("M14-long", [group({**alert(), "annotations": {"summary": "word " * 20_000}})], 1, "text_cut"),
    ("M15-missing", [group(alert(), groupKey=None)], 1, None),
    ("M15-long", [group(alert(), groupKey="k" * 100_000)], 1, None),
    ("M15-object", [group(alert(), groupKey={"a": []})], 1, None),
    ("M39-renamed", [group(alert(service="was renamed"))], 1, "service_unknown"),
    ("M39-nul", [group(alert(service="\x00"))], 1, "service_unknown"),
    ("M39-long", [group(alert(service="x" * 5_000))], 1, "service_unknown"),
]


@pytest.mark.parametrize(
    ("bodies", "opened", "mark"), [row[1:] for row in GROUPS], ids=[row[0] for row in GROUPS]
)
def test_an_odd_group_is_taken(alertmanager, bodies, opened, mark):
    for body in bodies:
        assert alertmanager.send(body).status_code in (200, 202)
        work()
    assert Incident.objects.open().count() == opened
    assert mark is None or any(mark in row.marks for row in Alert.objects.all())
    for incident in Incident.objects.all():
        assert incident.title.strip() and len(incident.title) <= 200
        assert not set("\x00\r\n") & set(incident.title)


def test_m03_the_note_is_on_the_incident(alertmanager):
    alertmanager.send(group(alert(), truncatedAlerts=20))
    work()
    assert "group" in only_incident().entries.get(story="alert_fired").body.lower()


def test_m14_the_full_text_is_kept(alertmanager):
    alertmanager.send(group({**alert(), "annotations": {"summary": "word " * 20_000}}))
    work()
    assert (only_incident().title[-1], Alert.objects.get().summary) == ("\u2026", "word " * 20_000)


def wrong(**changes):
    return {name: value for name, value in {**group(alert()), **changes}.items() if value is not ...}


def deep(levels):
    return json.loads("[" * levels + "]" * levels)


REFUSED = [
    ("M09-version-5", wrong(version="5"), 400, "version"),
    ("M09-version-number", wrong(version=4), 400, "version"),
    ("M09-version-missing", wrong(version=...), 400, "version"),
    ("M09-alerts-missing", wrong(alerts=...), 400, "alerts"),
    ("M09-alerts-null", wrong(alerts=None), 400, "alerts"),
    ("M09-alerts-object", wrong(alerts={}), 400, "alerts"),
    ("M09-alert-null", wrong(alerts=[alert(), None]), 400, "alerts[1]"),
    ("M11-megabyte", wrong(alerts=[alert(a="x" * 2**20)]), 413, "512 KB"),
    ("M17-600KB", wrong(receiver="x" * 600 * 1024), 413, "512 KB"),
    (
        "M23-status",
        b'{"version": "4", "status": "firing", "status": "resolved", "alerts": []}',
        400,
        "status",
    ),
    (
        "M23-inside",
        b'{"version": "4", "alerts": [{"status": "firing", "status": "resolved"}]}',
        400,
        "status",
    ),
    ("M30-deep", wrong(commonLabels=deep(40)), 400, "32 levels"),
]


@pytest.mark.parametrize(("body", "status", "named"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_a_wrong_group_is_named_and_kept(alertmanager, body, status, named):
    answer = alertmanager.send(body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert named in answer.json()["detail"]
    kept = Signal.objects.get()
    assert kept.state == "refused" and kept.outcome and bytes(kept.body)
    assert status == 400 or len(kept.body) == 16 * 1024
    work()
    assert not Alert.objects.exists() and not Incident.objects.exists()


WRONG_KEYS = ["", "0" * 32, "x" * 10_000, "\u043a\u043b\u044e\u0447"]


@pytest.mark.parametrize("key", WRONG_KEYS, ids=lambda key: f"M18-{len(key)}")
def test_a_wrong_key_stores_nothing_and_is_throttled(alertmanager, events, key):
    path = f"/api/v1/intake/alertmanager/{key or 'none'}/"
    answers = [Client().post(path, b"{}", content_type="application/json") for _guess in range(101)]
    assert [answer.status_code for answer in answers[:100]] == [401] * 100
    assert (answers[100].status_code, answers[100]["Retry-After"]) == (429, "900")
    assert events.send(event(key)).status_code in (400, 429)
    assert not Signal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_m20_many_groups_at_once(alertmanager):
    def send(number):
        try:
            return alertmanager.send(group(quiet(number))).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, range(200)))
    assert set(answers) <= {202, 503}
    assert Signal.objects.count() == answers.count(202) > 0


EVENTS = [
    ("M24-missing", [("trigger", {"dedup_key": None})], 1),
    ("M24-blank", [("trigger", {"dedup_key": ""})], 1),
    ("M26-unknown", [("resolve", {"dedup_key": "never seen"})], 0),
    ("M26-acknowledge", [("acknowledge", {"dedup_key": "never seen"})], 0),
    ("M27-late-acknowledge", [("trigger", {}), ("resolve", {}), ("acknowledge", {})], 0),
    ("M27-trigger-again", [("trigger", {}), ("resolve", {}), ("trigger", {})], 1),
    ("M29-words", [("trigger", {"timestamp": "yesterday"})], 1),
    ("M29-number", [("trigger", {"timestamp": 1_700_000_000})], 1),
    ("M29-future", [("trigger", {"timestamp": "2999-01-01T00:00:00Z"})], 1),
    ("M30-list", [("trigger", {"custom_details": [1, {"a": None}]})], 1),
    ("M30-text", [("trigger", {"custom_details": "text"})], 1),
    ("M30-400KB", [("trigger", {"custom_details": {"a": "x" * 400 * 1024}})], 1),
]


@pytest.mark.parametrize(("sent", "opened"), [row[1:] for row in EVENTS], ids=[row[0] for row in EVENTS])
def test_an_odd_event_is_taken(events, sent, opened):
    for action, options in sent:
        answer = events.send(event(events.key, action, **options))
        assert (answer.status_code, answer.json()["status"]) == (202, "success")
        assert answer.json()["dedup_key"]
    work()
    assert Incident.objects.open().count() == opened
    assert "timestamp" not in sent[0][1] or "start_unusable" in Alert.objects.get().marks


def test_m27_the_order_of_receipt_decides(events):
    """Work on the second signal first: the end is the same."""
    events.receive(event(events.key), now=NOON)
    end = events.receive(event(events.key, "resolve"), now=NOON)
    again = events.receive(event(events.key), now=NOON + timedelta(milliseconds=2))
    for signal in (again, end):
        Signal.objects.filter(pk=signal.pk).update(due_at=NOON - MINUTE * signal.pk)
    work()
    assert events.alert.status == "firing"
    assert Incident.objects.open().count() == 1


@pytest.mark.parametrize("levels", [40, 2_000], ids=lambda levels: f"M30-depth-{levels}")
def test_a_deep_event_is_refused(events, levels):
    raw = json.dumps(event(events.key))[:-1] + ', "x": ' + "[" * levels + "]" * levels + "}"
    answer = events.send(raw.encode())
    assert answer.status_code == 400 and "32 levels" in answer.json()["errors"][0]


def test_m36_equal_keys_of_two_tools_are_kept_apart(cast, events):
    other = monitor(cast, "events", "Another tool")
    for tool in (events, other):
        tool.send(event(tool.key))
    work()
    assert Incident.objects.open().count() == 2
    events.send(event(events.key, "resolve"))
    work()
    assert (events.alert.status, other.alert.status) == ("resolved", "firing")
    assert Incident.objects.open().count() == 1


@pytest.mark.parametrize("fate", ["closed", "cancelled", "erased"], ids=lambda fate: f"M38-{fate}")
def test_the_end_of_what_a_person_has_finished(cast, events, fate):
    events.send(event(events.key))
    work()
    incident = only_incident()
    if fate == "closed":
        Alert.objects.update(incident=closed(cast))
    elif fate == "cancelled":
        reason = CancelReason.objects.get(slug="false_alarm")
        cancel(incident, reason=reason, by=cast.actor("agnes"), now=clock.now())
    else:
        delete_as(incident, by=cast.system, why="erased")
    before = list(Incident.objects.order_by("pk").values_list("pk", "state", "version"))
    assert events.send(event(events.key, "resolve")).status_code == 202
    work()
    assert list(Incident.objects.order_by("pk").values_list("pk", "state", "version")) == before
    assert events.alert.status == "resolved"


@pytest.mark.parametrize("service", ["retired", "none"], ids=lambda service: f"M39-{service}")
def test_a_service_that_is_gone_loses_no_alert(cast, alertmanager, service):
    email = cast.services["email"]
    if service == "retired":
        type(email).objects.filter(pk=email.pk).update(retired_at=NOON)
    else:
        alertmanager.set(service=None)
    alertmanager.send(group(alert(service="gone")))
    work()
    assert only_incident().service is None
    assert "service_unknown" in Alert.objects.get().marks


CHANGES = [
    ("M11-megabyte", change_event("k", summary="x" * 2**20), 413, "512 KB"),
    ("M30-deep", change_event("k", nested=deep(40)), 400, "32 levels"),
    ("M09-list", [1], 400, "routing_key"),
    ("M09-bytes", b"\xff\xfe", 400, "JSON"),
]


@pytest.mark.parametrize(("body", "status", "named"), [r[1:] for r in CHANGES], ids=[r[0] for r in CHANGES])
def test_a_hostile_change_event_is_named(events, body, status, named):
    body = {**body, "routing_key": events.key} if isinstance(body, dict) else body
    answer = replace(events, path="/v2/change/enqueue").send(body)
    assert answer.status_code == status and named in answer.json()["errors"][0]
    work()
    assert not Change.objects.exists()


def test_m30_details_of_a_change_are_stored_whole(events):
    body = change_event(events.key, log="x" * 400 * 1024, timestamp="2999-01-01T00:00:00Z")
    assert replace(events, path="/v2/change/enqueue").send(body).status_code == 202
    work()
    change = Change.objects.get()
    assert len(change.details["log"]) == 400 * 1024
    assert change.happened_at == Signal.objects.get().received_at
