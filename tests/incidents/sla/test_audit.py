"""The self-audit: nothing differs whatever was done, and what was tampered with is found and named (SLA-20)."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.notices.models import Notice
from incidents.records.models import Incident
from incidents.sla.audit_models import AuditRun
from incidents.sla.models import Clock, ClockSegment
from incidents.sla.operations.auditing import audit_clocks, sweep_audit
from tests.accounts.admin_client import signed_in
from tests.builders import MINUTE, NOON, held, resolved, started
from tests.incidents.sla.lives import add_inner_policies, walk

NIGHT = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)


def differences():
    """Return what an audit finds, without the values."""
    run = audit_clocks(now=NIGHT)
    return {(told["incident"], told["clock"], told["field"], told["source"]) for told in run.differences}


@pytest.mark.parametrize("seed", range(6))
def test_whatever_was_done_history_and_ledger_agree(cast, seed):
    add_inner_policies()
    for number in range(3):
        walk(cast, seed * 100 + number)
    run = audit_clocks(now=NIGHT)
    assert run.differences == []
    assert run.clocks_checked >= 8


@pytest.fixture
def incident(cast):
    """An incident that was held and has a running clock again, beside one that is finished."""
    resolved(cast)
    return held(cast)


def test_a_clean_run_is_kept_and_tells_nobody(cast, incident):
    run = audit_clocks(now=NIGHT)
    assert (run.difference_count, run.incidents_checked, run.finished_at) == (0, 2, NIGHT)
    assert not Notice.objects.filter(event__kind="sla.clocks_differ").exists()


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("elapsed_seconds", 7, "elapsed_seconds"),
        ("paused_seconds", 7, "paused_seconds"),
        ("due_at", NOON, "due_at"),
        ("breach_at", NOON, "breach_at"),
        ("warn_at", NOON, "warn_at"),
        ("next_at", NOON, "next_at"),
        ("target_seconds", 60, "target_seconds"),
        ("turned_at", NOON - MINUTE, "turned_at"),
    ],
)
def test_a_tampered_column_is_found_and_named(cast, field, value, named):
    incident = started(cast)
    Clock.objects.filter(incident=incident, kind="resolution").update(**{field: value})
    assert differences() == {(incident.number, "resolution", named, "ledger")}


def test_a_tampered_due_time_of_the_incident_is_found(cast):
    incident = started(cast)
    Incident.objects.filter(pk=incident.pk).update(next_due_at=NOON)
    assert differences() == {(incident.number, "", "next_due_at", "ledger")}


def test_a_breach_that_never_was_is_found(cast):
    incident = started(cast)
    Clock.objects.filter(incident=incident, kind="resolution").update(breached_at=NOON)
    assert differences() == {(incident.number, "resolution", "breached_at", "history")}


def test_a_tampered_segment_is_found_and_named(cast, incident):
    lines = ClockSegment.objects.filter(clock__incident=incident, clock__kind="resolution")
    lines.filter(number=0).update(ended_at=NOON + 2 * MINUTE)
    found = differences()
    assert (incident.number, "resolution", "segment 0", "history") in found
    assert (incident.number, "resolution", "elapsed_seconds", "ledger") in found


@pytest.mark.parametrize("number", [0, 1])
def test_a_deleted_segment_is_found_and_named(cast, incident, number):
    lines = ClockSegment.objects.filter(clock__incident=incident, clock__kind="resolution")
    lines.filter(number=number).delete()
    assert (incident.number, "resolution", f"segment {number}", "history") in differences()


def test_a_deleted_clock_is_found_and_named(cast, incident):
    Clock.objects.filter(incident=incident, kind="resolution").delete()
    assert (incident.number, "resolution", "clock", "history") in differences()


def test_a_finished_clock_is_drawn_and_compared(cast):
    incident = resolved(cast)
    Clock.objects.filter(incident=incident, kind="response").update(elapsed_seconds=7)
    assert differences() == {(incident.number, "response", "elapsed_seconds", "ledger")}
    assert audit_clocks(now=NIGHT, sample=0).difference_count == 0


def test_differences_are_told_once_to_who_configures(cast, incident):
    Clock.objects.filter(incident=incident).update(elapsed_seconds=7, paused_seconds=9)
    audit_clocks(now=NIGHT)
    told = Notice.objects.filter(event__kind="sla.clocks_differ")
    assert [notice.recipient for notice in told] == [cast.adam]
    assert incident.number in told[0].body
    page = signed_in(cast.adam).get(told[0].path)
    assert incident.number in page.content.decode()


def test_a_night_has_one_audit(cast, incident):
    assert sweep_audit(now=NIGHT)
    assert not sweep_audit(now=NIGHT + MINUTE)
    assert AuditRun.objects.count() == 1
    assert sweep_audit(now=NIGHT + timedelta(days=1))
    assert AuditRun.objects.count() == 2


def test_the_evening_is_no_night(cast):
    assert not sweep_audit(now=datetime(2026, 3, 10, 1, 0, tzinfo=UTC))


def test_an_audit_left_behind_goes_on(cast, incident):
    AuditRun.objects.create(
        night=NIGHT.date(), began_at=NIGHT, sample=5, claimed_until=NIGHT + MINUTE, incidents_checked=0
    )
    assert not sweep_audit(now=NIGHT)
    assert sweep_audit(now=NIGHT + 2 * MINUTE)
    assert AuditRun.objects.get().finished_at == NIGHT + 2 * MINUTE


def test_the_command_prints_what_differs_and_says_so_by_its_status(cast, incident):
    call_command("audit_sla", stdout=StringIO())
    Clock.objects.filter(incident=incident, kind="resolution").update(paused_seconds=9)
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("audit_sla", sample=3, stdout=out)
    assert end.value.code == 1
    assert "paused_seconds" in out.getvalue()
    assert incident.number in out.getvalue()


def test_many_incidents_cost_no_more_questions(cast, django_assert_max_num_queries):
    for number in range(8):
        held(cast, title=f"Number {number}")
    with django_assert_max_num_queries(60):
        run = audit_clocks(now=NIGHT)
    assert run.clocks_checked == 16
