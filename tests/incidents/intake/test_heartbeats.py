"""Heartbeats: pings, silence, and what follows from either (CH-14)."""

from datetime import timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.intake.heartbeats.models import BODY_LENGTH, Heartbeat
from incidents.intake.heartbeats.operations.keeping import (
    bring_back,
    change_address,
    pause,
    resume,
    retire,
    save_heartbeat,
)
from incidents.intake.heartbeats.operations.pinging import sweep_heartbeats, take_ping
from incidents.intake.heartbeats.rules import ping_of
from incidents.intake.models import Alert, Integration, Signal
from incidents.intake.operations.receiving import replay
from incidents.intake.operations.sweeping import sweep_signals
from incidents.records.choices import DetectedBy, State
from incidents.records.models import Incident
from tests.accounts.admin_client import address, form_values, signed_in
from tests.builders import MINUTE, NOON
from tests.incidents.intake.conftest import only_incident, work


def make(cast, **values) -> Heartbeat:
    """Make a heartbeat that reports each hour, with ten minutes of grace."""
    row = Heartbeat(name=values.pop("name", "Nightly backup"), service=cast.services["vpn"], **values)
    return save_heartbeat(row, by=cast.actor("adam"), now=NOON, why="for tests")


def at(minutes: float):
    return NOON + minutes * MINUTE


def play(row: Heartbeat, steps: str) -> Heartbeat:
    """Play words such as “0 ok 5 start 70 sweep”: what happens at which minute."""
    words = steps.split()
    for minute, word in zip(words[::2], words[1::2], strict=True):
        now = at(float(minute))
        if word != "sweep":
            assert take_ping(row.key, ping_of("" if word == "ok" else word), "", now=now)
        sweep_heartbeats(now)
        sweep_signals(now)
    row.refresh_from_db()
    return row


# id, settings, what happens, how it stands a minute later, why it is down, states of the incidents
COURSES = [
    ("CH-14-never-heard", {}, "999 sweep", "new", "", []),
    ("CH-14-in-time", {}, "0 ok 59 ok 118 ok", "up", "", []),
    ("CH-14-late-within-grace", {}, "0 ok 65 sweep", "late", "", []),
    ("CH-14-missing", {}, "0 ok 70 sweep", "down", "missing", ["new"]),
    ("CH-14-missing-once", {}, "0 ok 70 sweep 75 sweep 500 sweep", "down", "missing", ["new"]),
    ("CH-14-next-ping-clears", {}, "0 ok 70 sweep 80 ok", "up", "", ["resolved"]),
    ("CH-14-late-ping-without-a-sweep", {}, "0 ok 300 ok", "up", "", ["resolved"]),
    ("CH-14-again-reopens", {}, "0 ok 70 sweep 80 ok 150 sweep", "down", "missing", ["in_progress"]),
    ("CH-14-fail", {}, "0 fail", "down", "failed", ["new"]),
    ("CH-14-fail-twice-counts", {}, "0 fail 1 fail", "down", "failed", ["new"]),
    ("CH-14-exit-code", {}, "0 3", "down", "failed", ["new"]),
    ("CH-14-exit-code-255", {}, "0 255", "down", "failed", ["new"]),
    ("CH-14-exit-code-zero", {}, "0 fail 1 0", "up", "", ["resolved"]),
    ("CH-14-fail-while-missing", {}, "0 ok 70 sweep 71 fail", "down", "failed", ["new"]),
    ("CH-14-start-clears-nothing", {}, "0 fail 1 start", "down", "failed", ["new"]),
    ("CH-14-start-alone-is-late", {}, "0 start 70 sweep", "down", "overrun", ["new"]),
    ("CH-14-limit", {"limit_minutes": 5}, "0 ok 10 start 15 sweep", "down", "overrun", ["new"]),
    ("CH-14-limit-kept", {"limit_minutes": 5}, "0 ok 10 start 14 ok", "up", "", []),
    ("CH-14-limit-longer-than-period", {"limit_minutes": 90}, "0 ok 60 start 149 ok", "up", "", []),
    (
        "CH-14-restarts-do-not-push-the-deadline",
        {"limit_minutes": 5},
        "0 start 2 start 4 start 5 sweep",
        "down",
        "overrun",
        ["new"],
    ),
    ("CH-14-severity-that-opens-nothing", {"severity": "info"}, "0 fail", "down", "failed", []),
]


