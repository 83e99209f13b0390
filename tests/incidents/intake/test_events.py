"""The Events API: shape, answers, and what events do to incidents (CH-07 to CH-10)."""

from datetime import timedelta

import pytest

from accounts.choices import Channel
from accounts.history import delete_as, save_as
from accounts.notices.models import Notice
from incidents.catalogue.models import CancelReason
from incidents.intake.models import Alert, Signal
from incidents.lifecycle.operations.cancelling import cancel
from incidents.lifecycle.operations.moving import start, triage
from incidents.lifecycle.operations.resolving import close, resolve
from incidents.records.choices import DetectedBy, Evidence, LinkKind, State, Story
from incidents.records.models import Incident, Link
from incidents.records.operations.relating import add_task
from tests.builders import MINUTE, NOON, resolution
from tests.incidents.intake.bodies import event
from tests.incidents.intake.conftest import monitor, only_incident, work

HOUR = timedelta(hours=1)


def owned(cast, incident, now):
    """Let Rafael work on it."""
    incident = triage(
        incident,
        category=cast.categories["network"],
        service=cast.services["vpn"],
        impact="medium",
        urgency="medium",
        team=cast.teams["network"],
        by=cast.actor("agnes"),
        now=now,
    )
    return start(incident, by=cast.actor("rafael"), now=now)


class TestCH07:
    """A trigger with everything in it."""

    def test_the_answer_carries_the_key(self, events):
        answer = events.send(event(events.key))
        assert answer.status_code == 202
        assert answer.json() == {"status": "success", "message": "Event processed", "dedup_key": "db1/disk"}

    def test_all_of_it_is_on_the_alert_and_the_incident(self, events, cast):
        events.send(event(events.key, timestamp="2026-03-02T11:58:00.000+0000"))
        assert work() == 1
        incident, alert = only_incident(), events.alert
        assert (incident.title, incident.state, incident.priority) == ("Disk of db1 is full", State.NEW, 1)
        assert (incident.channel, incident.detected_by) == (Channel.MONITORING, DetectedBy.MONITORING)
        assert incident.detected_at == NOON - 2 * MINUTE
        assert incident.reported_at == Signal.objects.get().received_at
        assert incident.requester == incident.reporter == cast.monitor
        assert incident.service == cast.services["email"]
        assert "free = 3 %" in incident.description
        assert alert.incident == incident
        assert (alert.source, alert.component) == ("db1.example.org", "postgres")
        assert (alert.group_name, alert.class_name, alert.severity) == ("prod-db", "disk", "critical")
        assert alert.details["custom_details"] == {"free": "3 %"}
        assert {"href": "https://wiki.example.org/disk", "text": "Runbook"} in alert.links
        assert {"href": "https://nagios.example.org/db1", "text": "Nagios"} in alert.links
        assert alert.images == [{"src": "https://graphs.example.org/db1.png", "alt": "Free space"}]
        assert incident.entries.filter(story=Story.ALERT_FIRED).count() == 1

    @pytest.mark.parametrize(
        ("severity", "priority"), [("critical", 1), ("error", 2), ("warning", 3), ("info", None)]
    )
    def test_severity_gives_impact_and_urgency(self, events, severity, priority):
        events.event(severity=severity)
        assert [incident.priority for incident in Incident.objects.all()] == ([priority] if priority else [])

    def test_information_opens_something_when_wanted(self, events):
        events.set(info_opens="low/low")
        events.event(severity="info")
        assert only_incident().priority == 5

    def test_a_component_that_names_a_service_goes_to_it(self, events, cast):
        events.event(component="VPN")
        assert only_incident().service == cast.services["vpn"]

    @pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "", 7, None])
    def test_only_web_addresses_become_links(self, events, href):
        body = event(events.key)
        body["links"], body["client_url"] = [{"href": href, "text": "x"}, "x"], None
        events.take(body)
        assert events.alert.links == []


