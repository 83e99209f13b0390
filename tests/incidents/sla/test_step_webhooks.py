"""The step that calls another system: once for a clock, a target and a step (SLA-10)."""

import json
from typing import Any

import pytest

from accounts.notices.models import Event
from accounts.webhooks.models import Call, Webhook
from accounts.webhooks.operations.delivering import sweep_webhooks
from accounts.webhooks.operations.keeping import change_webhook, make_webhook
from incidents.sla.models import EscalationStep, Policy
from tests.accounts.admin_client import address, form_values, signed_in
from tests.accounts.webhooks.receiver import Receiver
from tests.cast import Cast
from tests.incidents.sla.builders import Tale, make_calendar, make_policy, utc
from tests.incidents.sla.calendars_cast import BER


@pytest.fixture
def receiver(settings: Any) -> Any:
    one = Receiver()
    one.start()
    settings.OUTGOING_ALLOWED_HOSTS = [one.host]
    yield one
    one.stop()


def hook(cast: Cast, url: str = "https://hooks.example.org/", *kinds: str) -> Webhook:
    values = {"slug": "pager", "name": "Pager", "url": url, "kinds": list(kinds), "owner": cast.agnes}
    return make_webhook(values, by=cast.system, now=utc("2026-01-01 08:00"))[0]


def promise(webhook: Webhook) -> None:
    steps = [{"percent": percent, "webhook": webhook} for percent in (50, 75)]
    make_policy(
        "case",
        make_calendar("ber", BER),
        {"resolution": {2: 240, 3: 480}},
        steps=[*steps, {"percent": 100, "tell": ["owner"]}],
    )


@pytest.mark.parametrize("kinds", [(), ("sla.step",)], ids=["named", "named-and-subscribed"])
def test_a_step_calls_its_webhook_once(cast: Cast, receiver: Receiver, kinds: tuple[str, ...]) -> None:
    promise(hook(cast, receiver.url, *kinds))
    tale = Tale(cast, "2026-01-13 08:00", priority=2).work("2026-01-13 08:00").sweep("2026-01-13 11:00")
    tale.sweep("2026-01-13 11:00").sweep("2026-01-13 11:30")
    while sweep_webhooks(now=utc("2026-01-13 11:30")):
        pass
    told = [json.loads(call.body) for call in receiver.calls]
    assert [body["type"] for body in told] == ["sla.step", "sla.step"]
    assert [body["data"]["facts"]["step"] for body in told] == ["50%", "75%"]
    assert told[0]["data"]["facts"] == {
        "clock": "resolution",
        "target_number": 1,
        "step": "50%",
        "is_breach": False,
        "due_at": "2026-01-13T12:00:00Z",
        "breached_at": None,
    }
    assert told[0]["data"]["number"] == tale.incident.number
    assert told[0]["sequence"] < told[1]["sequence"]


def test_a_new_target_calls_anew_and_a_webhook_that_is_off_is_passed_by(cast: Cast) -> None:
    webhook = hook(cast)
    promise(webhook)
    tale = Tale(cast, "2026-01-13 08:00", priority=2).work("2026-01-13 08:00").sweep("2026-01-13 10:00")
    tale.change("2026-01-13 10:30", impact="medium").sweep("2026-01-13 12:00")
    steps = [(row.facts["target_number"], row.facts["step"]) for row in Event.objects.filter(kind="sla.step")]
    assert steps == [(1, "50%"), (2, "50%")]
    assert Call.objects.count() == 2
    change_webhook(webhook, {"is_active": False}, by=cast.system, now=utc("2026-01-13 12:00"))
    tale.sweep("2026-01-13 14:00")
    assert Event.objects.filter(kind="sla.step").count() == 3
    assert Call.objects.count() == 2


def test_the_policy_form_offers_and_keeps_it(cast: Cast) -> None:
    webhook, adam = hook(cast), signed_in(cast.adam)
    policy = Policy.objects.get(slug="standard")
    url = address(Policy, "change", policy.pk)
    values = {**form_values(adam, url), "reason": "Paging", "step_0_webhook": webhook.pk}
    assert adam.post(url, values).status_code == 302
    assert EscalationStep.objects.get(version__policy=policy, webhook=webhook).version.number == 2
    again = {**form_values(adam, url), "reason": "Days", "close_after_days": 9}
    assert adam.post(url, again).status_code == 302
    assert EscalationStep.objects.get(version__policy=policy, version__number=3, webhook=webhook)
    page = adam.get(url).content.decode()
    assert "call the web-hook Pager" in page