@pytest.mark.parametrize(
    ("settings", "steps", "standing", "reason", "states"),
    [row[1:] for row in COURSES],
    ids=[row[0] for row in COURSES],
)
def test_the_course_of_a_heartbeat(cast, settings, steps, standing, reason, states):
    row = play(make(cast, **settings), steps)
    last = float(steps.split()[-2])
    assert (row.standing(at(last + 1)), row.down_reason) == (standing, reason)
    assert [incident.state for incident in Incident.objects.order_by("id")] == states
    assert not Signal.objects.exclude(state="done").exists()


class TestWhatFollows:
    """The incident of a heartbeat, as of any other monitor."""

    def test_the_incident_says_what_is_missing_since_when(self, cast):
        row = play(make(cast), "0 ok 200 sweep")
        incident, alert = only_incident(), Alert.objects.get()
        assert incident.title == "“Nightly backup” has not reported in time"
        assert incident.detected_at == at(70)
        assert (incident.service, incident.detected_by) == (cast.services["vpn"], DetectedBy.MONITORING)
        assert (alert.dedup_key, alert.severity, alert.occurrences) == (f"heartbeat-{row.pk}", "error", 1)
        assert (row.down_since, row.next_at) == (at(70), None)

    def test_what_the_job_wrote_is_in_the_description(self, cast):
        row = make(cast)
        take_ping(row.key, ping_of("2"), "disk full\n```", now=NOON)
        sweep_signals(NOON)
        assert only_incident().title == "“Nightly backup” failed with exit code 2"
        assert "disk full\n```" in only_incident().description

    def test_start_measures_the_run(self, cast):
        row = play(make(cast), "0 start 7 ok")
        assert (row.last_seconds, row.started_at) == (420, None)

    def test_an_owned_incident_stays_open_when_it_is_heard_again(self, cast):
        row = play(make(cast), "0 ok 70 sweep")
        Incident.objects.update(assignee=cast.rafael, team=cast.teams["network"], state=State.ASSIGNED)
        play(row, "80 ok")
        assert only_incident().state == State.ASSIGNED
        assert only_incident().monitor_cleared_at == at(80)

    def test_two_heartbeats_share_one_integration_and_no_incident(self, cast):
        play(make(cast), "0 fail")
        play(make(cast, name="Other"), "0 fail")
        assert Incident.objects.count() == 2
        assert Integration.objects.get().kind == "heartbeat"

    def test_replaying_opens_nothing_twice(self, cast):
        play(make(cast), "0 fail")
        assert replay(Signal.objects.get(), by=cast.system, now=at(5), why="again")
        sweep_signals(at(5))
        assert (Incident.objects.count(), Alert.objects.get().occurrences) == (1, 1)


class TestPausing:
    """Paused heartbeats."""

    def test_nothing_opens_while_it_is_paused_and_the_silence_does_not_count(self, cast):
        row = play(make(cast), "0 ok")
        row = pause(row, by=cast.actor("adam"), now=at(5))
        row = play(row, "300 sweep 301 fail")
        assert (row.standing(at(302)), row.last_kind, row.next_at) == ("paused", "fail", None)
        row = resume(row, by=cast.actor("adam"), now=at(400))
        assert row.next_at == at(470)
        assert play(row, "469 sweep").standing(at(469)) == "late"
        assert play(row, "470 sweep").down_reason == "missing"

    def test_one_that_was_never_heard_is_new_again(self, cast):
        row = pause(make(cast), by=cast.actor("adam"), now=NOON)
        assert resume(row, by=cast.actor("adam"), now=at(9)).standing(at(999)) == "new"

    def test_a_retired_one_hears_nothing_until_it_is_brought_back(self, cast):
        row = retire(play(make(cast), "0 ok"), by=cast.actor("adam"), now=at(5))
        assert not take_ping(row.key, ping_of("fail"), "", now=at(6))
        assert sweep_heartbeats(at(300)) == 0
        assert (row.standing(at(300)), row.next_at, Signal.objects.count()) == ("retired", None, 0)
        row = bring_back(row, by=cast.actor("adam"), now=at(400))
        assert row.next_at == at(470)
        assert play(row, "410 ok").standing(at(411)) == "up"

    def test_retired_while_paused_it_comes_back_paused(self, cast):
        by = cast.actor("adam")
        row = retire(pause(play(make(cast), "0 ok"), by=by, now=at(5)), by=by, now=at(6))
        assert resume(row, by=by, now=at(7)).next_at is None
        row = bring_back(pause(row, by=by, now=at(8)), by=by, now=at(9))
        assert (row.standing(at(999)), row.next_at) == ("paused", None)

    def test_a_ping_ends_what_was_open_before_the_pause(self, cast):
        row = pause(play(make(cast), "0 fail"), by=cast.actor("adam"), now=at(1))
        play(row, "2 ok")
        assert only_incident().state == State.RESOLVED

    def test_a_change_of_rhythm_moves_the_deadline(self, cast):
        row = play(make(cast), "0 ok")
        row.period_minutes = 5
        assert save_heartbeat(row, by=cast.actor("adam"), now=at(1)).next_at == at(15)

    def test_saving_overwrites_no_ping(self, cast):
        stale = make(cast)
        play(Heartbeat.objects.get(), "0 ok 3 fail")
        stale.grace_minutes = 20
        save_heartbeat(stale, by=cast.actor("adam"), now=at(4))
        row = Heartbeat.objects.get()
        assert (row.grace_minutes, row.down_reason, row.last_kind) == (20, "failed", "fail")

    @pytest.mark.parametrize("operation", [save_heartbeat, pause, resume, retire, bring_back, change_address])
    def test_only_who_configures_may(self, cast, operation):
        with pytest.raises(PermissionDenied):
            operation(make(cast), by=cast.actor("agnes"), now=NOON)

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"period_minutes": 0}, "period_minutes"),
            ({"grace_minutes": 600_000}, "grace_minutes"),
            ({"limit_minutes": 0}, "limit_minutes"),
            ({"name": " "}, "name"),
            ({"name": "Nightly backup"}, "name"),
            ({"severity": "fatal"}, "severity"),
        ],
        ids=["period", "grace", "limit", "blank", "twice", "severity"],
    )
    def test_bad_values_name_their_field(self, cast, values, field):
        make(cast)
        with pytest.raises(ValidationError) as refusal:
            make(cast, **{"name": "Other", **values})
        assert field in refusal.value.message_dict

    def test_the_database_lets_no_paused_one_be_due(self, cast):
        row = make(cast)
        with pytest.raises(IntegrityError), transaction.atomic():
            Heartbeat.objects.filter(pk=row.pk).update(paused_at=NOON, next_at=NOON)


