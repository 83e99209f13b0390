"""The clocks beside the resolution clock, and what stops, pauses and moves them; all instants in UTC."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.history import save_as
from incidents.catalogue.models import HoldReason
from incidents.lifecycle.operations import moving, talking
from incidents.lifecycle.operations.moving import resume_due
from incidents.records.choices import EntryKind
from incidents.records.operations.relating import watch
from incidents.sla.models import Clock
from tests.incidents.sla.builders import Tale, make_calendar, make_policy, steps_of, utc
from tests.incidents.sla.calendars_cast import ALWAYS, BER, NYC

MINUTE = 60


def lines(row):
    return list(row.segments.values_list("kind", "cause"))


@pytest.fixture
def office(cast):
    return make_calendar("ber", BER)


@pytest.fixture
def promised(cast, office):
    """Response 60, next update 60, resolution 480 minutes of office time."""
    make_policy("case", office, {"response": 60, "update": 60, "resolution": 480})
    return cast


RESPONSES = {
    "either-answer": ("either", "answer", "answered"),
    "either-start": ("either", "start", "acknowledged"),
    "answer-answer": ("answer", "answer", "answered"),
    "answer-start": ("answer", "start", None),
    "acknowledgement-answer": ("acknowledgement", "answer", None),
    "acknowledgement-start": ("acknowledgement", "start", "acknowledged"),
    "either-note": ("either", "note", None),
    "either-requester": ("either", "requester", None),
    "either-triage": ("either", "triage", None),
}
ACTS = {
    "answer": lambda tale, at: tale.say(at, by="agnes"),
    "note": lambda tale, at: tale.say(at, by="agnes", is_public=False),
    "requester": lambda tale, at: tale.say(at),
    "triage": lambda tale, at: tale.triage(at),
    "start": lambda tale, at: tale.work(at),
}


@pytest.mark.parametrize(("stops_on", "act", "cause"), RESPONSES.values(), ids=RESPONSES)
def test_what_counts_as_a_response(cast, office, stops_on, act, cause):
    make_policy("case", office, {"response": 60}, stops_on=stops_on)
    tale = ACTS[act](Tale(cast, "2026-01-13 09:00"), "2026-01-13 09:20")
    row = tale.clock("response")
    assert row.state == ("stopped" if cause else "running")
    if cause:
        assert (lines(row)[-1], row.elapsed_seconds) == (("stopped", cause), 20 * MINUTE)


def test_the_requesters_own_work_is_no_response(promised):
    """Whoever reports an incident and takes it up has not been answered by anybody; a colleague's word counts."""
    tale = Tale(promised, "2026-01-13 09:00", requester=promised.agnes)
    tale.triage("2026-01-13 09:05", team="service-desk").start("2026-01-13 09:10", by="agnes")
    assert tale.incident.acknowledged_at == utc("2026-01-13 09:10")
    tale.say("2026-01-13 09:15", by="agnes").prioritise("2026-01-13 09:16", 2)
    assert tale.clock("response").state == "running"
    with pytest.raises(ValidationError) as refusal:
        tale.hold("2026-01-13 09:17", by="agnes")
    assert refusal.value.error_dict["reason"][0].code == "guard_failed"
    tale.say("2026-01-13 09:20", by="aaron")
    assert lines(tale.clock("response"))[-1] == ("stopped", "answered")
    assert tale.clock("response").elapsed_seconds == 20 * MINUTE


def test_what_the_product_does_is_no_response(promised):
    tale = Tale(promised, "2026-01-13 09:00")
    moving.triage(
        tale.incident,
        category=promised.categories["network"],
        service=promised.services["vpn"],
        impact="medium",
        urgency="medium",
        team=promised.teams["network"],
        by=promised.system,
        now=utc("2026-01-13 09:10"),
    )
    talking.comment(
        tale.incident, EntryKind.PUBLIC, "We got it.", by=promised.system, now=utc("2026-01-13 09:11")
    )
    assert tale.clock("response").state == "running"


def test_no_hold_before_the_first_response(cast, office):
    make_policy("case", office, {"response": 60, "resolution": 480}, stops_on="answer")
    tale = Tale(cast, "2026-01-13 09:00").work("2026-01-13 09:10")
    with pytest.raises(ValidationError) as refusal:
        tale.hold("2026-01-13 09:20", "agreed_date", until=utc("2026-01-14 09:00"))
    assert set(refusal.value.error_dict) == {"reason"}
    tale.incident.refresh_from_db()
    assert (tale.incident.state, tale.clock("response").state) == ("in_progress", "running")
    # The question that is sent with the hold is the first answer.
    tale.hold("2026-01-13 09:20")
    assert (tale.clock("response").state, tale.clock().state) == ("stopped", "paused")


