"""Calls over real HTTP: who is told what, signed how, in which order, how often, and when it ends."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.notices.choices import DeliveryState
from accounts.notices.models import Event, Notice
from accounts.notices.operations import Happening, announce
from accounts.webhooks.models import Attempt, Call, Webhook
from accounts.webhooks.operations.delivering import sweep_webhooks
from accounts.webhooks.operations.forgetting import forget_old_calls
from accounts.webhooks.operations.keeping import change_webhook, make_webhook, rotate_secret
from accounts.webhooks.operations.owing import owe_test
from accounts.webhooks.operations.replaying import replay, send_again
from accounts.webhooks.rules import KEPT, ROTATION, SWITCHED_OFF_AFTER, WITH_RECEIVERS
from tests.accounts.webhooks.receiver import Receiver
from tests.builders import MINUTE, NOON, make_incident, resolved
from tests.cast import Cast

SECOND = timedelta(seconds=1)


def hook(cast: Cast, receiver: Receiver, *kinds: str, **values: Any) -> tuple[Webhook, str]:
    """Make a web-hook for these kinds, owned by an agent."""
    asked = {"slug": "chat", "name": "Chat", "url": receiver.url, "kinds": list(kinds), "owner": cast.agnes}
    return make_webhook({**asked, **values}, by=cast.system, now=NOON)


def happen(cast: Cast, about: str = "INC-1", kind: str = "incident.changed") -> Event:
    return announce(Happening(kind, about), [], by=cast.system, now=NOON)


def sweep(now: Any = NOON) -> None:
    while sweep_webhooks(now=now):
        pass


def test_every_step_is_told_in_order_with_a_signature(cast: Cast, receiver: Receiver) -> None:
    kinds = ("incident.opened", "incident.started", "incident.resolved", "incident.commented")
    _webhook, secret = hook(cast, receiver, *kinds)
    incident = resolved(cast)
    assert receiver.calls == []
    later = NOON + 10 * MINUTE
    sweep(later)
    told = [json.loads(call.body) for call in receiver.calls]
    assert [body["type"] for body in told] == [
        "incident.opened",
        "incident.started",
        "incident.resolved",
    ]
    sequences = [body["sequence"] for body in told]
    assert sequences == sorted(set(sequences)) and sequences[0] == 1
    assert {body["data"]["number"] for body in told} == {incident.number}
    assert set(told[0]) == {"type", "timestamp", "sequence", "data"}
    assert told[-1]["data"]["state"] == "resolved"
    assert told[-1]["data"]["facts"]["code"] == incident.resolution_code.slug  # type: ignore[union-attr]
    for call in receiver.calls:
        assert call.is_signed_with(secret)
        assert not call.is_signed_with("whsec_AAAA")
        assert call.headers["webhook-timestamp"] == str(int(later.timestamp()))
        assert call.headers["content-type"] == "application/json"
        assert call.path == "/hook?to=us"
    assert len({call.id for call in receiver.calls}) == len(receiver.calls)
    assert set(Call.objects.values_list("state", "attempts")) == {(DeliveryState.SENT, 1)}
    assert set(Attempt.objects.values_list("status_code", "excerpt")) == {(200, "ok")}


@pytest.mark.parametrize(("owner", "is_told"), [("agnes", True), ("adam", False), ("ruth", False)])
def test_a_call_tells_what_the_owner_may_read(
    cast: Cast, receiver: Receiver, owner: str, is_told: bool
) -> None:
    hook(cast, receiver, "incident.opened", owner=cast.people[owner])
    Webhook.objects.update(owner=cast.people[owner])
    incident = make_incident(cast, title="Canary")
    sweep()
    [call] = receiver.calls
    assert (b"Canary" in call.body) is is_told
    assert json.loads(call.body)["data"]["number"] == incident.number


def test_who_lost_the_right_meanwhile_is_not_told(cast: Cast, receiver: Receiver) -> None:
    hook(cast, receiver, "incident.opened")
    make_incident(cast)
    cast.agnes.groups.clear()
    sweep()
    assert receiver.calls == []
    assert Call.objects.get().state == DeliveryState.DROPPED


FAILURES = {
    "error": ((500, {}, b"database\x00 down"), 500, "database  down", (5, 6)),
    "refused": ((400, {}, b""), 400, "", (5, 6)),
    "redirect": ((302, {"Location": "http://127.0.0.1/"}, b""), 302, "", (5, 6)),
    "asked-to-wait": ((503, {"Retry-After": "600"}, b""), 503, "", (600, 600)),
    "odd-wait": ((429, {"Retry-After": "soon"}, b""), 429, "", (5, 6)),
    "huge": ((500, {}, b"x" * 1_000_000), 500, "x" * 500, (5, 6)),
    "many-headers": ((200, {f"X-{number}": "x" for number in range(200)}, b""), None, "", (5, 6)),
}


@pytest.mark.parametrize(("answer", "status", "excerpt", "wait"), FAILURES.values(), ids=FAILURES)
def test_anything_but_success_is_tried_again_with_the_same_id(
    cast: Cast, receiver: Receiver, answer: Any, status: int, excerpt: str, wait: tuple[int, int]
) -> None:
    webhook, secret = hook(cast, receiver, "incident.changed")
    receiver.answers = [answer]
    happen(cast)
    sweep()
    call = Call.objects.get()
    assert wait[0] <= (call.due_at - NOON).total_seconds() <= wait[1]
    assert (call.state, call.attempts, call.claim) == (DeliveryState.WAITING, 1, None)
    attempt = call.log.get()
    assert (attempt.status_code, attempt.excerpt) == (status, excerpt)
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.failing_since) == (1, NOON)
    assert sweep_webhooks(now=NOON + SECOND) == 0
    sweep(call.due_at)
    first, second = receiver.calls
    assert first.id == second.id == str(call.pk)
    assert first.body == second.body
    assert second.is_signed_with(secret)
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.failing_since) == (0, None)


def test_later_events_of_a_record_wait_and_others_do_not(cast: Cast, receiver: Receiver) -> None:
    hook(cast, receiver, "incident.changed")
    receiver.answers = [(500, {}, b"")]
    for about in ("INC-1", "INC-1", "INC-2"):
        happen(cast, about)
    sweep()
    sweep(NOON + SECOND)

    def told() -> list[tuple[str, int]]:
        bodies = [json.loads(call.body) for call in receiver.calls]
        return [(body["data"]["number"], body["sequence"]) for body in bodies]

    # Which record comes first is chance; the failed one is left alone and its successor with it.
    first = told()[0]
    assert sorted({row[0] for row in told()}) == ["INC-1", "INC-2"]
    sweep(NOON + 10 * SECOND)
    assert [row for row in told() if row[0] == "INC-1"] == [
        ("INC-1", 1),
        *([("INC-1", 1)] if first[0] == "INC-1" else []),
        ("INC-1", 2),
    ]
    assert not Call.objects.waiting().exists()


def test_tries_last_three_days_and_then_the_webhook_is_switched_off(cast: Cast, receiver: Receiver) -> None:
    webhook, _secret = hook(cast, receiver, "incident.changed")
    receiver.answers = [(500, {}, b"")] * WITH_RECEIVERS.tries
    happen(cast)
    call, now, pauses = Call.objects.get(), NOON, []
    while Webhook.objects.get().is_active:
        assert sweep_webhooks(now=now) == 1
        call.refresh_from_db()
        pauses.append((call.due_at - now).total_seconds())
        now = call.due_at
    for number, pause in enumerate(pauses[:-1]):
        assert min(5 * 2**number, 86_400) <= pause <= 1.2 * min(5 * 2**number, 86_400)
    assert call.due_at - NOON > SWITCHED_OFF_AFTER
    webhook.refresh_from_db()
    assert "three days" in webhook.stopped_why
    told = Notice.objects.filter(event__kind="webhook.switched_off")
    assert set(told.values_list("recipient__username", flat=True)) == {"adam", "agnes"}
    assert webhook.history.latest().history_user == cast.system.user
    assert sweep_webhooks(now=now + timedelta(days=9)) == 0
    happen(cast, "INC-2")
    assert Call.objects.count() == 1
    receiver.answers = []
    change_webhook(webhook, {"is_active": True}, by=cast.actor("adam"), now=now)
    assert replay(webhook, NOON - MINUTE, now, by=cast.actor("adam"), now=now) >= 1
    sweep(now + timedelta(days=9))
    assert {json.loads(one.body)["data"]["number"] for one in receiver.calls} == {"INC-1", "INC-2"}
    webhook.refresh_from_db()
    assert (webhook.stopped_why, webhook.failing_since) == ("", None)


def test_gone_ends_at_once(cast: Cast, receiver: Receiver) -> None:
    hook(cast, receiver, "incident.changed")
    receiver.answers = [(410, {}, b"")]
    happen(cast)
    sweep()
    assert Call.objects.get().state == DeliveryState.FAILED
    assert not Webhook.objects.get().is_active


def test_two_secrets_sign_during_a_rotation(cast: Cast, receiver: Receiver, settings: Any) -> None:
    webhook, old = hook(cast, receiver, "incident.changed")
    new = rotate_secret(webhook, by=cast.actor("adam"), now=NOON)
    for moment in (NOON, NOON + ROTATION):
        happen(cast)
        sweep(moment)
    both, after = receiver.calls
    assert both.is_signed_with(old) and both.is_signed_with(new)
    assert after.is_signed_with(new) and not after.is_signed_with(old)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    happen(cast)
    sweep(NOON + ROTATION)
    assert receiver.calls[-1].is_signed_with(new)
    settings.SECRET_KEY_FALLBACKS = []
    happen(cast)
    sweep(NOON + ROTATION)
    assert len(receiver.calls) == 3
    assert "SECRET_KEY" in Call.objects.waiting().get().problem
    stored = "".join(str(vars(row)) for row in (*Webhook.objects.all(), *Webhook.history.all()))
    assert old not in stored and new not in stored


def test_a_host_that_is_not_allowed_any_more_is_not_called(
    cast: Cast, receiver: Receiver, settings: Any
) -> None:
    webhook, _secret = hook(cast, receiver)
    settings.OUTGOING_ALLOWED_HOSTS = []
    owe_test(webhook, by=cast.actor("adam"), now=NOON)
    sweep()
    assert receiver.calls == []
    assert "Only the ports" in Call.objects.get().problem


def test_what_was_sent_is_sent_again_on_request(cast: Cast, receiver: Receiver) -> None:
    webhook, _secret = hook(cast, receiver)
    call = owe_test(webhook, by=cast.actor("adam"), now=NOON)
    sweep()
    send_again(call, by=cast.actor("adam"), now=NOON + MINUTE)
    sweep(NOON + MINUTE)
    assert [one.id for one in receiver.calls] == [str(call.pk)] * 2
    assert json.loads(receiver.calls[0].body)["type"] == "webhook.test"
    owe_test(webhook, by=cast.actor("adam"), now=NOON)
    assert forget_old_calls(now=NOON + KEPT - MINUTE) == 0
    assert forget_old_calls(now=NOON + KEPT) == 3
    assert [one.state for one in Call.objects.all()] == [DeliveryState.WAITING]


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_each_call_once_and_in_order(cast: Cast, receiver: Receiver) -> None:
    hook(cast, receiver, "incident.changed")
    hook(cast, receiver, "incident.changed", slug="second")
    for number in range(12):
        happen(cast, f"INC-{number % 4}")
    start, problems = threading.Barrier(3), []

    def work() -> None:
        try:
            start.wait(timeout=10)
            while Call.objects.waiting().exists():
                sweep_webhooks(now=NOON)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert problems == []
    assert len(receiver.calls) == len({call.id for call in receiver.calls}) == 24
    seen: dict[Any, int] = {}
    lanes = dict(Call.objects.values_list("pk", "webhook"))
    for call in receiver.calls:
        body = json.loads(call.body)
        lane = lanes[type(next(iter(lanes)))(call.id)], body["data"]["number"]
        assert body["sequence"] == seen.get(lane, 0) + 1
        seen[lane] = body["sequence"]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_owed_to_nobody(cast: Cast, receiver: Receiver) -> None:
    hook(cast, receiver, "incident.changed")
    with pytest.raises(RuntimeError), transaction.atomic():
        happen(cast)
        raise RuntimeError
    assert not Call.objects.exists()
