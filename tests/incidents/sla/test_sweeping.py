"""What the sweep does with steps that were reached: whom it tells and when, what it changes, what it passes by."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs

from accounts.history import save_as
from accounts.notices.models import Delivery, Notice
from accounts.people.models import Team
from incidents.lifecycle.operations.escalating import close_due, sweep_clocks
from incidents.records.models import Incident
from incidents.records.operations.relating import watch
from incidents.sla.models import Clock, ClockStep
from tests.incidents.sla.builders import (
    Tale,
    escalations,
    make_calendar,
    make_policy,
    stamp,
    steps_of,
    told,
    utc,
)
from tests.incidents.sla.calendars_cast import ALWAYS, BER


def promise(minutes=240, **step):
    step = step or {"tell": ["owner"]}
    make_policy("case", make_calendar("ber", BER), {"resolution": minutes}, steps=[{"percent": 75, **step}])


READERS = {
    "owner": ["rafael"],
    "lead": ["lena"],
    "incident_manager": ["ines"],
    "service_owner": ["paul"],
    "watchers": ["nadia"],
}


@pytest.mark.parametrize(("word", "names"), READERS.items(), ids=READERS)
def test_a_step_tells_whom_it_names_and_never_the_requester(cast, word, names):
    service = cast.services["vpn"]
    service.owner = cast.paul
    save_as(service, by=cast.system)
    promise(tell=[word])
    tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00")
    for name in ("nadia", "ruth", "oskar"):
        watch(tale.incident, cast.people[name], by=cast.actor("agnes"), now=utc("2026-01-13 08:00"))
    tale.sweep("2026-01-13 11:00")
    assert told(tale.incident) == names
    delivery = Delivery.objects.get(notice__event__kind="incident.sla_near")
    assert (delivery.due_at, delivery.address) == (utc("2026-01-13 11:00"), f"{names[0]}@example.org")


def test_without_an_assignee_the_team_is_told_and_everybody_once(cast):
    promise(tell=["owner", "lead"])
    tale = Tale(cast, "2026-01-13 08:00").triage("2026-01-13 08:00").sweep("2026-01-13 11:00")
    assert told(tale.incident) == ["lena", "nadia", "rafael"]


def test_a_step_that_names_nobody_is_still_recorded(cast):
    promise(tell=[])
    tale = Tale(cast, "2026-01-13 08:00").sweep("2026-01-13 11:00")
    assert [step[1] for step in steps_of(tale.clock())] == ["75%"]
    assert told(tale.incident) == []


def test_a_step_raises_the_urgency_and_the_clock_goes_on_under_the_new_target(cast):
    make_policy(
        "case",
        make_calendar("ber", BER),
        {"resolution": {2: 480, 3: 960}},
        steps=[{"percent": 50, "raises_urgency": True}, {"percent": 100, "tell": ["incident_manager"]}],
    )
    tale = Tale(cast, "2026-01-12 08:00").work("2026-01-12 08:00").sweep("2026-01-12 16:00")
    assert (tale.incident.urgency, tale.incident.priority) == ("high", 2)
    version = tale.incident.history.latest()
    assert (version.history_user, version.history_change_reason) == (
        cast.system.user,
        "a service level step was reached",
    )
    row = tale.clock()
    assert (row.target_number, row.due_at) == (2, utc("2026-01-12 16:00"))
    tale.sweep("2026-01-12 16:01")
    assert (tale.incident.urgency, tale.incident.priority) == ("high", 2)
    assert [(step[0], step[1], step[4]) for step in steps_of(row)] == [(1, "50%", False), (2, "50%", False)]


def test_steps_that_change_their_incidents_are_each_dealt_with_once_beside_others(cast):
    always = make_calendar("always", ALWAYS)
    acts, words = {"percent": 50, "raises_urgency": True}, {"percent": 50, "tell": ["owner"]}
    make_policy("acts", always, {"resolution": {2: 480, 3: 960}}, steps=[acts], priorities=[2, 3])
    make_policy("words", always, {"resolution": 960}, steps=[words], position=2)
    tales = [
        Tale(cast, "2026-01-12 08:00", priority=level).work("2026-01-12 08:00") for level in (3, 4, 3, 4)
    ]
    assert sweep_clocks(now=utc("2026-01-12 16:00")) == 4
    urgencies = [Incident.objects.get(pk=tale.incident.pk).urgency for tale in tales]
    assert urgencies == ["high", "low", "high", "low"]
    assert [len(escalations(tale.incident)) for tale in tales] == [1, 1, 1, 1]
    assert [steps_of(tale.clock())[0][:3] for tale in tales] == [(1, "50%", utc("2026-01-12 16:00"))] * 4


def test_a_step_hands_over_to_a_team(cast):
    promise(reassign_to=cast.teams["applications"])
    tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00").sweep("2026-01-13 11:00")
    incident = tale.incident
    assert (incident.team.slug, incident.state, incident.assignee) == ("applications", "assigned", None)
    assert incident.reassignment_count == 1
    assert incident.entries.get(story="transferred").author == cast.system.user


@pytest.mark.parametrize("why", ["new", "retired", "already_there"])
def test_a_hand_over_that_cannot_be_is_left_out(cast, why):
    team = cast.teams["network" if why == "already_there" else "applications"]
    promise(tell=["incident_manager"], reassign_to=team)
    tale = Tale(cast, "2026-01-13 08:00")
    if why != "new":
        tale.work("2026-01-13 08:00")
    if why == "retired":
        found = Team.objects.get(pk=team.pk)
        found.retired_at = utc("2026-01-13 10:00")
        save_as(found, by=cast.system)
        stamp()
    before = tale.incident.team, tale.incident.version
    tale.sweep("2026-01-13 11:00")
    assert (tale.incident.team, tale.incident.version) == before
    assert told(tale.incident) == ["ines"]


# processed at, mail leaves at
NIGHTS = {
    "in_time": ("2026-01-13 11:00:10", "2026-01-13 11:00:10"),
    "late_in_the_day": ("2026-01-13 15:00:00", "2026-01-13 15:00:00"),
    "at_night": ("2026-01-13 21:00:00", "2026-01-14 08:00:00"),
    "at_the_weekend": ("2026-01-17 09:00:00", "2026-01-19 08:00:00"),
}


@pytest.mark.parametrize(("processed", "leaves"), NIGHTS.values(), ids=NIGHTS)
def test_mail_leaves_in_working_time_and_the_inbox_has_it_at_once(cast, processed, leaves):
    promise()
    tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00").sweep(processed)
    notice = Notice.objects.get(event__kind="incident.sla_near")
    assert (notice.created_at, notice.deliveries.get().due_at) == (utc(processed), utc(leaves))
    tale.sweep("2026-01-20 21:00").sweep("2026-01-21 21:00")
    assert len(escalations(tale.incident)) == 1


def test_a_step_at_the_very_end_of_the_day_is_told_that_evening(cast):
    promise(minutes=640)
    Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00").sweep("2026-01-13 16:00:08")
    delivery = Delivery.objects.get(notice__event__kind="incident.sla_near")
    assert delivery.due_at == utc("2026-01-13 16:00:08")


def test_a_target_that_is_shortened_at_night_wakes_nobody(cast):
    make_policy("case", make_calendar("ber", BER), {"resolution": {2: 240, 3: 960}})
    tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00").prioritise("2026-01-13 21:00", 2)
    tale.sweep("2026-01-13 21:00:05")
    delivery = Delivery.objects.get(notice__event__kind="incident.sla_missed")
    assert delivery.due_at == utc("2026-01-14 08:00")


def test_around_the_clock_nothing_waits(cast):
    make_policy("case", make_calendar("always", ALWAYS), {"resolution": 240})
    Tale(cast, "2026-01-17 20:00").work("2026-01-17 20:00").sweep("2026-01-18 02:00")
    assert set(Delivery.objects.filter(notice__event__kind="incident.sla_missed").values_list("due_at")) == {
        (utc("2026-01-18 02:00"),)
    }


@pytest.mark.parametrize("end", ["resolve", "cancel"])
def test_what_ended_before_the_sweep_is_recorded_and_told_to_nobody(cast, end):
    promise()
    tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00")
    getattr(tale, end)("2026-01-13 11:30")
    tale.sweep("2026-01-13 12:00")
    assert steps_of(tale.clock()) == [(1, "75%", utc("2026-01-13 11:00"), True, True)]
    assert escalations(tale.incident) == []
    assert tale.clock().next_at is None


def _clocks(params: Any) -> Any:
    """Return the first column of what is inserted: PostgreSQL gets columns where there are many rows, SQLite rows."""
    return params[0] if isinstance(params[0], list) else params[:: len(ClockStep._meta.concrete_fields) - 1]


class Spoilt:
    """Lets the database refuse to record a step of one clock, as a row that breaks a constraint would."""

    def __init__(self, key: int) -> None:
        self.key = key

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "incidents_clockstep"') and self.key in _clocks(params):
            raise IntegrityError("spoilt")
        return execute(sql, params, many, context)


def test_a_row_that_cannot_be_dealt_with_does_not_stop_the_others(cast):
    promise()
    tales = [Tale(cast, f"2026-01-13 08:0{number}").work("2026-01-13 08:05") for number in range(3)]
    bad = tales[0].clock()
    with connection.execute_wrapper(Spoilt(bad.pk)), capture_logs() as logs:
        assert sweep_clocks(now=utc("2026-01-13 12:00"), limit=2) == 2
    assert [(line["event"], line["incident"]) for line in logs if line["log_level"] == "error"] == [
        ("due_work_failed", tales[0].incident.pk)
    ]
    assert ClockStep.objects.count() == 2
    assert [len(escalations(tale.incident)) for tale in tales] == [0, 1, 1]
    assert sweep_clocks(now=utc("2026-01-13 12:01")) == 1
    assert steps_of(bad) == [(1, "75%", utc("2026-01-13 11:00"), True, False)]


def test_a_resolved_incident_closes_after_five_working_days(cast):
    promise(minutes=2400)
    tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00").resolve("2026-01-15 10:30")
    assert tale.incident.close_due_at == utc("2026-01-22 10:30")
    assert close_due(now=utc("2026-01-22 10:29:59")) == 0
    assert close_due(now=utc("2026-01-22 10:30")) == 1
    incident = Incident.objects.get(pk=tale.incident.pk)
    assert (incident.state, incident.closure_evidence, incident.close_due_at) == ("closed", "silent", None)
    assert close_due(now=utc("2026-01-22 10:31")) == 0


def test_a_policy_says_after_how_many_working_days(cast):
    make_policy("case", make_calendar("always", ALWAYS), {"resolution": 2400}, close_after_days=2)
    tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00").resolve("2026-01-16 10:30")
    assert tale.incident.close_due_at == utc("2026-01-18 10:30")
    tale.reopen("2026-01-17 10:30")
    assert close_due(now=utc("2026-01-19 10:30")) == 0
    tale.resolve("2026-01-20 10:30")
    assert close_due(now=utc("2026-01-22 10:30")) == 1


def test_a_declared_major_never_closes_by_itself(cast):
    tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00").declare("2026-01-13 08:10")
    tale.resolve("2026-01-13 09:00")
    assert close_due(now=utc("2026-03-13 09:00")) == 0
    tale.incident.refresh_from_db()
    assert tale.incident.state == "resolved"


def _statements(act):
    with CaptureQueriesContext(connection) as caught:
        act()
    ends = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [query["sql"] for query in caught.captured_queries if not query["sql"].startswith(ends)]


def test_a_sweep_with_nothing_due_asks_once(cast):
    promise()
    Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00")
    assert len(_statements(lambda: sweep_clocks(now=utc("2026-01-13 10:59:59")))) == 1


def test_many_timers_that_are_due_cost_the_statements_of_one(cast):
    promise(tell=list(READERS))
    taken = []
    for count in (1, 6):
        for _number in range(count):
            tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00")
            watch(tale.incident, cast.nadia, by=cast.system, now=utc("2026-01-13 08:00"))
        Clock.objects.exclude(kind="resolution").update(next_at=None)
        sweep_clocks(now=utc("2026-01-13 10:59"))
        taken.append(_statements(lambda: sweep_clocks(now=utc("2026-01-13 11:00"))))
    assert len(taken[0]) == len(taken[1]) <= 19, "\n".join(taken[1])


def test_the_sweep_finds_what_is_due_by_its_index(cast):
    promise()
    tale = Tale(cast, "2026-01-13 08:00")
    begin = tale.clock()
    rows = [
        Clock(
            incident_id=tale.incident.pk,
            kind="update",
            ordinal=number,
            terms_id=begin.terms_id,
            calendar_id=begin.calendar_id,
            target_seconds=60,
            targeted_at=begin.targeted_at,
            state="stopped",
            started_at=begin.started_at,
            turned_at=begin.started_at,
            next_at=begin.started_at + timedelta(days=number) if number % 50 == 0 else None,
        )
        for number in range(5000)
    ]
    Clock.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan = Clock.objects.due(begin.started_at).values_list("pk", "incident_id").explain()
    assert "incidents_clock_next" in plan
    assert "TEMP B-TREE" not in plan and "Sort" not in plan