def test_the_next_update_is_owed_since_the_oldest_unanswered_message(promised):
    tale = Tale(promised, "2026-01-13 09:00").say("2026-01-13 09:10")
    assert not Clock.objects.filter(kind="update").exists()
    tale.say("2026-01-13 09:20").work("2026-01-13 09:30")
    row = tale.clock("update")
    assert (row.started_at, row.due_at) == (utc("2026-01-13 09:10"), utc("2026-01-13 10:10"))
    tale.say("2026-01-13 09:40").say("2026-01-13 09:45", by="agnes", is_public=False)
    assert tale.clock("update").due_at == utc("2026-01-13 10:10")
    tale.say("2026-01-13 10:00", by="agnes")
    assert lines(tale.clock("update")) == [("running", "started"), ("stopped", "answered")]
    tale.say("2026-01-13 11:00")
    assert (tale.clock("update").ordinal, tale.clock("update").started_at) == (1, utc("2026-01-13 11:00"))
    tale.resolve("2026-01-13 11:30").reopen("2026-01-13 12:00")
    assert Clock.objects.live().filter(kind="update").count() == 0


def test_what_a_bystander_or_a_program_says_owes_nobody_an_update(promised):
    tale = Tale(promised, "2026-01-13 09:00").work("2026-01-13 09:10")
    for name in ("oskar", "monitor"):
        watch(tale.incident, promised.people[name], by=promised.actor("agnes"), now=utc("2026-01-13 09:15"))
        tale.say("2026-01-13 09:20", by=name)
    assert not Clock.objects.filter(kind="update").exists()
    tale.say("2026-01-13 09:30")
    assert tale.clock("update").started_at == utc("2026-01-13 09:30")


def test_a_program_with_an_agents_rights_answers_nobody(promised):
    promised.aaron.kind = "service"
    save_as(promised.aaron, by=promised.system)
    tale = Tale(promised, "2026-01-13 09:00").triage("2026-01-13 09:05", team="service-desk")
    tale.say("2026-01-13 09:10", by="aaron").start("2026-01-13 09:10", by="aaron")
    tale.change("2026-01-13 09:15", location="Room 4")
    assert tale.clock("response").state == "running"


def test_keeping_informed_starts_anew_with_every_public_update(cast):
    make_policy(
        "case", make_calendar("always", ALWAYS), {"response": 60, "update": 30}, update_mode="keep_informed"
    )
    tale = Tale(cast, "2026-01-17 09:00")
    assert not Clock.objects.filter(kind="update").exists()
    tale.work("2026-01-17 09:10")
    assert tale.clock("update").due_at == utc("2026-01-17 09:40")
    tale.say("2026-01-17 09:20", by="agnes").say("2026-01-17 09:30").say(
        "2026-01-17 09:35", by="agnes", is_public=False
    )
    assert (tale.clock("update").ordinal, tale.clock("update").due_at) == (1, utc("2026-01-17 09:50"))
    tale.hold("2026-01-17 09:45").cancel("2026-01-17 09:50")
    assert lines(tale.clock("update", 1))[-1] == ("stopped", "answered")
    assert lines(tale.clock("update", 2))[-1] == ("excluded", "cancelled")


def test_a_portal_comment_ends_a_hold_like_mail_does(promised, client):
    tale = Tale(promised, "2026-01-13 09:00").work("2026-01-13 09:10").hold("2026-01-13 09:20")
    client.force_login(promised.ruth)
    assert client.post(
        reverse("portal_reply", args=[tale.incident.number]), {"body": "Four."}
    ).status_code in (200, 302)
    assert tale.clock().state == "running"
    assert lines(tale.clock())[-2:] == [("paused", "held"), ("running", "resumed")]


def test_a_teams_clock_pauses_where_the_team_is_not_to_blame(cast, office):
    make_policy("case", office, {"resolution": 960})
    make_policy("teams", office, {"ola": 480}, covers="team")
    make_policy("supplier", make_calendar("nyc", NYC), {"uc": 240}, covers="supplier")
    tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 09:00")
    tale.hold("2026-01-13 10:00", "awaiting_supplier", until=utc("2026-01-15 10:00"))
    assert [tale.clock(kind).state for kind in ("resolution", "ola", "uc")] == [
        "running",
        "paused",
        "running",
    ]
    # New York opens at 13:00Z, pauses for lunch from 17:00Z to 18:00Z.
    assert tale.clock("uc").due_at == utc("2026-01-13 17:00")
    tale.resume("2026-01-13 14:00")
    assert lines(tale.clock("uc")) == [("running", "started"), ("stopped", "returned")]
    assert tale.clock("uc").elapsed_seconds == 60 * MINUTE
    assert (tale.clock("ola").elapsed_seconds, tale.clock("ola").paused_seconds) == (
        60 * MINUTE,
        240 * MINUTE,
    )
    tale.hold("2026-01-13 15:00", "awaiting_supplier", until=utc("2026-01-15 10:00"))
    assert (tale.clock("uc").ordinal, tale.clock("uc").elapsed_seconds) == (1, 0)
    tale.transfer("2026-01-14 09:00", "applications").transfer("2026-01-14 10:00", "network")
    assert list(Clock.objects.filter(kind="ola").values_list("team__slug", "state")) == [
        ("network", "stopped"),
        ("applications", "stopped"),
        ("network", "running"),
    ]
    tale.prioritise("2026-01-14 10:30", 2)
    assert [row.segments.count() for row in Clock.objects.filter(kind="ola")] == [5, 2, 1]


