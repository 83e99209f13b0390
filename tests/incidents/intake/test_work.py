"""Between storing and working: crashes, faults, replays, several workers at once, and what a request costs."""

import json
import threading
from datetime import timedelta
from io import StringIO

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client

from accounts import clock
from accounts.notices.models import Event, Notice
from accounts.operations import retire
from incidents.intake.models import LEASE, Alert, Integration, Signal
from incidents.intake.operations.keys import rotate_key
from incidents.intake.operations.receiving import replay, store
from incidents.intake.operations.sweeping import sweep_signals
from incidents.intake.queries import alerts_of
from incidents.intake.representation import alert_out
from incidents.intake.rules import MAX_ATTEMPTS, delay_after
from incidents.intake.tasks import sweep
from incidents.records.choices import State
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON
from tests.cast import make_cast
from tests.incidents.intake.bodies import alert, event, group
from tests.incidents.intake.conftest import monitor, only_incident

HOUR = timedelta(hours=1)


class TestStored:
    """A1, A2: what was accepted is worked on, whatever happens in between."""

    def test_a_crash_between_storing_and_working_loses_nothing(self, events):
        assert events.send(event(events.key)).status_code == 202
        assert not Incident.objects.exists()
        sweep_signals(clock.now())
        assert only_incident().state == State.NEW

    def test_the_task_works_on_what_is_due(self, events):
        events.send(event(events.key))
        sweep()
        assert only_incident()

    def test_a_worker_that_died_gives_its_signal_back(self, events):
        signal = events.receive(event(events.key))
        Signal.objects.filter(pk=signal.pk).update(claimed_until=NOON + LEASE, attempts=1)
        assert sweep_signals(NOON + MINUTE) == 0
        assert sweep_signals(NOON + LEASE) == 1
        assert only_incident()

    def test_half_a_group_is_not_taken_in_twice(self, alertmanager):
        alertmanager.receive(group(alert(fingerprint="one"), alert(fingerprint="two")))
        stop = _Stop("two")
        with connection.execute_wrapper(stop):
            sweep_signals(NOON)
        signal = Signal.objects.get()
        assert (signal.state, signal.position, signal.attempts) == ("waiting", 1, 1)
        assert "OperationalError" in signal.outcome
        sweep_signals(NOON + MINUTE)
        assert {(alert.dedup_key, alert.occurrences) for alert in Alert.objects.all()} == {
            ("one", 1),
            ("two", 1),
        }

    def test_a_fault_delays_only_its_own_signal(self, alertmanager):
        alertmanager.receive(group(alert(fingerprint="bad")))
        alertmanager.receive(group(alert(fingerprint="good")))
        with connection.execute_wrapper(_Stop("bad")):
            assert sweep_signals(NOON) == 2
        assert only_incident().alerts.get().dedup_key == "good"

    def test_a_worker_told_to_stop_stops_and_holds_nothing(self, alertmanager):
        for name in ("long", "next"):
            alertmanager.receive(group(alert(fingerprint=name)))
        stop = _Stop("long", SoftTimeLimitExceeded())
        with connection.execute_wrapper(stop), pytest.raises(SoftTimeLimitExceeded):
            sweep_signals(NOON)
        assert set(Signal.objects.values_list("state", "claim")) == {("waiting", None)}
        assert sweep_signals(NOON + MINUTE) == 2

    def test_after_ten_attempts_it_is_parked_for_a_person(self, alertmanager, cast):
        signal = alertmanager.receive(group(alert(fingerprint="bad")))
        with connection.execute_wrapper(_Stop("bad")):
            for attempt in range(MAX_ATTEMPTS + 2):
                sweep_signals(NOON + attempt * 2 * HOUR)
        signal.refresh_from_db()
        assert (signal.state, signal.attempts) == ("failed", MAX_ATTEMPTS)
        assert replay(signal, by=cast.system, now=NOON + 100 * HOUR)
        sweep_signals(NOON + 100 * HOUR)
        assert only_incident()


class _Stop:
    """Lets the database refuse to store one key, as a full disk would."""

    def __init__(self, key, problem=None):
        self.key, self.problem = key, problem or OperationalError("disk full")

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("INSERT INTO") and '"incidents_alert"' in sql and self.key in params:
            raise self.problem
        return execute(sql, params, many, context)