class TestCH08:
    """Equal keys."""

    def test_a_repeat_counts_and_opens_nothing(self, events):
        for minute in range(5):
            events.event(now=NOON + minute * MINUTE)
        alert = events.alert
        assert alert.incident == only_incident()
        assert alert.occurrences == 5
        assert alert.last_seen_at == NOON + 4 * MINUTE
        assert not alert.incident.entries.filter(story=Story.ALERT_REPEATED).exists()

    def test_a_burst_takes_one_line_of_the_timeline_an_hour(self, events):
        for minute in range(0, 130, 10):
            events.event(now=NOON + minute * MINUTE)
        assert only_incident().entries.filter(story=Story.ALERT_REPEATED).count() == 2

    def test_m36_two_tools_are_kept_apart(self, events, cast):
        other = monitor(cast, "events", "Other")
        events.event()
        other.event()
        assert Incident.objects.count() == 2

    def test_a_graver_repeat_of_information_opens(self, events):
        events.event(severity="info")
        events.event(severity="error", now=NOON + MINUTE)
        assert events.alert.incident == only_incident()


class TestCH09:
    """The monitor fires again."""

    @pytest.fixture
    def resolved(self, events, cast):
        events.event()
        events.event("resolve", now=NOON + MINUTE)
        incident = only_incident()
        assert incident.state == State.RESOLVED
        return incident

    def test_within_the_window_it_reopens(self, events, resolved):
        events.event(now=NOON + HOUR)
        resolved.refresh_from_db()
        assert Incident.objects.count() == 1
        assert (resolved.state, resolved.reopen_count) == (State.IN_PROGRESS, 1)
        assert resolved.monitor_cleared_at is None
        assert events.alert.occurrences == 2

    def test_later_it_opens_a_linked_one(self, events, resolved):
        events.event(now=NOON + 3 * HOUR)
        resolved.refresh_from_db()
        newer = Incident.objects.exclude(pk=resolved.pk).get()
        assert resolved.state == State.RESOLVED
        assert Link.objects.filter(source=newer, target=resolved, kind=LinkKind.RECURRENCE).exists()
        assert events.alert.incident == newer
        assert events.alert.occurrences == 1
        assert Alert.objects.count() == 2

    def test_after_closing_it_opens_a_linked_one(self, events, resolved, cast):
        close(resolved, evidence=Evidence.AGENT_TEST, by=cast.actor("agnes"), now=NOON + 2 * MINUTE)
        events.event(now=NOON + 3 * MINUTE)
        assert Link.objects.get().target == resolved

    def test_a_person_resolved_it_while_it_fired(self, events, cast):
        events.event()
        incident = owned(cast, only_incident(), NOON + MINUTE)
        resolve(incident, resolution(), by=cast.actor("rafael"), now=NOON + 2 * MINUTE)
        events.event(now=NOON + 10 * MINUTE)
        incident.refresh_from_db()
        assert (incident.state, incident.assignee) == (State.IN_PROGRESS, cast.rafael)

    def test_cancelled_as_false_alarm_it_stays_quiet_for_a_while(self, events, cast):
        events.event()
        reason = CancelReason.objects.get(slug="false_alarm")
        cancel(only_incident(), reason=reason, by=cast.actor("agnes"), now=NOON + MINUTE)
        events.event(now=NOON + 10 * MINUTE)
        assert Incident.objects.count() == 1
        events.event(now=NOON + 5 * HOUR)
        assert Incident.objects.count() == 2