def test_cancelled_time_is_excluded_and_restoring_goes_on(promised):
    tale = Tale(promised, "2026-01-13 08:00").cancel("2026-01-13 09:00")
    assert [lines(tale.clock(kind))[-1] for kind in ("response", "resolution")] == [
        ("excluded", "cancelled")
    ] * 2
    tale.sweep("2026-01-14 12:00").restore("2026-01-14 12:00")
    assert [tale.clock(kind).state for kind in ("response", "resolution")] == ["running"] * 2
    assert (tale.clock().elapsed_seconds, tale.clock().due_at) == (60 * MINUTE, utc("2026-01-15 11:00"))
    assert tale.clock("response").breached_at is None
    assert not tale.clock().steps.exists()


def test_a_priority_changed_while_resolved_counts_from_the_reopening(cast, office):
    make_policy("case", office, {"resolution": {2: 120, 3: 480}})
    tale = Tale(cast, "2026-01-12 08:00").work("2026-01-12 08:00").resolve("2026-01-12 11:00")
    tale.prioritise("2026-01-12 12:00", 2)
    assert (tale.clock().target_seconds, tale.clock().breached_at) == (480 * MINUTE, None)
    tale.reopen("2026-01-13 09:00").sweep("2026-01-13 09:00:01")
    row = tale.clock()
    assert (row.elapsed_seconds, row.breached_at, row.breach_cause) == (
        180 * MINUTE,
        utc("2026-01-13 09:00"),
        "retarget",
    )
    assert [(step[1], step[4]) for step in steps_of(row)] == [("75%", True), ("90%", True), ("100%", False)]


def test_a_promise_that_is_withdrawn_and_given_again_goes_on(cast, office):
    make_policy("case", office, {"resolution": {2: 480, 3: 480}})
    tale = Tale(cast, "2026-01-12 08:00", priority=3)
    make_policy("nothing", office, {}, position=0, priorities=[4])
    tale.prioritise("2026-01-12 09:00", 4)
    assert lines(tale.clock())[-1] == ("excluded", "no_policy")
    tale.prioritise("2026-01-12 10:00", 3)
    assert (tale.clock().state, tale.clock().due_at) == ("running", utc("2026-01-13 09:00"))


def test_the_report_is_back_dated_after_the_fact(promised):
    tale = Tale(promised, "2026-01-13 12:00").say("2026-01-13 12:10", by="agnes")
    tale.change("2026-01-13 12:20", reported_at=utc("2026-01-13 11:30"), why="She called before")
    row = tale.clock("response")
    assert (row.state, row.elapsed_seconds, row.breached_at, row.is_late_logged) == (
        "stopped",
        40 * MINUTE,
        None,
        True,
    )
    assert tale.clock().due_at == utc("2026-01-14 11:30")
    tale.change("2026-01-13 12:30", reported_at=utc("2026-01-13 10:00"), why="Even earlier")
    row = tale.clock("response")
    assert (row.breached_at, row.breach_cause) == (utc("2026-01-13 11:00"), "late_logging")
    tale.change("2026-01-13 12:40", reported_at=utc("2026-01-13 11:50"), why="No, later")
    assert tale.clock("response").breached_at == utc("2026-01-13 11:00")
    assert tale.clock().due_at == utc("2026-01-14 11:50")


@pytest.mark.parametrize("by", ["sweep", "hand"])
def test_a_hold_ends_at_its_moment_however_late_that_is_noticed(promised, by):
    tale = Tale(promised, "2026-01-13 08:00").work("2026-01-13 08:00")
    tale.hold("2026-01-13 09:00", "agreed_date", until=utc("2026-01-13 10:00"))
    if by == "sweep":
        assert resume_due(now=utc("2026-01-13 12:00")) == 1
    else:
        tale.resume("2026-01-13 12:00")
    row = tale.clock()
    assert (row.state, row.turned_at, row.paused_seconds) == ("running", utc("2026-01-13 10:00"), 60 * MINUTE)
    assert row.due_at == utc("2026-01-14 09:00")


@pytest.mark.parametrize("end", ["resolve", "cancel"])
def test_a_hold_ends_when_the_blocking_incident_does(promised, end):
    blocker = Tale(promised, "2026-01-13 08:00").work("2026-01-13 08:00")
    tale = Tale(promised, "2026-01-13 08:00").work("2026-01-13 08:00")
    reason = "agreed_date"
    assert HoldReason.objects.get(slug=reason).pauses
    tale.hold("2026-01-13 09:00", reason, blocked_by=blocker.incident, until=utc("2026-01-13 13:00"))
    getattr(blocker, end)("2026-01-13 11:00")
    assert resume_due(now=utc("2026-01-13 14:00")) == 1
    row = tale.clock()
    assert (row.turned_at, row.paused_seconds) == (utc("2026-01-13 11:00"), 120 * MINUTE)