class TestTheDoor:
    """What a job meets."""

    @pytest.mark.parametrize("method", ["get", "head", "post"])
    @pytest.mark.parametrize(
        ("word", "kind"),
        [
            ("", "success"),
            ("/", "success"),
            ("/start", "start"),
            ("/fail/", "fail"),
            ("/0", "success"),
            ("/17", "fail"),
        ],
    )
    def test_every_way_to_say_it(self, cast, method, word, kind):
        row = make(cast)
        answer = getattr(Client(enforce_csrf_checks=True), method)(f"/ping/{row.key}{word}")
        row.refresh_from_db()
        assert (answer.status_code, row.last_kind) == (202, kind)
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert (answer["Cache-Control"], answer.cookies.output()) == ("no-store", "")

    def test_the_text_of_a_post_is_kept_up_to_a_limit(self, cast):
        row = make(cast)
        Client().post(f"/ping/{row.key}/", b"a\x00\xff" + b"x" * 600_000, content_type="text/plain")
        row.refresh_from_db()
        assert row.last_body == "a\ufffd\ufffd" + "x" * (BODY_LENGTH - 3)

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("7d0c4a52-3f0e-4a7c-9d0b-5b8f0c1d2e3f/", 404),
            ("x", 404),
            ("%D0%BA/", 404),
            ("0" * 32, 404),
            ("{KEY}x/", 404),
            ("{KEY}/stop", 400),
            ("{KEY}/256", 400),
            ("{KEY}/-1", 400),
            ("{KEY}/1e1", 400),
            ("{KEY}/%D9%A3", 400),
            ("{KEY}/0x1", 400),
            ("{KEY}/START", 400),
            ("{KEY}/" + "9" * 5000, 400),
        ],
    )
    def test_hostile_addresses_change_nothing(self, cast, path, status):
        row = make(cast)
        answer = Client().get(f"/ping/{path.replace('{KEY}', str(row.key))}")
        row.refresh_from_db()
        assert (answer.status_code, row.last_ping_at) == (status, None)
        assert answer["Content-Type"].startswith("text/plain")

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_other_methods_are_refused(self, cast, method):
        assert getattr(Client(), method)(f"/ping/{make(cast).key}/").status_code == 405

    def test_guessing_is_throttled_and_the_right_address_still_works(self, cast):
        row = make(cast)
        for _guess in range(100):
            Client().get(f"/ping/{uuid4()}/")
        answer = Client().get(f"/ping/{uuid4()}/")
        assert (answer.status_code, answer["Retry-After"]) == (429, "900")
        assert Client().get(f"/ping/{row.key}/").status_code == 202

    @pytest.mark.parametrize("word", ["", "start"])
    def test_a_ping_costs_two_statements(self, cast, word):
        row = make(cast)
        with CaptureQueriesContext(
            connection,
        ) as made:
            Client().get(f"/ping/{row.key}/{word}")
        assert len([one for one in made if "incidents_heartbeat" in one["sql"]]) == 2
        assert len([one for one in made if "SAVEPOINT" not in one["sql"]]) == 2

    def test_the_sweep_looks_at_what_is_due_only(self, cast, django_assert_num_queries):
        for number in range(5):
            play(make(cast, name=f"Job {number}"), "0 ok")
        with django_assert_num_queries(3):
            assert sweep_heartbeats(at(1)) == 0

    def test_the_signal_is_worked_on(self, cast):
        row = make(cast)
        assert (
            Client().post(f"/ping/{row.key}/fail", b"no space", content_type="text/plain").status_code == 202
        )
        assert work() == 1
        assert "no space" in only_incident().description


