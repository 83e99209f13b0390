"""Web-hooks over the API: made by whom, refused how, and what the log says."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts import clock
from accounts.access.choices import Scope
from accounts.webhooks.operations.delivering import sweep_webhooks
from tests.accounts.webhooks.conftest import receiver
from tests.accounts.webhooks.receiver import Receiver
from tests.builders import make_incident
from tests.cast import Cast
from tests.incidents.api.callers import Caller, assert_problem

__all__ = ["receiver"]

NEW = {"slug": "chat", "name": "Chat", "url": "https://hooks.example.org/", "kinds": ["incident.opened"]}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def adam(caller: Callable[..., Caller]) -> Caller:
    return caller("adam", [Scope.WEBHOOKS])


def test_a_webhook_from_making_to_replaying(adam: Caller, cast: Cast, receiver: Receiver) -> None:
    made = adam.post("webhooks/", {**NEW, "url": receiver.url})
    assert made.status_code == 201, made.content
    secret = made.json()["secret"]
    assert secret.startswith("whsec_")
    assert made["Location"].endswith("/api/v1/webhooks/chat/")
    assert "secret" not in adam.get("webhooks/chat/").json()
    assert [row["slug"] for row in adam.get("webhooks/").json()["results"]] == ["chat"]

    incident = make_incident(cast)
    assert adam.post("webhooks/chat/test/").status_code == 202
    rotated = adam.post("webhooks/chat/rotate/", {"keep_seconds": 3600}).json()
    assert rotated["secret"] != secret
    now = clock.now()
    while sweep_webhooks(now=now):
        pass
    assert {json.loads(call.body)["type"] for call in receiver.calls} == {"incident.opened", "webhook.test"}
    assert all(call.is_signed_with(one) for call in receiver.calls for one in (secret, rotated["secret"]))

    log = adam.get("webhooks/chat/deliveries/").json()["results"]
    assert {(row["type"], row["about"], row["state"]) for row in log} == {
        ("incident.opened", incident.number, "sent"),
        ("webhook.test", "", "sent"),
    }
    assert {row["attempts"][0]["status_code"] for row in log} == {200}
    assert "Canary" not in json.dumps(log)
    again = adam.post(f"webhooks/chat/deliveries/{log[0]['id']}/replay/")
    assert (again.status_code, again.json()["state"]) == (202, "waiting")
    assert_problem(
        adam.post(f"webhooks/chat/deliveries/{log[0]['id']}/replay/"), 409, "not_allowed_from_state"
    )
    replayed = adam.post("webhooks/chat/replay/", {"since": "2026-01-01T00:00:00Z"})
    assert replayed.status_code == 202, replayed.content
    assert replayed.json()["replayed"] in (0, 1)

    off = adam.patch("webhooks/chat/", {"is_active": False, "name": "Quiet"}).json()
    assert (off["is_active"], off["name"], off["kinds"]) == (False, "Quiet", ["incident.opened"])


BAD = {
    "kind": ({"kinds": ["incident.opened", "incident.exploded"]}, "kinds"),
    "A46-wildcard": ({"kinds": ["*"]}, "kinds"),
    "A46-thousand": ({"kinds": ["incident.opened"] * 1000}, "kinds"),
    "A46-more": ({"kinds": ["incident.opened"] * 1001}, "kinds"),
    "kinds-type": ({"kinds": "incident.opened"}, "kinds"),
    "private": ({"url": "http://10.0.0.1/"}, "url"),
    "own": ({"url": "http://localhost:8000/api/v1/"}, "url"),
    "spaces": ({"url": " https://hooks.example.org/"}, "url"),
    "slug": ({"slug": "no such"}, "slug"),
    "owner": ({"owner": "agnes"}, "owner"),
    "unknown": ({"secret": "whsec_x"}, "secret"),
    "name": ({"name": ""}, "name"),
}


@pytest.mark.parametrize(("values", "field"), BAD.values(), ids=BAD)
def test_a_wrong_webhook_is_refused_by_name(adam: Caller, values: dict[str, Any], field: str) -> None:
    answer = adam.post("webhooks/", {**NEW, **values})
    assert answer.status_code == 400, answer.content
    assert set(answer.json()["errors"]) == {field}


def test_who_may_keep_webhooks(adam: Caller, caller: Callable[..., Caller]) -> None:
    assert adam.post("webhooks/", NEW).status_code == 201
    assert_problem(adam.post("webhooks/", NEW), 400, "unique", "slug")
    monitor = caller("monitor")
    assert monitor.get("webhooks/chat/").status_code == 404
    own = monitor.post("webhooks/", {**NEW, "slug": "own"})
    assert (own.status_code, own.json()["owner"]) == (201, "monitor")
    assert monitor.get("webhooks/").json()["results"][0]["slug"] == "own"
    agnes = caller("agnes")
    assert agnes.post("webhooks/", {**NEW, "slug": "x"}).status_code == 403
    assert agnes.patch("webhooks/chat/", {"name": "x"}).status_code == 404
    assert_problem(caller("adam", [Scope.INCIDENTS_READ]).get("webhooks/"), 403, "missing_scope")


def test_events_without_a_notice_are_told_too(
    adam: Caller, caller: Callable[..., Caller], cast: Cast
) -> None:
    kinds = ["incident.linked", "incident.task_added", "incident.watched", "review.created"]
    adam.post("webhooks/", {**NEW, "kinds": kinds})
    first, second = make_incident(cast), make_incident(cast)
    agnes = caller("agnes")
    for part, body in (
        ("links", {"target": second.number, "kind": "related"}),
        ("tasks", {"title": "Look again"}),
        ("watchers", {}),
    ):
        assert agnes.post(f"incidents/{first.number}/{part}/", body).status_code == 201
    log = adam.get("webhooks/chat/deliveries/").json()["results"]
    assert sorted((row["type"], row["about"]) for row in log) == sorted(
        [
            ("incident.linked", first.number),
            ("incident.linked", second.number),
            ("incident.task_added", first.number),
            ("incident.watched", first.number),
        ]
    )
    feed = [event["type"] for event in agnes.get("changes/").json()["results"]]
    assert set(kinds) - {"review.created"} <= set(feed)
