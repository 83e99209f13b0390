"""What administrators do with web-hooks on their pages."""

import re
from datetime import timedelta
from typing import Any

import pytest

from accounts.clock import now
from accounts.people.models import User
from accounts.webhooks.models import Call, Webhook
from accounts.webhooks.operations.delivering import sweep_webhooks
from tests.accounts.admin_client import address, form_values, signed_in
from tests.accounts.webhooks.receiver import Receiver
from tests.builders import NOON, make_incident
from tests.cast import Cast

HOUR = timedelta(hours=1)
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


def asked(cast: Cast, receiver: Receiver, **values: Any) -> dict[str, Any]:
    return {
        "name": "Chat",
        "slug": "chat",
        "url": receiver.url,
        "owner": cast.adam.pk,
        "kinds": ["incident.opened", "sla.step"],
        "is_active": "on",
        "reason": "Ordered",
        **values,
    }


def test_from_adding_to_the_log(cast: Cast, receiver: Receiver) -> None:
    adam = signed_in(cast.adam)
    shown = adam.post(address(Webhook, "add"), asked(cast, receiver))
    [first] = set(SECRET.findall(shown.content.decode()))
    assert "no-store" in shown["Cache-Control"]
    webhook = Webhook.objects.get()
    page = address(Webhook, "change", webhook.pk)
    assert not SECRET.search(adam.get(page).content.decode())

    assert adam.post(address(Webhook, "step", webhook.pk, "test"), {"reason": "Try"}).status_code == 302
    changed = adam.post(address(Webhook, "step", webhook.pk, "rotate"), {"reason": "Leaked"})
    [second] = set(SECRET.findall(changed.content.decode()))
    assert second != first
    while sweep_webhooks(now=now()):
        pass
    [call] = receiver.calls
    assert call.is_signed_with(first) and call.is_signed_with(second)

    log = adam.get(address(Call, "change", Call.objects.get().pk)).content.decode()
    assert "webhook.test" in log and "200" in log
    again = {"action": "send-again", "_selected_action": [Call.objects.get().pk], "reason": "Lost"}
    assert adam.post(address(Call, "changelist"), again).status_code == 302
    while sweep_webhooks(now=now()):
        pass
    assert len(receiver.calls) == 2

    values = {**form_values(adam, page), "kinds": ["incident.closed"], "reason": "Less"}
    assert adam.post(page, values).status_code == 302
    webhook.refresh_from_db()
    assert webhook.kinds == ["incident.closed"]
    history = webhook.history.first()
    assert (history.history_user, history.history_change_reason) == (cast.adam, "Less")


BAD = {
    "private": ({"url": "http://192.168.0.1/"}, "url", "private network"),
    "credentials": ({"url": "https://me:secret@hooks.example.org/"}, "url", "name and password"),
    "someone-else": ({"owner": "agnes"}, "owner", "Select a valid choice"),
    "slug": ({"slug": "a b"}, "slug", "slug"),
}


@pytest.mark.parametrize(("changes", "field", "sentence"), BAD.values(), ids=BAD)
def test_a_wrong_webhook_says_where(
    cast: Cast, receiver: Receiver, changes: dict[str, Any], field: str, sentence: str
) -> None:
    if "owner" in changes:
        changes = {"owner": cast.people[changes["owner"]].pk}
    answer = signed_in(cast.adam).post(address(Webhook, "add"), asked(cast, receiver, **changes))
    assert answer.status_code == 200
    errors = answer.context["adminform"].form.errors
    assert set(errors) == {field}
    assert sentence in " ".join(errors[field])
    assert not Webhook.objects.exists()


def test_auditors_look_and_agents_do_not_enter(cast: Cast, receiver: Receiver) -> None:
    signed_in(cast.adam).post(address(Webhook, "add"), asked(cast, receiver))
    webhook = Webhook.objects.get()
    User.objects.filter(pk=cast.audra.pk).update(is_staff=True)
    audra = signed_in(cast.audra)
    assert audra.get(address(Webhook, "change", webhook.pk)).status_code == 200
    assert audra.post(address(Webhook, "step", webhook.pk, "rotate"), {"reason": "x"}).status_code == 403
    assert audra.post(address(Webhook, "change", webhook.pk), {"name": "x"}).status_code == 403
    assert signed_in(cast.agnes).get(address(Webhook, "changelist")).status_code in (302, 403)


@pytest.mark.parametrize(
    ("since", "until", "problem"),
    [
        ("", "", "required"),
        ("yesterday", "", "Write a date and a time"),
        ("2026-03-02T10:00", "2026-03-02T09:00", "Choose a later moment"),
        ("2026-03-02T10:00", "2026-03-02T11:00", "Nothing that this web-hook wants"),
    ],
)
def test_a_span_that_replays_nothing_says_why(
    cast: Cast, receiver: Receiver, since: str, until: str, problem: str
) -> None:
    adam = signed_in(cast.adam)
    adam.post(address(Webhook, "add"), asked(cast, receiver))
    page = address(Webhook, "step", Webhook.objects.get().pk, "replay")
    shown = adam.post(page, {"reason": "Outage", "since": since, "until": until})
    assert shown.status_code == 200
    assert problem in shown.content.decode() and "Outage" in shown.content.decode()
    assert not Call.objects.exists()


def test_a_span_goes_out_once_more(cast: Cast, receiver: Receiver) -> None:
    adam = signed_in(cast.adam)
    adam.post(address(Webhook, "add"), asked(cast, receiver))
    make_incident(cast, now=NOON)
    Call.objects.all().delete()
    page = address(Webhook, "step", Webhook.objects.get().pk, "replay")
    span = {"since": f"{NOON - HOUR:%Y-%m-%dT%H:%M}", "until": f"{NOON + 3 * HOUR:%Y-%m-%dT%H:%M}"}
    assert adam.post(page, {"reason": "Outage", **span}).status_code == 302
    assert [(call.kind, call.state) for call in Call.objects.all()] == [("incident.opened", "waiting")]