class TestKeeping:
    """The command and the administration."""

    def test_the_command_prints_the_key_alone(self, cast):
        said = StringIO()
        call_command(
            "create_intake_key", "heartbeat", "--name=Backup", "--service=vpn", "--period=5", stdout=said
        )
        row = Heartbeat.objects.get(key=UUID(said.getvalue().strip()))
        assert (row.name, row.service, row.period_minutes) == ("Backup", cast.services["vpn"], 5)
        with pytest.raises(CommandError, match="already exists"):
            call_command("create_intake_key", "heartbeat", "--name=Backup", stdout=said)
        with pytest.raises(CommandError, match="period|greater"):
            call_command("create_intake_key", "heartbeat", "--name=B", "--period=0", stdout=said)

    def test_the_pages_show_how_each_stands_and_what_to_copy(self, cast, django_assert_max_num_queries):
        rows = [play(make(cast, name=f"Job {number}"), "0 fail") for number in range(4)]
        adam = signed_in(cast.adam)
        with django_assert_max_num_queries(12):
            page = adam.get(address(Heartbeat, "changelist")).content.decode()
        assert page.count("Down: Reported a failure") == 4
        page = adam.get(address(Heartbeat, "change", rows[0].pk)).content.decode()
        assert f"curl -fsS -m 10 --retry 3 -o /dev/null http://localhost:8000/ping/{rows[0].key}/" in page
        type(cast.audra).objects.filter(pk=cast.audra.pk).update(is_staff=True)
        for shown in (address(Heartbeat, "changelist"), address(Heartbeat, "change", rows[0].pk)):
            page = signed_in(cast.audra).get(shown)
            assert page.status_code == 200
            assert str(rows[0].key) not in page.content.decode()

    def test_steps_of_the_page(self, cast):
        adam, now = signed_in(cast.adam), {"reason": "Planned work"}
        values = {"name": "Job", "severity": "error", "period_minutes": 5, "grace_minutes": 0}
        assert adam.post(address(Heartbeat, "add"), values).status_code == 302
        row = Heartbeat.objects.get()
        key = row.key
        for step in ("pause", "new-address"):
            assert adam.post(address(Heartbeat, "step", row.pk, step), now).status_code == 302
        row.refresh_from_db()
        assert (row.paused_at is None, row.key == key) == (False, False)
        assert row.history.count() == 3
        assert adam.post(address(Heartbeat, "step", row.pk, "resume"), now).status_code == 302
        url = address(Heartbeat, "change", row.pk)
        assert adam.post(url, {**form_values(adam, url), "name": "Jobs", **now}).status_code == 302
        row.refresh_from_db()
        assert (row.paused_at, row.name) == (None, "Jobs")
        page = adam.get(url).content.decode()
        assert address(Heartbeat, "step", row.pk, "retire") in page and "deletelink" not in page
        assert adam.post(address(Heartbeat, "step", row.pk, "retire"), now).status_code == 302
        page = adam.get(url).content.decode()
        assert address(Heartbeat, "step", row.pk, "bring-back") in page and "deletelink" in page
        assert address(Heartbeat, "step", row.pk, "pause") not in page
        assert adam.post(address(Heartbeat, "step", row.pk, "bring-back"), now).status_code == 302
        kinds = adam.get(address(Integration, "add")).context["adminform"].form.fields["kind"].choices
        assert "heartbeat" not in dict(kinds)


def test_a_deadline_counts_before_the_sweep_has_come(cast):
    row = play(make(cast), "0 ok")
    assert row.standing(NOON + timedelta(minutes=70)) == "down"
