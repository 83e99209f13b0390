"""What a monitor should never send, and the answer it gets: one row, one id of the list of hostile inputs."""

import json

import pytest
from django.test import Client

from incidents.intake.models import Alert, Signal
from incidents.records.markdown import render
from incidents.records.models import Incident
from tests.incidents.intake.bodies import ZERO, alert, event, group
from tests.incidents.intake.conftest import only_incident, work


def broken(**changes):
    body = group(alert())
    for name, value in changes.items():
        if value is ...:
            del body[name]
        else:
            body[name] = value
    return body


REFUSED_GROUPS = [
    ("M09-version-5", broken(version="5"), "version"),
    ("M09-version-number", broken(version=4), "version"),
    ("M09-version-missing", broken(version=...), "version"),
    ("M09-alerts-missing", broken(alerts=...), "alerts"),
    ("M09-alerts-null", broken(alerts=None), "alerts"),
    ("M09-alerts-object", broken(alerts={}), "alerts"),
    ("M09-alert-text", broken(alerts=["x"]), "alerts[0]"),
    ("M09-status-odd", broken(alerts=[{**alert(), "status": "pending"}]), "alerts[0].status"),
    ("A01-list", [], "object"),
    ("A01-null", None, "object"),
    ("A02-cut", b'{"version": "4", ', "line 1"),
    ("A01-empty", b"", "line 1"),
    ("A04-deep", b"[" * 100_000, "32 levels"),
    ("A19-bom", b"\xef\xbb\xbf{}", "byte order mark"),
    ("A20-latin", b'{"version": "\xff"}', "UTF-8"),
    ("M23-doubled", b'{"version": "4", "status": "firing", "status": "resolved", "alerts": []}', "twice"),
    ("M30-deep", broken(commonLabels=json.loads("[" * 40 + "]" * 40)), "32 levels"),
]


@pytest.mark.parametrize(
    ("body", "named"), [row[1:] for row in REFUSED_GROUPS], ids=[row[0] for row in REFUSED_GROUPS]
)
def test_a_wrong_shape_is_named_and_kept(alertmanager, body, named):
    answer = alertmanager.send(body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert named in answer.json()["detail"]
    kept = Signal.objects.get()
    assert (kept.state, bytes(kept.body)) == (
        "refused",
        body if isinstance(body, bytes) else json.dumps(body).encode(),
    )
    assert named in kept.outcome
    assert work() == 0


REFUSED_EVENTS = [
    ("CH-07-action-missing", {"event_action": ...}, "'event_action' is missing or blank"),
    ("CH-07-action-odd", {"event_action": "fire"}, "'event_action' is invalid"),
    ("CH-07-action-list", {"event_action": ["trigger"]}, "'event_action' is invalid"),
    ("CH-07-payload-missing", {"payload": ...}, "'payload' is missing"),
    ("CH-07-payload-list", {"payload": []}, "'payload' is missing"),
    (
        "CH-07-summary-missing",
        {"payload": {"source": "x", "severity": "info"}},
        "'payload.summary' is missing",
    ),
    (
        "CH-07-source-missing",
        {"payload": {"summary": "x", "severity": "info"}},
        "'payload.source' is missing",
    ),
    ("CH-07-severity-missing", {"payload": {"summary": "x", "source": "x"}}, "'payload.severity' is missing"),
    (
        "CH-07-severity-odd",
        {"payload": {"summary": "x", "source": "x", "severity": "fatal"}},
        "'payload.severity' is invalid",
    ),
    (
        "CH-07-severity-object",
        {"payload": {"summary": "x", "source": "x", "severity": {}}},
        "'payload.severity' is invalid",
    ),
    ("CH-07-key-256", {"dedup_key": "k" * 256}, "'dedup_key' is too long"),
    ("CH-07-key-number", {"dedup_key": 7}, "'dedup_key' is not a string"),
    ("CH-07-resolve-without-key", {"event_action": "resolve", "dedup_key": ...}, "'dedup_key' is missing"),
    (
        "CH-07-acknowledge-blank-key",
        {"event_action": "acknowledge", "dedup_key": ""},
        "'dedup_key' is missing",
    ),
]


@pytest.mark.parametrize(
    ("changes", "named"), [row[1:] for row in REFUSED_EVENTS], ids=[row[0] for row in REFUSED_EVENTS]
)
def test_a_wrong_event_is_named_and_kept(events, changes, named):
    body = event(events.key)
    for name, value in changes.items():
        if value is ...:
            del body[name]
        else:
            body[name] = value
    answer = events.send(body)
    assert answer.status_code == 400
    assert answer.json()["status"] == "invalid event"
    assert answer.json()["message"] == "Event object is invalid"
    assert named in answer.json()["errors"][0]
    assert Signal.objects.get().state == "refused"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"[" * 100_000, b"\xff", b'{"a": 1, "a": 2}'])
