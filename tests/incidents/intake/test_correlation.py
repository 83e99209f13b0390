"""CH-12: which alerts come together, by rules in their order; joined at once, or suggested to a person."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.notices.models import Event, Notice
from incidents.intake.correlation.choices import Decision, Mode, Tie
from incidents.intake.correlation.models import AlertGroup, CorrelationRule, Suggestion
from incidents.intake.correlation.operations.configuring import save_rule
from incidents.intake.correlation.operations.deciding import accept, reject
from incidents.intake.models import Alert
from incidents.intake.operations.receiving import replay
from incidents.intake.operations.sweeping import sweep_signals
from incidents.lifecycle.operations.details import change_details
from incidents.records.choices import LinkKind, State, Story
from incidents.records.models import Incident, Link
from tests.builders import MINUTE, NOON, cancelled, make_incident, triaged
from tests.cast import make_cast
from tests.contracts.test_concurrency import together
from tests.incidents.intake.bodies import event
from tests.incidents.intake.conftest import monitor

HOUR = 60 * MINUTE


@pytest.fixture
def crowd(transactional_db):
    """Everybody, committed, so that other connections see them."""
    return make_cast()


def make_rule(cast, *, services=(), integrations=(), **values):
    values = {"name": "Databases", "mode": Mode.JOIN, "group_by": ["group"], "window_minutes": 30, **values}
    rule = CorrelationRule(**values)
    save_rule(rule, services=services, integrations=integrations, by=cast.actor("adam"), why="test")
    return rule


def fire(sender, key, *, after=0, **payload):
    """Let an alert fire so many minutes after noon; return what the intake log says."""
    return sender.event(dedup_key=key, now=NOON + after * MINUTE, **payload)


def over(sender, key, *, after):
    return sender.event("resolve", dedup_key=key, now=NOON + after * MINUTE)


# what the rule says, what the second alert says, minutes between them, and how many incidents there are then
JOINS = {
    "CH-12 same group": ({}, {}, 5, 1),
    "CH-12 other group": ({}, {"group": "prod-web"}, 5, 2),
    "CH-12 at the end of the window": ({}, {}, 30, 1),
    "CH-12 after the window": ({}, {}, 31, 2),
    "CH-12 nothing to group by": ({}, {"group": ""}, 5, 2),
    "CH-12 by two attributes": ({"group_by": ["group", "component"]}, {"component": "nginx"}, 5, 2),
    "CH-12 severity named": ({"severities": ["critical", "error"]}, {"severity": "error"}, 5, 1),
    "CH-12 severity not named": ({"severities": ["critical"]}, {"severity": "error"}, 5, 2),
    "CH-12 pattern of the summary": ({"summary_pattern": "*DISK*full"}, {}, 5, 1),
    "CH-12 pattern of another summary": ({"summary_pattern": "*cpu*"}, {}, 5, 2),
    "CH-12 pattern of the source": ({"source_pattern": "db?.example.org"}, {}, 5, 2),
    "CH-12 pattern of the class": ({"class_pattern": "disk"}, {"class": "Disk"}, 5, 1),
    "CH-12 by service": ({"group_by": ["service"]}, {"component": "vpn"}, 5, 2),
    "CH-12 by integration": ({"group_by": ["integration"]}, {"group": "prod-web"}, 5, 1),
    "CH-12 candidates stay apart": ({"mode": Mode.CANDIDATE}, {}, 5, 2),
    "CH-12 what opens nothing joins nothing": ({}, {"severity": "info"}, 5, 1),
}


@pytest.mark.parametrize(("rule", "second", "minutes", "incidents"), JOINS.values(), ids=JOINS)
def test_what_comes_together(cast, events, rule, second, minutes, incidents):
    make_rule(cast, **rule)
    fire(events, "one")
    fire(events, "two", after=minutes, **second)
    assert Incident.objects.count() == incidents


@pytest.mark.parametrize(
    ("chosen", "incidents"),
    [({"services": ("email",)}, 1), ({"services": ("vpn",)}, 2)],
    ids=["CH-12 its service", "CH-12 another service"],
)
def test_rules_for_some_services(cast, events, chosen, incidents):
    make_rule(cast, services=[cast.services[slug] for slug in chosen["services"]])
    fire(events, "one")
    fire(events, "two", after=1)
    assert Incident.objects.count() == incidents


def test_CH_12_the_first_rule_that_fits_applies(cast, events, alertmanager):
    make_rule(cast, name="Late", position=20, group_by=["integration"])
    make_rule(cast, name="Early", position=10, mode=Mode.CANDIDATE)
    make_rule(cast, name="Elsewhere", position=5, integrations=[alertmanager.integration])
    fire(events, "one")
    signal = fire(events, "two", after=1)
    assert "“Early”: candidate" in signal.rule_path
    CorrelationRule.objects.filter(name="Early").update(retired_at=NOON)
    assert "“Late”: begins a group" in fire(events, "three", after=2).rule_path


def test_CH_12_joined_alerts_are_told_counted_and_logged(cast, events):
    rule = make_rule(cast)
    first = fire(events, "one")
    second = fire(events, "two", after=3, summary="Disk of db2 is full")
    (incident,) = Incident.objects.all()
    assert first.rule_path.endswith(f"→ open → rule {rule.pk} “Databases”: begins a group")
    assert second.rule_path.endswith(f"→ open → rule {rule.pk} “Databases”: join")
    assert second.outcome == f"two: {incident.number} joined"
    entry = incident.entries.get(story=Story.ALERT_JOINED)
    assert (entry.facts["summary"], entry.facts["rule"]) == ("Disk of db2 is full", "Databases")
    assert {(alert.dedup_key, alert.occurrences) for alert in incident.alerts.all()} == {
        ("one", 1),
        ("two", 1),
    }
    # CH-08: repeats count at their own alert.
    fire(events, "two", after=4)
    assert incident.alerts.get(dedup_key="two").occurrences == 2
    assert not Notice.objects.filter(event__kind="incident.alert_joined").exists()


def test_CH_12_all_alerts_must_be_over_before_the_monitor_resolves(cast, events):
    make_rule(cast)
    fire(events, "one")
    fire(events, "two", after=1)
    over(events, "one", after=2)
    incident = Incident.objects.get()
    assert (incident.state, incident.monitor_cleared_at) == (State.NEW, None)
    over(events, "two", after=3)
    incident.refresh_from_db()
    assert (incident.state, incident.monitor_cleared_at) == (State.RESOLVED, NOON + 3 * MINUTE)


def test_CH_09_a_joined_alert_that_comes_back_soon_reopens(cast, events):
    make_rule(cast)
    fire(events, "one")
    fire(events, "two", after=1)
    over(events, "one", after=2)
    over(events, "two", after=2)
    fire(events, "two", after=10)
    incident = Incident.objects.get()
    assert (incident.state, incident.reopen_count, incident.monitor_cleared_at) == ("in_progress", 1, None)


def test_CH_09_one_that_comes_back_late_joins_as_a_recurrence(cast, events):
    make_rule(cast)
    fire(events, "two")
    over(events, "two", after=1)
    fire(events, "three", after=300)
    fire(events, "two", after=301)
    old, newest = Incident.objects.order_by("id")
    assert set(newest.alerts.values_list("dedup_key", flat=True)) == {"three", "two"}
    assert Link.objects.get().source == newest
    assert (Link.objects.get().target, Link.objects.get().kind) == (old, LinkKind.RECURRENCE)


def test_CH_12_a_finished_incident_is_not_joined(cast, events):
    make_rule(cast)
    fire(events, "one")
    over(events, "one", after=1)
    fire(events, "two", after=2)
    assert [incident.state for incident in Incident.objects.order_by("id")] == ["resolved", "new"]
    # The next alert belongs to the one that is open now.
    fire(events, "three", after=3)
    assert Alert.objects.get(dedup_key="three").incident == Incident.objects.latest("id")


def test_CH_12_a_joined_incident_is_not_clear_any_more(cast, events):
    events.set(may_resolve=False)
    make_rule(cast)
    fire(events, "one")
    over(events, "one", after=1)
    assert Incident.objects.get().monitor_cleared_at is not None
    fire(events, "two", after=2)
    assert Incident.objects.get().monitor_cleared_at is None


def test_CH_12_a_worse_alert_raises_what_nobody_has_looked_at(cast, events):
    make_rule(cast)
    fire(events, "one", severity="warning")
    incident = Incident.objects.get()
    before = incident.priority
    fire(events, "two", after=1, severity="critical")
    incident.refresh_from_db()
    assert incident.priority < before
    assert incident.version == incident.history.count()


def test_CH_12_whoever_owns_it_is_told_of_a_worse_alert(cast, events):
    make_rule(cast, group_by=["integration"])
    fire(events, "one", severity="warning")
    incident = Incident.objects.get()
    target = triaged(cast, impact="low", urgency="low")
    AlertGroup.objects.update(incident=target)
    fire(events, "two", after=1, severity="critical")
    target.refresh_from_db()
    assert (target.impact, incident.alerts.count(), target.alerts.count()) == ("low", 1, 1)
    told = Notice.objects.filter(event__kind="incident.alert_joined")
    assert {notice.recipient.username for notice in told} == {"rafael", "nadia", "lena"}


def test_CH_18_a_replay_groups_nothing_twice(cast, events):
    make_rule(cast)
    fire(events, "one")
    signals = [fire(events, "two", after=1), fire(events, "one", after=2)]
    incident = Incident.objects.get()
    before = (Event.objects.count(), incident.entries.count())
    for signal in signals:
        assert replay(signal, by=cast.system, now=NOON + HOUR)
    sweep_signals(NOON + HOUR)
    assert (Event.objects.count(), incident.entries.count()) == before
    assert Alert.objects.get(dedup_key="two").occurrences == 1


def test_CH_18_a_replay_after_a_setting_was_put_right_joins(cast, events):
    make_rule(cast)
    fire(events, "one")
    signal = fire(events, "two", after=1, severity="info")
    events.set(info_opens="low/low")
    assert replay(signal, by=cast.system, now=NOON + HOUR)
    sweep_signals(NOON + HOUR)
    assert Incident.objects.get().alerts.count() == 2


@pytest.fixture
def suggestion(cast, events):
    """The second of two alerts looks like a part of the first."""
    make_rule(cast, mode=Mode.CANDIDATE)
    fire(events, "one")
    fire(events, "two", after=1)
    return Suggestion.objects.get()


def test_CH_12_a_candidate_opens_as_usual_and_is_suggested(suggestion):
    first, second = Incident.objects.order_by("id")
    assert (suggestion.incident, suggestion.target, suggestion.decision) == (second, first, Decision.OPEN)
    assert second.entries.get(story=Story.GROUPING_SUGGESTED).facts["number"] == first.number
    assert suggestion.values == {"group": "prod-db"}


@pytest.mark.parametrize("tie", [Tie.CHILD, Tie.RELATED], ids=["CH-12 child", "CH-12 related"])
def test_accepting(cast, suggestion, tie):
    accept(suggestion, tie, by=cast.actor("agnes"), now=NOON + HOUR)
    incident, target = Suggestion.objects.get().incident, suggestion.target
    is_linked = Link.objects.filter(source=incident, target=target, kind=LinkKind.RELATED).exists()
    assert (incident.parent == target, is_linked) == (tie == Tie.CHILD, tie == Tie.RELATED)
    for one, other in ((incident, target), (target, incident)):
        entry = one.entries.get(story=Story.GROUPING_ACCEPTED)
        assert (entry.author, entry.facts["number"], entry.facts["tie"]) == (cast.agnes, other.number, tie)
    with pytest.raises(ValidationError) as refusal:
        reject(suggestion, by=cast.actor("agnes"), now=NOON + HOUR)
    assert refusal.value.code == "not_allowed_from_state"


def test_CH_12_of_a_child_it_becomes_a_sibling(cast, suggestion):
    parent = make_incident(cast)
    change_details(suggestion.target, {"parent": parent}, by=cast.actor("agnes"), now=NOON)
    accept(suggestion, Tie.CHILD, by=cast.actor("agnes"), now=NOON + HOUR)
    assert Incident.objects.get(pk=suggestion.incident_id).parent == parent


def test_CH_12_nothing_becomes_a_child_of_its_own_child(cast, suggestion):
    change_details(suggestion.target, {"parent": suggestion.incident}, by=cast.actor("agnes"), now=NOON)
    with pytest.raises(ValidationError, match=suggestion.target.number) as refusal:
        accept(suggestion, Tie.CHILD, by=cast.actor("agnes"), now=NOON + HOUR)
    assert list(refusal.value.error_dict) == ["parent"]
    assert accept(suggestion, Tie.RELATED, by=cast.actor("agnes"), now=NOON + HOUR).decided_at


def test_CH_12_rejecting_is_told_on_both(cast, suggestion):
    reject(suggestion, by=cast.actor("rafael"), now=NOON + HOUR)
    assert not Suggestion.objects.pending().exists()
    for incident in Incident.objects.all():
        assert incident.entries.get(story=Story.GROUPING_REJECTED).author == cast.rafael
    assert not Link.objects.exists()


def test_CH_12_nothing_becomes_a_child_of_what_is_finished(cast, suggestion):
    Incident.objects.filter(pk=suggestion.target_id).update(
        state=State.CANCELLED, cancel_reason=cancelled(cast).cancel_reason
    )
    assert not Suggestion.objects.pending().exists()
    with pytest.raises(ValidationError) as refusal:
        accept(suggestion, Tie.CHILD, by=cast.actor("agnes"), now=NOON + HOUR)
    assert list(refusal.value.error_dict) == ["parent"]
    assert accept(suggestion, Tie.RELATED, by=cast.actor("agnes"), now=NOON + HOUR).decided_at


@pytest.mark.parametrize("name", ["ruth", "adam", "audra", "monitor"])
def test_who_may_not_decide(cast, suggestion, name):
    for act in (
        lambda by: accept(suggestion, Tie.CHILD, by=by, now=NOON),
        lambda by: reject(suggestion, by=by, now=NOON),
    ):
        with pytest.raises(PermissionDenied):
            act(cast.actor(name))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"group_by": []}, "group_by"),
        ({"group_by": ["group", "group"]}, "group_by"),
        ({"group_by": ["colour"]}, "group_by"),
        ({"severities": ["terrible"]}, "severities"),
    ],
)
def test_what_is_wrong_with_a_rule_is_named(cast, values, field):
    with pytest.raises(ValidationError) as refusal:
        make_rule(cast, **values)
    assert list(refusal.value.error_dict) == [field]


def test_CH_12_only_who_configures_keeps_rules(cast):
    rule = CorrelationRule(name="x", group_by=["group"])
    with pytest.raises(PermissionDenied):
        save_rule(rule, services=[], integrations=[], by=cast.actor("ines"), why="x")


def test_CH_12_the_database_keeps_a_group_once(cast, events):
    make_rule(cast)
    fire(events, "one")
    group = AlertGroup.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        AlertGroup.objects.create(rule=group.rule, digest=group.digest, began_at=NOON)


@pytest.mark.parametrize("rules", [0, 1, 8])
def test_CH_12_any_number_of_rules_costs_the_same(cast, events, rules, django_assert_max_num_queries):
    for number in range(rules):
        pattern = "" if number == rules - 1 else "nothing"
        make_rule(cast, name=f"Rule {number}", position=number, summary_pattern=pattern)
    fire(events, "one")
    events.receive(event(events.key, dedup_key="two"), now=NOON + MINUTE)
    with django_assert_max_num_queries(80 if rules == 0 else 45):
        sweep_signals(NOON + MINUTE)
    assert Incident.objects.count() == (2 if rules == 0 else 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", [Mode.JOIN, Mode.CANDIDATE], ids=["CH-12 join", "CH-12 candidate"])
def test_two_alerts_of_one_group_at_once(mode, crowd):
    """One holds the group; the other waits for it and finds the incident."""
    sender = monitor(crowd, "events")
    make_rule(crowd, mode=mode)
    for key in ("one", "two", "three"):
        sender.receive(event(sender.key, dedup_key=key))
    together(*[lambda: sweep_signals(NOON, limit=1)] * 3)
    sweep_signals(NOON + HOUR)
    first = Incident.objects.earliest("id")
    assert AlertGroup.objects.get().incident_id is not None
    assert Incident.objects.count() == (1 if mode == Mode.JOIN else 3)
    assert first.alerts.count() == (3 if mode == Mode.JOIN else 1)
    targets = set(Suggestion.objects.values_list("target", flat=True))
    assert len(targets) == (0 if mode == Mode.JOIN else 1)
    assert Suggestion.objects.count() == (0 if mode == Mode.JOIN else 2)


@pytest.mark.django_db(transaction=True)
def test_CH_12_deciding_twice_at_once(crowd):
    sender = monitor(crowd, "events")
    make_rule(crowd, mode=Mode.CANDIDATE)
    fire(sender, "one")
    fire(sender, "two", after=1)
    suggestion = Suggestion.objects.get()
    answers = together(
        lambda: accept(suggestion, Tie.RELATED, by=crowd.actor("agnes"), now=NOON + HOUR),
        lambda: reject(suggestion, by=crowd.actor("rafael"), now=NOON + HOUR),
    )
    assert [answer.code for answer in answers if isinstance(answer, ValidationError)] == [
        "not_allowed_from_state"
    ]
    told = (Story.GROUPING_ACCEPTED, Story.GROUPING_REJECTED)
    assert suggestion.incident.entries.filter(story__in=told).count() == 1