class TestCH10:
    """The monitor is clear."""

    def test_nobody_owns_it(self, events):
        events.event()
        events.event("resolve", now=NOON + 5 * MINUTE)
        incident = only_incident()
        assert incident.state == State.RESOLVED
        assert incident.monitor_cleared_at == incident.restored_at == NOON + 5 * MINUTE
        assert incident.resolution_code.slug == "self_healed"
        assert incident.resolution_evidence == Evidence.MONITOR
        assert events.alert.status == "resolved"

    def test_the_integration_may_not(self, events):
        events.set(may_resolve=False)
        events.event()
        events.event("resolve", now=NOON + 5 * MINUTE)
        incident = only_incident()
        assert incident.state == State.NEW
        assert incident.monitor_cleared_at == NOON + 5 * MINUTE
        assert incident.entries.filter(story=Story.ALERT_CLEARED).count() == 1

    def test_somebody_owns_it_and_is_told(self, events, cast):
        events.event()
        incident = owned(cast, only_incident(), NOON + MINUTE)
        events.event("resolve", now=NOON + 5 * MINUTE)
        incident.refresh_from_db()
        assert incident.state == State.IN_PROGRESS
        assert incident.monitor_cleared_at == NOON + 5 * MINUTE
        told = Notice.objects.get(event__kind="incident.alert_cleared")
        assert told.recipient == cast.rafael

    def test_a_mandatory_task_leaves_it_to_a_person(self, events, cast):
        events.event()
        incident = only_incident()
        add_task(incident, "Check the backup", by=cast.actor("agnes"), now=NOON, is_mandatory=True)
        events.event("resolve", now=NOON + 5 * MINUTE)
        incident.refresh_from_db()
        assert (incident.state, incident.monitor_cleared_at) == (State.NEW, NOON + 5 * MINUTE)

    def test_what_came_back_waits_for_a_person_when_it_clears_again(self, events):
        """The table lets the product resolve what nobody started (T9), not what is in progress (T8)."""
        for minute in range(0, 80, 20):
            events.event(now=NOON + minute * MINUTE)
            events.event("resolve", now=NOON + (minute + 5) * MINUTE)
        incident = only_incident()
        assert (incident.state, incident.reopen_count) == (State.IN_PROGRESS, 1)
        assert incident.monitor_cleared_at == NOON + 65 * MINUTE

    def test_m26_an_unknown_key_opens_nothing(self, events):
        answer = events.send(event(events.key, "resolve"))
        assert answer.status_code == 202
        work()
        assert not Incident.objects.exists()
        assert "nothing was open" in Signal.objects.get().outcome

    def test_m38_a_person_closed_it(self, events, cast):
        events.event()
        incident = owned(cast, only_incident(), NOON + MINUTE)
        resolve(incident, resolution(), by=cast.actor("rafael"), now=NOON + 2 * MINUTE)
        close(incident, evidence=Evidence.AGENT_TEST, by=cast.actor("agnes"), now=NOON + 3 * MINUTE)
        signal = events.event("resolve", now=NOON + 4 * MINUTE)
        incident.refresh_from_db()
        assert (signal.state, incident.state) == ("done", State.CLOSED)

    def test_m38_it_was_erased(self, events, cast):
        events.event()
        delete_as(only_incident(), by=cast.system, why="erased")
        assert events.event("resolve", now=NOON + MINUTE).state == "done"
        assert not Incident.objects.exists()


class TestAcknowledge:
    """Somebody takes the alert in the monitoring tool."""

    def test_it_is_on_the_timeline_and_the_alert(self, events):
        events.event()
        events.event("acknowledge", now=NOON + MINUTE)
        assert events.alert.status == "acknowledged"
        assert only_incident().entries.filter(story=Story.ALERT_ACKNOWLEDGED).count() == 1
        assert only_incident().state == State.NEW

    def test_m27_after_the_end_it_changes_nothing(self, events):
        for action in ("trigger", "resolve", "acknowledge"):
            events.event(action)
        assert events.alert.status == "resolved"
        assert not only_incident().entries.filter(story=Story.ALERT_ACKNOWLEDGED).exists()


def test_the_team_of_the_integration_is_told_once(events, cast):
    events.set(team=cast.teams["network"])
    for minute in range(3):
        events.event(now=NOON + minute * MINUTE)
    told = Notice.objects.filter(event__kind="incident.alert_fired")
    assert {notice.recipient.username for notice in told} == {"rafael", "nadia", "lena"}


def test_an_account_that_was_switched_off_costs_no_alert(events, cast):
    cast.monitor.is_active = False
    save_as(cast.monitor, by=cast.system, fields=["is_active"])
    events.event()
    assert only_incident().requester.is_system
    assert "account_inactive" in events.alert.marks