class TestReplay:
    """CH-18: a replay does what was missing, and nothing twice."""

    def test_nothing_happens_twice(self, events, cast):
        signal = events.event()
        events.event("acknowledge", now=NOON + MINUTE)
        before = (Event.objects.count(), only_incident().entries.count(), events.alert.status)
        assert replay(signal, by=cast.system, now=NOON + HOUR)
        sweep_signals(NOON + HOUR)
        signal.refresh_from_db()
        assert signal.state == "done"
        assert (Event.objects.count(), only_incident().entries.count(), events.alert.status) == before
        assert events.alert.occurrences == 1

    def test_a_corrected_setting_takes_effect(self, events, cast):
        signal = events.event(severity="info")
        assert not Incident.objects.exists()
        events.set(info_opens="low/medium")
        replay(signal, by=cast.system, now=NOON + MINUTE)
        sweep_signals(NOON + MINUTE)
        assert only_incident().priority == 4

    def test_a_replay_does_not_reopen(self, events, cast):
        signal = events.event()
        events.event("resolve", now=NOON + MINUTE)
        replay(signal, by=cast.system, now=NOON + 2 * MINUTE)
        sweep_signals(NOON + 2 * MINUTE)
        assert only_incident().state == State.RESOLVED

    def test_what_waits_is_not_replayed(self, events, cast):
        assert not replay(events.receive(event(events.key)), by=cast.system, now=NOON)


def test_delays_grow_to_an_hour_and_are_spread():
    delays = [delay_after(attempts, 0.5).total_seconds() for attempts in range(1, MAX_ATTEMPTS + 1)]
    assert delays[:3] == [5, 10, 20]
    assert delays == sorted(delays)
    assert delay_after(30, 0.5) == HOUR
    assert delay_after(1, 0) < delay_after(1, 0.999)


class TestCost:
    """What taking a signal costs."""

    def test_an_accepted_event_takes_two_queries(self, events, django_assert_num_queries):
        with django_assert_num_queries(2):
            assert events.send(event(events.key)).status_code == 202

    def test_an_accepted_group_takes_two_queries(self, alertmanager, django_assert_num_queries):
        body = group(*(alert(fingerprint=f"f{number}") for number in range(100)))
        with django_assert_num_queries(2):
            assert alertmanager.send(body).status_code == 202

    @pytest.mark.parametrize("team", ["applications", "network"])
    def test_opening_costs_the_same_for_any_number_of_readers(
        self, events, cast, team, django_assert_max_num_queries
    ):
        # What is read once in a process has been read.
        events.event(dedup_key="earlier")
        events.set(team=cast.teams[team])
        with django_assert_max_num_queries(44):
            events.event()
        told = Notice.objects.filter(event__kind="incident.alert_fired")
        assert told.count() == cast.teams[team].members.count()

    def test_further_signals_cost_less(self, events, django_assert_max_num_queries):
        for number in range(5):
            events.receive(event(events.key, dedup_key=f"disk-{number}"))
        with django_assert_max_num_queries(5 * 36):
            sweep_signals(NOON)

    def test_the_alerts_of_an_incident_take_one_query(self, events, django_assert_num_queries):
        events.event()
        incident = only_incident()
        with django_assert_num_queries(1):
            rows = [alert_out(found) for found in alerts_of(incident)]
        assert [row["dedup_key"] for row in rows] == ["db1/disk"]


@pytest.mark.parametrize("path", ["events", "alertmanager"])
def test_a8_a_database_that_is_away_is_an_honest_503(path, events, alertmanager):
    sender = events if path == "events" else alertmanager
    body = event(sender.key) if path == "events" else group(alert())

    def refuse(execute, sql, params, many, context):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        answer = sender.send(body)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_headers_are_kept_without_secrets(events):
    events.send(
        event(events.key), headers={"Authorization": "Bearer secret", "X-Trace": "a\x1bb", "Cookie": "a=b"}
    )
    headers = Signal.objects.get().headers
    assert headers["X-Trace"] == "a\ufffdb"
    assert not {"Authorization", "Cookie"} & set(headers)


