"""The webhook of Alertmanager: one alert is one fingerprint, in whatever order and group it comes."""

from datetime import timedelta

import pytest

from incidents.intake.models import Alert, Signal
from incidents.lifecycle.operations.resolving import resolve
from incidents.records.choices import State, Story
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON, resolution
from tests.incidents.intake.bodies import alert, group
from tests.incidents.intake.conftest import only_incident, work
from tests.incidents.intake.test_events import owned

FIRST, SECOND = "a" * 16, "b" * 16


def over(fingerprint=FIRST, *, start, end):
    return alert(fingerprint=fingerprint, status="resolved", start=start, end=end)


def test_a_firing_alert_becomes_an_incident(alertmanager, cast):
    answer = alertmanager.send(group(alert(start=NOON)))
    assert (answer.status_code, answer.json()) == (202, {"status": "accepted", "alerts": 1})
    assert not Incident.objects.exists()
    work()
    incident, made = only_incident(), alertmanager.alert
    assert (incident.title, incident.priority) == ("DiskFull on db1:9100", 1)
    assert incident.detected_at == NOON
    assert incident.configuration_item == made.source == "db1:9100"
    assert "Only 3 % of /var/lib is left." in incident.description
    assert made.dedup_key == "7d1c9c3f2ab4e610"
    assert made.details["labels"]["job"] == "node"
    assert [link["text"] for link in made.links] == ["Prometheus", "Runbook", "Alertmanager"]
    signal = Signal.objects.get()
    assert (signal.state, signal.attempts) == ("done", 1)
    assert incident.number in signal.outcome
    assert signal.rule_path == "critical → high/high → open"


def test_a_label_names_the_service(alertmanager, cast):
    alertmanager.alerts(alert(service="vpn"))
    assert only_incident().service == cast.services["vpn"]


@pytest.mark.parametrize(
    ("word", "severity"),
    [("page", "critical"), ("ERROR", "error"), ("warn", "warning"), ("none", "info"), ("odd", "warning")],
)
def test_words_for_severity(alertmanager, word, severity):
    alertmanager.alerts(alert(severity=word))
    assert alertmanager.alert.severity == severity
    assert ("severity_unknown" in alertmanager.alert.marks) is (word == "odd")


def test_each_alert_of_a_group_stands_for_itself(alertmanager):
    alertmanager.alerts(alert(fingerprint=FIRST), alert(fingerprint=SECOND, instance="db2:9100"))
    assert Incident.objects.count() == Alert.objects.count() == 2
    alertmanager.alerts(
        over(start=NOON - 2 * MINUTE, end=NOON + MINUTE), alert(fingerprint=SECOND), now=NOON + 2 * MINUTE
    )
    states = dict(Incident.objects.values_list("alerts__dedup_key", "state"))
    assert states == {FIRST: State.RESOLVED, SECOND: State.NEW}


def test_the_end_is_the_monitors(alertmanager):
    alertmanager.alerts(alert(fingerprint=FIRST))
    alertmanager.alerts(over(start=NOON - 2 * MINUTE, end=NOON + 3 * MINUTE), now=NOON + 10 * MINUTE)
    incident = only_incident()
    assert incident.monitor_cleared_at == incident.restored_at == NOON + 3 * MINUTE
    assert incident.resolved_at == NOON + 10 * MINUTE


def test_all_alerts_of_an_incident_must_be_over(alertmanager, cast):
    alertmanager.alerts(alert(fingerprint=FIRST), alert(fingerprint=SECOND))
    one, two = Alert.objects.order_by("id")
    Alert.objects.filter(pk=two.pk).update(incident=one.incident)
    alertmanager.alerts(over(start=NOON - 2 * MINUTE, end=NOON + MINUTE), now=NOON + 2 * MINUTE)
    one.incident.refresh_from_db()
    assert (one.incident.state, one.incident.monitor_cleared_at) == (State.NEW, None)
    assert one.incident.entries.filter(story=Story.ALERT_CLEARED).count() == 1
    alertmanager.alerts(over(SECOND, start=NOON - 2 * MINUTE, end=NOON + MINUTE), now=NOON + 3 * MINUTE)
    one.incident.refresh_from_db()
    assert one.incident.state == State.RESOLVED


class TestOrder:
    """M06: what is older than the end of an alert changes nothing."""

    def test_resolved_before_firing(self, alertmanager):
        end = NOON + MINUTE
        alertmanager.alerts(over(start=NOON, end=end), now=end)
        late = alertmanager.alerts(alert(fingerprint=FIRST, start=NOON), now=end + MINUTE)
        assert not Incident.objects.exists()
        assert "older than its end" in late.outcome

    def test_the_same_firing_after_resolved(self, alertmanager):
        alertmanager.alerts(alert(fingerprint=FIRST, start=NOON))
        alertmanager.alerts(over(start=NOON, end=NOON + MINUTE), now=NOON + 2 * MINUTE)
        alertmanager.alerts(alert(fingerprint=FIRST, start=NOON), now=NOON + 3 * MINUTE)
        assert only_incident().state == State.RESOLVED
        assert alertmanager.alert.occurrences == 1

    def test_an_old_end_leaves_a_newer_alert(self, alertmanager):
        alertmanager.alerts(alert(fingerprint=FIRST, start=NOON + 5 * MINUTE), now=NOON + 5 * MINUTE)
        alertmanager.alerts(over(start=NOON, end=NOON + MINUTE), now=NOON + 6 * MINUTE)
        assert only_incident().state == State.NEW
        assert alertmanager.alert.status == "firing"

    def test_a_start_that_moved_within_one_episode(self, alertmanager):
        """Two Prometheis see one fault seconds apart; the end covers both starts."""
        alertmanager.alerts(alert(fingerprint=FIRST, start=NOON + timedelta(seconds=5)), now=NOON + MINUTE)
        alertmanager.alerts(over(start=NOON, end=NOON + 2 * MINUTE), now=NOON + 3 * MINUTE)
        assert only_incident().state == State.RESOLVED

    def test_a_new_start_is_a_new_episode(self, alertmanager):
        alertmanager.alerts(alert(fingerprint=FIRST, start=NOON))
        alertmanager.alerts(over(start=NOON, end=NOON + MINUTE), now=NOON + 2 * MINUTE)
        alertmanager.alerts(alert(fingerprint=FIRST, start=NOON + 3 * MINUTE), now=NOON + 3 * MINUTE)
        assert only_incident().state == State.IN_PROGRESS


def test_a_person_resolved_it_and_it_still_fires(alertmanager, cast):
    alertmanager.alerts(alert())
    incident = owned(cast, only_incident(), NOON + MINUTE)
    resolve(incident, resolution(), by=cast.actor("rafael"), now=NOON + 2 * MINUTE)
    alertmanager.alerts(alert(), now=NOON + 10 * MINUTE)
    incident.refresh_from_db()
    assert incident.state == State.IN_PROGRESS


def test_the_end_of_what_a_person_resolved_is_noted(alertmanager, cast):
    alertmanager.alerts(alert(fingerprint=FIRST))
    incident = owned(cast, only_incident(), NOON + MINUTE)
    resolve(incident, resolution(), by=cast.actor("rafael"), now=NOON + 2 * MINUTE)
    alertmanager.alerts(over(start=NOON - 2 * MINUTE, end=NOON + 3 * MINUTE), now=NOON + 4 * MINUTE)
    incident.refresh_from_db()
    assert (incident.state, incident.monitor_cleared_at) == (State.RESOLVED, NOON + 3 * MINUTE)
