"""Integrations and the intake log in the administration."""

import pytest
from django.contrib.admin.models import LogEntry

from accounts.choices import Channel
from incidents.intake.models import Integration, Signal
from incidents.intake.operations.sweeping import sweep_signals
from incidents.records.models import Incident
from tests.accounts.admin_client import address, form_values, signed_in
from tests.builders import MINUTE, NOON
from tests.incidents.intake.bodies import event
from tests.incidents.intake.conftest import only_incident


@pytest.fixture
def adam(cast):
    return signed_in(cast.adam)


def add(client, cast, **changes):
    values = {
        "name": "Nagios",
        "kind": "events",
        "account": cast.monitor.pk,
        "critical_opens": "high/high",
        "error_opens": "high/medium",
        "warning_opens": "medium/medium",
        "info_opens": "",
        "may_resolve": "on",
        "reopen_minutes": "60",
        "flap_pairs": "3",
        "flap_minutes": "30",
        "quiet_minutes": "15",
        "reason": "New tool",
        **changes,
    }
    return client.post(address(Integration, "add"), values)


def test_the_key_is_shown_once(adam, cast, events):
    answer = add(adam, cast)
    assert answer.status_code == 200, answer.content
    assert "no-store" in answer["Cache-Control"]
    made = Integration.objects.get(name="Nagios")
    key = answer.context["integrations"][0].new_key
    assert key in answer.content.decode()
    assert events.send(event(key)).status_code == 202
    version = made.history.get()
    assert (version.channel, version.history_change_reason) == (Channel.ADMIN, "New tool")
    stored = (
        str(Integration.objects.values()) + str(list(LogEntry.objects.values())) + str(dict(adam.session))
    )
    assert key not in stored
    assert key not in adam.get(address(Integration, "change", made.pk)).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Monitor events"}, "name"),
        ({"kind": "odd"}, "kind"),
        ({"critical_opens": "very/high"}, "critical_opens"),
        ({"reopen_minutes": "-1"}, "reopen_minutes"),
        ({"reopen_minutes": "20161"}, "reopen_minutes"),
        ({"account": "agnes"}, "account"),
        ({"flap_pairs": "51"}, "flap_pairs"),
        ({"flap_minutes": "0"}, "flap_minutes"),
        ({"quiet_minutes": "1441"}, "quiet_minutes"),
    ],
)
def test_bad_values_make_no_integration(adam, cast, events, changes, field):
    if "account" in changes:
        changes = {"account": cast.agnes.pk}
    assert field in add(adam, cast, **changes).context["adminform"].form.errors
    assert Integration.objects.count() == 1


def test_a_change_says_why_and_takes_effect(adam, events):
    url = address(Integration, "change", events.integration.pk)
    values = {**form_values(adam, url), "critical_opens": "low/low"}
    assert adam.post(url, values).status_code == 200
    assert adam.post(url, {**values, "reason": "Too loud"}).status_code == 302
    events.event()
    assert only_incident().priority == 5
    assert events.integration.history.first().history_change_reason == "Too loud"


def test_a_new_key_is_shown_and_replaces_the_old_one(adam, events):
    url = address(Integration, "step", events.integration.pk, "new-key")
    answer = adam.post(url, {"reason": "Leaked"})
    assert answer.status_code == 200
    key = answer.context["integrations"][0].new_key
    assert "no-store" in answer["Cache-Control"]
    assert events.send(event(events.key)).status_code == 400
    assert events.send(event(key)).status_code == 202


def test_a_retired_integration_takes_nothing(adam, events):
    url = address(Integration, "step", events.integration.pk, "retire")
    assert adam.post(url, {"reason": "Gone"}).status_code == 302
    assert events.send(event(events.key)).status_code == 400


def test_the_log_shows_what_became_of_each_signal(adam, events, django_assert_max_num_queries):
    for minute in range(5):
        events.event(now=NOON + minute * MINUTE)
    events.send(event(events.key, severity="odd"))
    with django_assert_max_num_queries(12):
        page = adam.get(address(Signal, "changelist")).content.decode()
    assert only_incident().number in page
    refused = adam.get(address(Signal, "changelist"), {"state__exact": "refused"}).content.decode()
    assert only_incident().number not in refused
    detail = adam.get(address(Signal, "change", Signal.objects.first().pk)).content.decode()
    assert "event_action" in detail
    assert "payload.severity" in detail


def test_replay_from_the_log(adam, cast, events):
    signal = events.event(severity="info")
    events.set(info_opens="low/low")
    url = address(Signal, "changelist")
    chosen = {"action": "replay", "_selected_action": [signal.pk]}
    assert "reason" in adam.post(url, chosen).context["form"].fields
    assert adam.post(url, {**chosen, "reason": "Mapping corrected"}).status_code == 302
    sweep_signals(NOON.replace(year=2099))
    assert only_incident().priority == 5
    signal.refresh_from_db()
    assert "Mapping corrected" in signal.outcome


def test_an_auditor_reads_and_changes_nothing(cast, events):
    signal = events.event()
    cast.audra.is_staff = True
    client = signed_in(cast.audra)
    type(cast.audra).objects.filter(pk=cast.audra.pk).update(is_staff=True)
    assert client.get(address(Signal, "changelist")).status_code == 200
    chosen = {"action": "replay", "_selected_action": [signal.pk], "reason": "x"}
    client.post(address(Signal, "changelist"), chosen)
    assert client.post(address(Signal, "step", signal.pk, "replay"), {"reason": "x"}).status_code == 403
    assert (
        client.post(
            address(Integration, "step", events.integration.pk, "new-key"), {"reason": "x"}
        ).status_code
        == 403
    )
    signal.refresh_from_db()
    assert signal.state == "done"
    assert Incident.objects.count() == 1