def test_an_event_that_names_no_key_stores_nothing(events, body):
    answer = events.send(body)
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not Signal.objects.exists()


@pytest.mark.parametrize("key", ["", "0" * 32, "ключ", "x" * 10_000, None, 7, ["x"], {"a": "b"}, "\x00"])
def test_m18_an_unknown_routing_key_stores_nothing(events, key):
    answer = events.send(event(key))
    assert answer.status_code == 400
    assert "'routing_key'" in answer.json()["errors"][0]
    assert not Signal.objects.exists()


@pytest.mark.parametrize("key", ["0" * 32, "x", "%ff", "ключ", "x" * 2000])
def test_m18_an_unknown_key_in_the_address_stores_nothing(alertmanager, key):
    answer = Client().post(f"/api/v1/intake/alertmanager/{key}/", b"{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert not Signal.objects.exists()


def test_m18_a_nul_in_the_address_finds_nothing(alertmanager):
    answer = Client().post("/api/v1/intake/alertmanager/%00/", b"{}", content_type="application/json")
    assert answer.status_code == 404
    assert not Signal.objects.exists()


def test_m18_guessing_is_throttled_and_the_right_key_still_works(alertmanager, events):
    for _guess in range(100):
        Client().post("/api/v1/intake/alertmanager/x/", b"{}", content_type="application/json")
    answer = Client().post("/api/v1/intake/alertmanager/x/", b"{}", content_type="application/json")
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    forged = Client().post(
        "/v2/enqueue", event("x"), content_type="application/json", headers={"X-Forwarded-For": "192.0.2.7"}
    )
    assert forged.status_code == 429
    assert alertmanager.send(group(alert())).status_code == 202


def test_the_key_of_one_kind_opens_no_other_door(events, alertmanager):
    assert events.send(event(alertmanager.key)).status_code == 400
    path = f"/api/v1/intake/alertmanager/{events.key}/"
    assert Client().post(path, b"{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options"])
def test_a44_only_post_is_taken(events, alertmanager, method):
    for path in (events.path, alertmanager.path):
        answer = getattr(Client(), method)(path)
        # OPTIONS may be told, outside the API, that somebody is there; it sets nothing in motion.
        assert answer.status_code in ((204, 405) if method == "options" else (405,))
        assert not answer.content


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "text/plain", "application/json;;="]
)
def test_the_content_type_does_not_matter(events, content_type):
    """No cookie opens this door, so there is nothing to protect, and many senders do not say what they send."""
    raw = json.dumps(event(events.key))
    assert Client().post(events.path, raw, content_type=content_type).status_code == 202


def test_m09_an_empty_list_is_fine(alertmanager):
    assert alertmanager.send(group()).status_code == 200
    work()
    assert Signal.objects.get().state == "done"


def test_m17_a_body_over_the_limit(alertmanager, events):
    body = json.dumps({"routing_key": events.key, "x": "y" * 600 * 1024}).encode()
    answer = events.send(body)
    assert (answer.status_code, answer.json()["status"]) == (413, "invalid event")
    assert not Signal.objects.exists()
    assert alertmanager.send(body).status_code == 413
    kept = Signal.objects.get()
    assert (kept.state, len(kept.body)) == ("refused", 16 * 1024)


