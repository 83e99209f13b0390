"""CH-12: administrators write rules, and try them on what came in."""

import pytest

from accounts.people.models import User
from incidents.intake.correlation.models import AlertGroup, CorrelationRule
from incidents.intake.models import Signal
from incidents.records.models import Incident
from tests.accounts.admin_client import address, form_values, signed_in
from tests.builders import MINUTE, NOON

RULE = {
    "name": "Databases",
    "position": "10",
    "mode": "join",
    "severities": ["critical"],
    "summary_pattern": "*disk*",
    "group_by": ["group"],
    "window_minutes": "30",
    "hours": "24",
    "reason": "Too many incidents",
}


@pytest.fixture
def adam(cast):
    return signed_in(cast.adam)


def errors(answer):
    return list(answer.context["adminform"].form.errors)


def test_a_rule_is_kept_with_its_reason(adam, cast, events):
    chosen = {"services": [cast.services["email"].pk], "integrations": [events.integration.pk]}
    assert adam.post(address(CorrelationRule, "add"), {**RULE, **chosen}).status_code == 302
    rule = CorrelationRule.objects.get()
    assert (rule.severities, rule.group_by, rule.services.get()) == (
        ["critical"],
        ["group"],
        cast.services["email"],
    )
    assert {version.history_change_reason for version in rule.history.all()} == {"Too many incidents"}
    url = address(CorrelationRule, "change", rule.pk)
    assert (
        adam.post(url, {**form_values(adam, url), "window_minutes": "5", "reason": "Shorter"}).status_code
        == 302
    )
    rule.refresh_from_db()
    assert (rule.window_minutes, list(rule.integrations.all())) == (5, [events.integration])


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"group_by": []}, "group_by"),
        ({"group_by": ["colour"]}, "group_by"),
        ({"severities": ["terrible"]}, "severities"),
        ({"window_minutes": "0"}, "window_minutes"),
        ({"window_minutes": "99999999"}, "window_minutes"),
        ({"name": ""}, "name"),
        ({"hours": "1000", "_try": "1"}, "hours"),
        ({"mode": "odd", "_try": "1"}, "mode"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(adam, typed, field):
    answer = adam.post(address(CorrelationRule, "add"), {**RULE, **typed})
    assert (answer.status_code, errors(answer)) == (200, [field])
    assert not CorrelationRule.objects.exists()


def _fill(events):
    for number, (key, minute, action) in enumerate(
        [
            ("one", 0, "trigger"),
            ("two", 5, "trigger"),
            ("two", 6, "trigger"),
            ("two", 7, "resolve"),
            ("two", 8, "trigger"),
            ("three", 50, "trigger"),
        ]
    ):
        events.event(action, dedup_key=key, now=NOON + minute * MINUTE, summary=f"Disk {number}")
    events.event(dedup_key="info", severity="info", now=NOON + MINUTE)
    events.receive({"nonsense": True}, now=NOON + MINUTE)


def test_the_test_box_groups_what_came_in_and_saves_nothing(adam, events, monkeypatch):
    monkeypatch.setattr("accounts.clock.now", lambda: NOON + 60 * MINUTE)
    _fill(events)
    before = (Incident.objects.count(), Signal.objects.count())
    answer = adam.post(address(CorrelationRule, "add"), {**RULE, "name": "", "reason": "", "_try": "1"})
    trial = answer.context["trial"]
    assert [[sighting.title for sighting in group.sightings] for group in trial.groups] == [
        ["Disk 0", "Disk 1", "Disk 4"]
    ]
    assert (trial.signals, trial.alone, trial.is_whole) == (8, 1, True)
    page = answer.content.decode()
    assert "prod-db" in page and "Disk 4" in page
    assert not CorrelationRule.objects.exists() and not AlertGroup.objects.exists()
    assert (Incident.objects.count(), Signal.objects.count()) == before


def test_the_test_box_leaves_a_saved_rule_as_it_is(adam, events):
    assert adam.post(address(CorrelationRule, "add"), RULE).status_code == 302
    rule = CorrelationRule.objects.get()
    url = address(CorrelationRule, "change", rule.pk)
    answer = adam.post(url, {**form_values(adam, url), "summary_pattern": "*cpu*", "reason": "", "_try": "1"})
    assert answer.context["trial"].groups == []
    assert "No two alerts" in answer.content.decode()
    rule.refresh_from_db()
    assert rule.summary_pattern == "*disk*"


def test_a_trial_takes_the_same_queries_for_many_signals(adam, events, django_assert_max_num_queries):
    for number in range(40):
        events.receive({"nonsense": number})
    with django_assert_max_num_queries(16):
        adam.post(address(CorrelationRule, "add"), {**RULE, "_try": "1"})


def test_who_audits_looks_and_others_stay_out(cast, adam):
    assert adam.post(address(CorrelationRule, "add"), RULE).status_code == 302
    url = address(CorrelationRule, "change", CorrelationRule.objects.get().pk)
    User.objects.filter(pk=cast.audra.pk).update(is_staff=True)
    audra = signed_in(cast.audra)
    page = audra.get(url)
    assert page.status_code == 200 and "_try" not in page.content.decode()
    assert audra.post(url, {**RULE, "_try": "1"}).status_code == 403
    assert signed_in(cast.agnes).get(url).status_code in (302, 403)
