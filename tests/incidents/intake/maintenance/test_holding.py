"""What a window holds, what is taken back, and what opens when it is over (CH-13)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import OperationalError, connection

from accounts.notices.models import Event
from incidents.intake.maintenance.models import HeldAlert
from incidents.intake.maintenance.operations.planning import cancel_window, change_window, end_window
from incidents.intake.maintenance.operations.releasing import release_held
from incidents.intake.operations.receiving import replay
from incidents.intake.operations.sweeping import sweep_signals
from incidents.intake.tasks import sweep_due
from incidents.records.choices import LinkKind, State
from incidents.records.models import Incident, Link
from tests.builders import MINUTE, NOON
from tests.incidents.intake.bodies import alert, event
from tests.incidents.intake.conftest import only_incident
from tests.incidents.intake.maintenance.conftest import DAY, END, HOUR

LATER = NOON + 10 * MINUTE


def test_ch_13_what_fires_is_stored_and_marked_and_opens_when_the_window_is_over(events, window):
    held_by = window()
    signal = events.event(now=LATER)
    assert not Incident.objects.exists()
    assert not Event.objects.exists()
    assert (signal.state, b"db1/disk" in bytes(signal.body)) == ("done", True)
    assert "held by the maintenance window “Updates” until" in signal.outcome
    assert "14:00 (Europe/Berlin)" in signal.outcome
    assert signal.rule_path == f"critical → high/high → open → held by window {held_by.pk}"

    assert release_held(END - timedelta(seconds=1)) == 0
    assert release_held(END + 5 * MINUTE) == 1
    incident = only_incident()
    assert (incident.reported_at, incident.created_at) == (END, END + 5 * MINUTE)
    assert incident.alerts.get().occurrences == 1
    signal.refresh_from_db()
    assert f"after the maintenance window “Updates”: {incident.number} opened" in signal.outcome
    assert signal.rule_path.endswith(f"window {held_by.pk} over → critical → high/high → open")
    assert release_held(END + HOUR) == 0


# id, what the window is, the second before or at which the trigger comes, is it held
@pytest.mark.parametrize(
    ("changes", "moment", "is_held"),
    [
        pytest.param({}, NOON - MINUTE, False, id="CH-13-before"),
        pytest.param({}, NOON, True, id="CH-13-at-the-beginning"),
        pytest.param({}, END, False, id="CH-13-at-the-end"),
        pytest.param({"service": "vpn"}, LATER, False, id="CH-13-other-service"),
        pytest.param({"service": None, "item": "DB1.example.org"}, LATER, True, id="CH-13-item"),
        pytest.param({"service": None, "item": "db2.example.org"}, LATER, False, id="CH-13-other-item"),
        pytest.param(
            {"begins_at": NOON - 7 * DAY, "ends_at": END - 7 * DAY, "repeats": "weekly"},
            LATER,
            True,
            id="CH-13-weekly",
        ),
        pytest.param(
            {"begins_at": NOON - 6 * DAY, "ends_at": END - 6 * DAY, "repeats": "weekly"},
            LATER,
            False,
            id="CH-13-weekly-other-day",
        ),
    ],
)
def test_ch_13_what_is_covered(events, window, cast, changes, moment, is_held):
    if changes.get("service"):
        changes = {**changes, "service": cast.services[changes["service"]]}
    window(**changes)
    events.event(now=moment)
    assert (HeldAlert.objects.exists(), Incident.objects.exists()) == (is_held, not is_held)


def test_ch_13_a_window_does_not_cover_what_depends_on_its_service(events, window, cast):
    cast.services["email"].upstream.add(cast.services["vpn"])
    window(service=cast.services["vpn"])
    events.event(now=LATER)
    assert only_incident().service == cast.services["email"]


def test_ch_13_a_resolve_takes_the_held_trigger_back(events, window):
    window()
    events.event(now=LATER)
    signal = events.event("resolve", now=LATER + MINUTE)
    assert "over before the maintenance window “Updates” was" in signal.outcome
    assert signal.rule_path.endswith("taken back")
    assert (HeldAlert.objects.count(), release_held(END)) == (0, 0)
    assert not Incident.objects.exists()


def test_ch_13_a_resolve_of_an_earlier_time_takes_nothing_back(alertmanager, window):
    window()
    alertmanager.alerts(alert(start=LATER), now=LATER)
    early = alert(status="resolved", start=NOON - HOUR, end=NOON - 30 * MINUTE)
    alertmanager.alerts(early, now=LATER + MINUTE)
    assert release_held(END) == 1
    assert only_incident().detected_at == LATER


def test_ch_13_repeats_and_a_new_trigger_after_a_resolve(events, window):
    window()
    for minute, action in enumerate(["trigger", "trigger", "resolve", "trigger", "trigger"]):
        events.event(action, now=LATER + minute * MINUTE, **({"summary": "Newest"} if minute == 4 else {}))
    assert release_held(END) == 1
    assert (only_incident().title, events.alert.occurrences) == ("Newest", 2)


def test_ch_13_of_a_group_only_what_is_covered_is_held(alertmanager, window):
    window(service=None, item="db1:9100")
    signal = alertmanager.alerts(
        alert(fingerprint="one"), alert(fingerprint="two", instance="db2:9100"), now=LATER
    )
    assert only_incident().alerts.get().dedup_key == "two"
    assert "one: held by" in signal.outcome


def test_ch_13_what_opens_nothing_is_not_held(events, window):
    window()
    events.event(now=LATER, severity="info")
    assert not HeldAlert.objects.exists()


def test_ch_13_a_signal_that_was_late_opens_at_once_when_the_window_is_over(events, window):
    window()
    events.receive(event(events.key), now=LATER)
    sweep_signals(END)
    assert only_incident().reported_at == LATER


def test_ch_13_a_replay_counts_nothing_twice(events, window, cast):
    window()
    signal = events.event(now=LATER)
    replay(signal, by=cast.system, now=LATER + MINUTE)
    sweep_signals(LATER + MINUTE)
    assert release_held(END) == 1
    assert (only_incident().alerts.get().occurrences, events.alert.occurrences) == (1, 1)


class TestIncidentsThatAreThere:
    """What was open before goes on; what was finished is taken up again only afterwards."""

    def test_ch_13_a_repeat_counts_and_a_resolve_resolves(self, events, window):
        window()
        events.event(now=NOON - MINUTE)
        events.event(now=LATER)
        assert (only_incident().alerts.get().occurrences, HeldAlert.objects.count()) == (2, 0)
        events.event("resolve", now=LATER)
        assert only_incident().state == State.RESOLVED

    def test_ch_13_it_is_reopened_at_the_end(self, events, window):
        window()
        events.event(now=NOON - 2 * MINUTE)
        events.event("resolve", now=NOON - MINUTE)
        events.event(now=LATER)
        assert only_incident().state == State.RESOLVED
        release_held(END)
        assert (only_incident().state, events.alert.status) == (State.IN_PROGRESS, "firing")

    def test_ch_13_one_that_follows_is_opened_at_the_end_and_linked(self, events, window):
        window()
        events.event(now=NOON - 3 * HOUR)
        events.event("resolve", now=NOON - 3 * HOUR)
        events.event(now=LATER)
        events.event(now=LATER + MINUTE)
        release_held(END)
        assert Link.objects.get().kind == LinkKind.RECURRENCE
        assert events.alert.occurrences == 2


class TestSeveralWindows:
    """Overlaps, and windows that are not what they were planned to be."""

    def test_ch_13_of_two_the_last_to_end_holds(self, events, window):
        window()
        window(name="Longer", begins_at=NOON + 5 * MINUTE, ends_at=END + HOUR)
        signal = events.event(now=LATER)
        assert "“Longer”" in signal.outcome
        assert (release_held(END), release_held(END + HOUR)) == (0, 1)

    def test_ch_13_one_that_begins_meanwhile_takes_over(self, events, window, cast):
        window()
        signal = events.event(now=LATER)
        events.event(now=LATER + MINUTE)
        window(name="Next", begins_at=END, ends_at=END + HOUR)
        assert release_held(END) == 1
        assert not Incident.objects.exists()
        signal.refresh_from_db()
        assert HeldAlert.objects.get().window.name == "Next"
        assert (release_held(END + 30 * MINUTE), release_held(END + HOUR)) == (0, 1)
        assert events.alert.occurrences == 2

    @pytest.mark.parametrize("act", [end_window, cancel_window], ids=["CH-13-ended-early", "CH-13-cancelled"])
    def test_it_is_looked_at_again_at_once(self, events, window, cast, act):
        planned = window()
        events.event(now=LATER)
        act(planned, by=cast.actor("adam"), now=LATER + MINUTE, why="Done")
        assert release_held(LATER + MINUTE) == 1
        assert only_incident().reported_at == LATER + MINUTE
        events.event(now=LATER + 2 * MINUTE, dedup_key="db2/disk")
        assert Incident.objects.count() == 2

    def test_ch_13_one_that_repeats_comes_again_after_it_was_ended_early(self, events, window, cast):
        planned = window(repeats="daily")
        end_window(planned, by=cast.actor("adam"), now=LATER, why="Done")
        events.event(now=LATER + DAY)
        assert HeldAlert.objects.get().held_until == END + DAY

    def test_ch_13_moved_so_that_it_covers_no_more(self, events, window, cast):
        planned = window()
        events.event(now=LATER)
        change_window(planned, {"ends_at": END + HOUR}, by=cast.actor("ines"), now=LATER, why="Longer")
        assert release_held(LATER) == 1
        assert HeldAlert.objects.get().held_until == END + HOUR
        change_window(
            planned, {"service": cast.services["vpn"]}, by=cast.actor("ines"), now=LATER, why="Wrong"
        )
        assert release_held(LATER) == 1
        assert only_incident()

    @pytest.mark.parametrize("act", [end_window, cancel_window])
    def test_ch_13_what_is_over_cannot_be_ended(self, window, cast, act):
        with pytest.raises(ValidationError) as refusal:
            act(window(), by=cast.actor("adam"), now=END, why="")
        assert refusal.value.code == "not_allowed_from_state"

    @pytest.mark.parametrize("name", ["agnes", "lena", "ruth", "monitor"])
    def test_ch_13_only_who_configures_or_manages_incidents(self, window, cast, name):
        with pytest.raises(PermissionDenied):
            end_window(window(), by=cast.actor(name), now=LATER)


class _Stop:
    """Lets the database refuse, as if the process were killed there."""

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("INSERT INTO") and '"incidents_entry"' in sql:
            raise OperationalError("killed")
        return execute(sql, params, many, context)


def test_ch_13_a_sweep_that_dies_leaves_everything_held(events, window):
    window()
    events.event(now=LATER)
    with connection.execute_wrapper(_Stop()):
        assert release_held(END) == 0
    assert (HeldAlert.objects.count(), Incident.objects.count()) == (1, 0)
    assert release_held(END) == 1


@pytest.mark.parametrize("sweep", [sweep_due, lambda: call_command("tick")], ids=["task", "command"])
def test_ch_13_the_task_and_the_command_do_it(events, window, sweep, capsys):
    window()
    events.event(now=LATER)
    sweep()
    assert only_incident()


def test_ch_13_what_holding_costs(events, window, django_assert_max_num_queries):
    for minute in range(8):
        window(name=f"Another {minute}", service=None, item=f"db{minute + 2}", repeats="daily")
    window()
    signal = events.receive(event(events.key), now=LATER)
    with django_assert_max_num_queries(18):
        sweep_signals(LATER)
    signal.refresh_from_db()
    assert "held by" in signal.outcome
    with django_assert_max_num_queries(1):
        assert release_held(LATER) == 0