def test_a_body_at_the_limit_is_taken(events):
    body = event(events.key, custom_details={"x": ""})
    room = 512 * 1024 - len(json.dumps(body))
    body["payload"]["custom_details"]["x"] = "y" * room
    assert events.send(body).status_code == 202
    work()
    assert len(only_incident().description) < 50_000


ACCEPTED_GROUPS = [
    ("M05-future", {"startsAt": "2999-01-01T00:00:00Z"}, "start_unusable"),
    ("M05-year-1", {"startsAt": ZERO}, "start_unusable"),
    ("M05-year-30000", {"startsAt": "30000-01-01T00:00:00Z"}, "start_unusable"),
    ("M05-nanoseconds", {"startsAt": "2026-03-02T12:00:00.123456789Z"}, None),
    ("M05-missing", {"startsAt": None}, "start_unusable"),
    ("M05-number", {"startsAt": 1700000000}, "start_unusable"),
    ("M05-no-such-day", {"startsAt": "2026-02-30T00:00:00Z"}, "start_unusable"),
    ("A16-no-zone", {"startsAt": "2026-03-02T12:00:00"}, "start_unusable"),
    ("A16-edge", {"startsAt": "9999-12-31T23:59:59-14:00"}, "start_unusable"),
    ("M11-labels-list", {"labels": ["x"]}, "labels_unusable"),
    ("M11-labels-text", {"labels": "x"}, "labels_unusable"),
    ("M11-labels-null", {"labels": None}, "severity_unknown"),
    (
        "M11-values",
        {"labels": {"a": 1, "b": None, "c": {"d": []}, "e": 1.5, "severity": ["x"]}},
        "severity_unknown",
    ),
    ("M11-names", {"labels": {"a.b": "c", "d e": "f", "😀": "g", "": "h", "severity": "error"}}, None),
    ("M11-many", {"labels": {f"label{number}": "x" for number in range(1000)}}, "severity_unknown"),
    ("M11-long", {"labels": {"severity": "critical", "a": "x" * 300_000}}, None),
    ("M12-nul", {"annotations": {"summary": "a\x00b"}}, "characters_replaced"),
    ("M12-surrogate", {"annotations": {"summary": "a\ud800b"}}, "characters_replaced"),
    ("M12-controls", {"annotations": {"summary": "a\x1b[31m\r\nBcc: x\x7f"}}, None),
    ("M14-empty", {"annotations": {"summary": ""}}, None),
    ("M14-blank", {"annotations": {"summary": "\u200b\u3164"}, "labels": {"severity": "error"}}, None),
    ("M14-none", {"annotations": None, "labels": {"severity": "error"}}, None),
    ("M14-long", {"annotations": {"summary": "word " * 20_000}}, "text_cut"),
    ("fingerprint-missing", {"fingerprint": None}, "fingerprint_made"),
    ("fingerprint-long", {"fingerprint": "f" * 5000}, None),
    ("infinite", {"labels": {"severity": "error", "a": float(10**300) * 10}}, None),
]


@pytest.mark.parametrize(
    ("changes", "mark"), [row[1:] for row in ACCEPTED_GROUPS], ids=[row[0] for row in ACCEPTED_GROUPS]
)
def test_an_odd_alert_is_not_lost(alertmanager, changes, mark):
    body = json.dumps(group({**alert(), **changes})).replace("Infinity", "1e999").encode()
    assert alertmanager.send(body).status_code == 202
    work()
    assert Signal.objects.get().state == "done", Signal.objects.get().outcome
    incident = only_incident()
    incident.full_clean(exclude=["team", "opened_with"])
    assert incident.title.strip()
    assert len(incident.title) <= 200
    assert not set("\x00\r\n\x1b") & set(incident.title)
    marks = Alert.objects.get().marks
    assert mark in marks if mark else not set(marks) - {"severity_unknown"}