class TestKeys:
    """Keys are shown once and kept as digests."""

    def test_the_command_prints_the_key_alone(self, cast):
        out = StringIO()
        call_command("create_intake_key", "events", "--name", "Nagios", "--service", "vpn", stdout=out)
        key = out.getvalue().strip()
        assert len(key) == 32
        integration = Integration.objects.get(name="Nagios")
        assert (integration.service, integration.account) == (cast.services["vpn"], cast.monitor)
        assert integration.history.get().actor_name == "Evenkeel"
        assert key not in str(Integration.objects.values()) + str(integration.history.values())
        assert Client().post("/v2/enqueue", event(key), content_type="application/json").status_code == 202

    @pytest.mark.django_db
    def test_on_an_empty_installation_the_account_is_made(self):
        call_command("create_intake_key", "alertmanager", "--name", "Prometheus", stdout=StringIO())
        account = Integration.objects.get().account
        assert (account.username, account.kind, account.has_usable_password()) == (
            "monitor",
            "service",
            False,
        )
        call_command("create_intake_key", "events", "--name", "Nagios", stdout=StringIO())
        assert {integration.account for integration in Integration.objects.all()} == {account}

    @pytest.mark.parametrize(
        "words",
        [
            ["odd", "--name", "x"],
            ["events", "--name", "Monitor events"],
            ["events", "--name", "x", "--service", "no"],
        ],
    )
    def test_the_command_says_what_is_wrong(self, events, words):
        with pytest.raises(CommandError):
            call_command("create_intake_key", *words, stdout=StringIO())

    def test_a_new_key_replaces_the_old_one(self, events, cast):
        key = rotate_key(events.integration, by=cast.system)
        assert events.send(event(events.key)).status_code == 400
        assert events.send(event(key)).status_code == 202

    def test_a_retired_integration_takes_nothing(self, events, cast):
        retire(events.integration, by=cast.system, now=NOON, why="replaced")
        assert events.send(event(events.key)).status_code == 400


def together(count, step):
    """Run a step in several threads that start at the same moment; return what went wrong."""
    barrier, problems = threading.Barrier(count), []

    def run(number):
        try:
            barrier.wait()
            step(number)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


@pytest.mark.django_db(transaction=True)
class TestTogether:
    """A3: calls and workers at the same moment."""

    @pytest.mark.parametrize("round_", range(3))
    def test_equal_events_make_one_incident(self, round_):
        sender = monitor(make_cast(), "events")
        answers = []
        assert together(6, lambda _n: answers.append(sender.send(event(sender.key)).status_code)) == []
        assert answers == [202] * 6
        assert together(4, lambda _n: sweep_signals(clock.now())) == []
        assert sweep_signals(clock.now() + HOUR) == 0
        assert only_incident().state == State.NEW
        assert Alert.objects.get().occurrences == 6

    @pytest.mark.parametrize(
        ("count", "severity"), [(20, "critical"), pytest.param(1000, "info", marks=pytest.mark.slow)]
    )
    def test_four_senders_of_one_large_group(self, count, severity):
        sender = monitor(make_cast(), "alertmanager")
        found = [alert(fingerprint=f"f{number}", severity=severity) for number in range(count)]
        body = json.dumps(group(*({**one, "annotations": {}} for one in found))).encode()
        answers = []
        assert together(4, lambda _n: answers.append(sender.send(body).status_code)) == []
        assert answers == [202] * 4
        assert together(4, lambda _n: sweep_signals(clock.now())) == []
        sweep_signals(clock.now() + HOUR)
        assert set(Signal.objects.values_list("state", "position")) == {("done", count)}
        assert list(Alert.objects.values_list("occurrences", flat=True)) == [4] * count
        assert Incident.objects.count() == (count if severity == "critical" else 0)

    def test_every_worker_takes_its_own(self):
        sender = monitor(make_cast(), "alertmanager")
        for number in range(12):
            store(sender.integration, _group_of(number), {}, now=NOON)
        assert together(4, lambda _n: sweep_signals(NOON)) == []
        assert Incident.objects.count() == 12
        assert set(Signal.objects.values_list("state", "attempts")) == {("done", 1)}

    def test_m27_trigger_and_resolve_at_once_end_as_in_order(self):
        sender = monitor(make_cast(), "events")
        for action in ("trigger", "resolve", "trigger", "resolve"):
            sender.receive(event(sender.key, action))
        assert together(4, lambda _n: sweep_signals(NOON, limit=1)) == []
        sweep_signals(NOON + HOUR)
        assert set(Signal.objects.values_list("state", flat=True)) == {"done"}
        assert Alert.objects.get(is_current=True).status == "resolved"


def _group_of(number):
    return json.dumps(group(alert(fingerprint=f"f{number}"))).encode()