def test_m14_the_whole_text_is_kept(alertmanager):
    summary = "word " * 20_000
    alertmanager.send(group({**alert(), "annotations": {"summary": summary}}))
    work()
    assert only_incident().title.endswith("…")
    assert Alert.objects.get().summary == summary
    assert "too long" in only_incident().entries.get(story="alert_fired").body


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "# Heading",
        "[click](https://evil.example.org)",
        "![x](https://evil.example.org/x.png)",
        "{{7*7}} {% debug %}",
        "```\n```\n# out",
        "````\n<b>x</b>",
    ],
)
def test_m12_signs_stay_text(alertmanager, text):
    alertmanager.send(group({**alert(), "annotations": {"summary": text, "description": text}}))
    work()
    shown = render(only_incident().description)
    for sign in ("<script", "<h1", "<a ", "<img", "<b>"):
        assert sign not in shown


def test_m03_a_cut_group_is_marked_and_resolves_nothing(alertmanager):
    alertmanager.send(group(alert(fingerprint="one")))
    alertmanager.send(group(alert(fingerprint="two"), truncatedAlerts=20))
    work()
    assert Incident.objects.open().count() == 2
    assert "group_cut" in Alert.objects.get(dedup_key="two").marks


def test_m08_two_groups_with_one_alert(alertmanager):
    alertmanager.send(group(alert(), groupKey="one"))
    alertmanager.send(group(alert(), groupKey="two"))
    work()
    assert Alert.objects.get().incident == only_incident()


@pytest.mark.parametrize("group_key", [None, "k" * 100_000, 7])
def test_m15_group_key(alertmanager, group_key):
    alertmanager.send(group(alert(), groupKey=group_key))
    work()
    assert only_incident().state == "new"


def test_m24_a_key_is_made(events):
    first, second = (events.send(event(events.key, dedup_key=None)) for _time in range(2))
    assert first.status_code == 202
    assert first.json()["dedup_key"] != second.json()["dedup_key"]
    work()
    keys = set(Alert.objects.values_list("dedup_key", flat=True))
    assert keys == {first.json()["dedup_key"], second.json()["dedup_key"]}


@pytest.mark.parametrize(
    "timestamp", ["yesterday", 1700000000, "2026-13-01T00:00:00Z", {}, "", "2999-01-01T00:00:00Z"]
)
def test_m29_a_wrong_timestamp(events, timestamp):
    assert events.send(event(events.key, timestamp=timestamp)).status_code == 202
    work()
    assert "start_unusable" in Alert.objects.get().marks
    assert only_incident().detected_at == Signal.objects.get().received_at


@pytest.mark.parametrize("details", [[1, {"a": None}], "text", 7, None, {"a": "x" * 400_000}, {"": {"": []}}])
def test_m30_custom_details_of_any_form(events, details):
    assert events.send(event(events.key, custom_details=details)).status_code == 202
    work()
    assert Alert.objects.get().details["custom_details"] == details
    assert only_incident()


def test_m30_too_deep(events):
    deep = b'{"a":' * 2000 + b"1" + b"}" * 2000
    answer = events.send(json.dumps(event(events.key)).encode()[:-1] + b', "x": ' + deep + b"}")
    assert answer.status_code == 400
    assert "32 levels" in answer.json()["errors"][0]


@pytest.mark.parametrize("blank", ["", "  ", "\u200b"])
def test_m14_a_blank_summary_of_an_event(events, blank):
    assert events.send(event(events.key, summary=blank, source=blank)).status_code == 202
    work()
    assert only_incident().title.strip()


def test_m39_a_service_that_is_gone(alertmanager, cast):
    service = cast.services["email"]
    type(service).objects.filter(pk=service.pk).update(retired_at="2026-01-01T00:00:00Z")
    alertmanager.send(group(alert(service="renamed")))
    work()
    assert only_incident().service is None
    assert {"service_unknown", "service_retired"} <= set(Alert.objects.get().marks)
