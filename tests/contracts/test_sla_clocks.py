"""The worked examples of spec/sla 2.4 that need a clock, played through the life cycle; all instants in UTC."""

import pytest

from incidents.sla import clockwork
from incidents.sla.calendars import WorkingCalendar
from incidents.sla.choices import Cause
from incidents.sla.standing import standings
from incidents.sla.terms import Agreement
from tests.incidents.sla.builders import Tale, escalations, make_calendar, make_policy, steps_of, told, utc
from tests.incidents.sla.calendars_cast import ALWAYS, BER, calendar

MINUTE = 60


def named(*ids):
    """Give a test the id of its case."""
    return pytest.mark.parametrize("case", ids, ids=ids)


def standing(tale, at, kind="resolution"):
    found = next(row for row in standings(tale.incident, utc(at)) if row.kind == kind)
    return found.elapsed_seconds // MINUTE, found.paused_seconds // MINUTE


def dues(tale, kind="resolution"):
    row = tale.clock(kind)
    return row.due_at, row.breach_at


def promise(minutes, kind="resolution"):
    """Promise so many minutes of office time, whatever the priority."""
    make_policy("case", make_calendar("ber", BER), {kind: minutes})


def promise_office_and_majors():
    """Promise priorities 2 and 3 in office time; priority 1 and majors around the clock."""
    office, always = make_calendar("ber", BER), make_calendar("always", ALWAYS)
    make_policy("urgent", always, {"resolution": 240}, position=1, priorities=[1])
    make_policy("major", always, {"resolution": 240}, position=2, majors="only")
    make_policy("office", office, {"resolution": {2: 480, 3: 960}}, position=3)


@named("S-04")
def test_a_report_at_the_weekend_is_answered_on_monday(cast, case):
    promise(30, "response")
    tale = Tale(cast, "2026-01-17 10:00")
    assert dues(tale, "response") == (utc("2026-01-19 08:30"), utc("2026-01-19 08:30"))
    tale.say("2026-01-19 08:20", by="agnes").sweep("2026-01-20 08:00")
    row = tale.clock("response")
    assert (row.state, row.elapsed_seconds, row.breached_at) == ("stopped", 20 * MINUTE, None)
    assert standings(tale.incident, utc("2026-01-20 08:00"))[0].is_met is True
    assert (steps_of(row), escalations(tale.incident)) == ([], [])


S06 = [
    ("2026-01-13 19:00:00", None),
    ("2026-01-14 08:00:00", None),
    ("2026-01-14 08:00:01", "2026-01-14 08:00:00"),
]


@pytest.mark.parametrize("is_swept", [False, True], ids=["unswept", "swept"])
@pytest.mark.parametrize(
    ("resolved_at", "breached_at"), S06, ids=["S-06-evening", "S-06-opening", "S-06-late"]
)
def test_a_target_used_up_at_closing_time_is_missed_after_the_next_opening(
    cast, resolved_at, breached_at, is_swept
):
    promise(480)
    tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00")
    assert dues(tale) == (utc("2026-01-13 16:00"), utc("2026-01-14 08:00"))
    if is_swept:
        tale.sweep(resolved_at)
    tale.resolve(resolved_at)
    assert tale.clock().breached_at == (utc(breached_at) if breached_at else None)
    assert ("missed" in dict(escalations(tale.incident))) == (is_swept and breached_at is not None)


@named("S-07")
def test_a_hold_over_a_night_and_a_morning(cast, case):
    promise(480)
    tale = Tale(cast, "2026-01-12 08:00").work("2026-01-12 08:00")
    assert dues(tale)[0] == utc("2026-01-12 16:00")
    tale.hold("2026-01-12 10:00")
    assert (tale.clock().elapsed_seconds, dues(tale)) == (120 * MINUTE, (None, None))
    tale.sweep("2026-01-13 12:00").say("2026-01-14 09:00")
    assert standing(tale, "2026-01-14 09:00") == (120, 900)
    assert dues(tale) == (utc("2026-01-14 15:00"), utc("2026-01-14 15:00"))
    assert steps_of(tale.clock()) == []


@named("S-08")
def test_a_reply_on_saturday(cast, case):
    promise(240)
    tale = Tale(cast, "2026-01-15 12:00").work("2026-01-15 12:00").hold("2026-01-15 13:00")
    tale.say("2026-01-17 11:00")
    assert standing(tale, "2026-01-17 11:00") == (60, 660)
    assert dues(tale)[0] == utc("2026-01-19 11:00")


@named("S-09")
def test_a_hold_outside_working_time_shifts_nothing(cast, case):
    promise(240)
    tale = Tale(cast, "2026-01-16 14:00").work("2026-01-16 14:00")
    before = dues(tale)
    tale.hold("2026-01-16 17:00").say("2026-01-18 11:00")
    assert standing(tale, "2026-01-18 11:00")[1] == 0
    assert dues(tale) == before == (utc("2026-01-19 10:00"), utc("2026-01-19 10:00"))


@named("S-10")
def test_a_higher_priority_keeps_the_time_used(cast, case):
    promise_office_and_majors()
    tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00")
    assert dues(tale)[0] == utc("2026-01-14 16:00")
    tale.prioritise("2026-01-13 11:00", 2)
    assert tale.clock().elapsed_seconds == 180 * MINUTE
    assert dues(tale) == (utc("2026-01-13 16:00"), utc("2026-01-14 08:00"))
    assert tale.clock().next_at == utc("2026-01-13 14:00")
    tale.sweep("2026-01-13 14:00").sweep("2026-01-13 15:11:59").sweep("2026-01-13 15:12")
    assert steps_of(tale.clock()) == [
        (2, "75%", utc("2026-01-13 14:00"), False, False),
        (2, "90%", utc("2026-01-13 15:12"), False, False),
    ]
    assert escalations(tale.incident) == [("near", ["75%"]), ("near", ["90%"])]
    assert tale.clock().next_at == utc("2026-01-14 08:00:01")


@named("S-11")
def test_a_higher_priority_that_comes_too_late_breaches_at_once(cast, case):
    promise_office_and_majors()
    tale = Tale(cast, "2026-01-13 08:00").work("2026-01-13 08:00").prioritise("2026-01-14 09:00", 2)
    row, at = tale.clock(), utc("2026-01-14 09:00")
    assert (row.elapsed_seconds, row.breached_at, row.breach_cause) == (540 * MINUTE, at, "retarget")
    tale.sweep("2026-01-14 09:00:01").sweep("2026-01-14 09:30")
    assert steps_of(tale.clock()) == [
        (2, "75%", at, False, True),
        (2, "90%", at, False, True),
        (2, "100%", at, False, False),
    ]
    assert escalations(tale.incident) == [("missed", ["100%"])]
    assert told(tale.incident) == ["ines"]


@named("S-20")
def test_a_major_on_friday_evening_counts_around_the_clock(cast, case):
    promise_office_and_majors()
    tale = Tale(cast, "2026-01-16 14:00").work("2026-01-16 14:00")
    assert dues(tale)[0] == utc("2026-01-20 14:00")
    tale.declare("2026-01-16 15:30")
    assert tale.clock().elapsed_seconds == 90 * MINUTE
    assert dues(tale) == (utc("2026-01-16 18:00"), utc("2026-01-16 18:00"))


@named("S-21")
def test_a_downgrade_at_the_weekend_waits_for_monday(cast, case):
    promise_office_and_majors()
    tale = Tale(cast, "2026-01-17 09:00", priority=1).prioritise("2026-01-17 10:30", 3)
    assert tale.clock().elapsed_seconds == 90 * MINUTE
    assert dues(tale)[0] == utc("2026-01-20 14:30")


@pytest.mark.parametrize("is_swept", [False, True], ids=["S-22-unswept", "S-22-swept"])
def test_a_breach_is_not_forgiven_by_a_downgrade(cast, is_swept):
    promise_office_and_majors()
    tale = Tale(cast, "2026-01-17 09:00", priority=1)
    if is_swept:
        tale.sweep("2026-01-17 13:00:01")
    tale.prioritise("2026-01-17 13:30", 3)
    row = tale.clock()
    assert (row.elapsed_seconds, row.due_at) == (270 * MINUTE, utc("2026-01-20 11:30"))
    assert (row.breached_at, row.breach_cause) == (utc("2026-01-17 13:00"), "")
    assert standings(tale.incident, utc("2026-01-17 13:30"))[0].is_met is False
    for _again in range(2):
        tale.sweep("2026-01-17 13:31")
    assert [step[1] for step in steps_of(row)] == ["75%", "90%", "100%"]
    # Whoever comes first, the sweep or the downgrade: those who have to know of a miss hear of it, once.
    assert escalations(tale.incident) == [("missed", ["75%", "90%", "100%"] if is_swept else ["100%"])]
    assert list(row.steps.filter(is_silent=False).values_list("target_number", "key")) == [(1, "100%")]


@named("S-26")
def test_a_reopened_clock_goes_on_where_it_stopped(cast, case):
    promise(480)
    tale = Tale(cast, "2026-01-12 08:00").work("2026-01-12 08:00").resolve("2026-01-12 14:00")
    assert (tale.clock().state, tale.clock().elapsed_seconds) == ("stopped", 360 * MINUTE)
    tale.reopen("2026-01-13 09:00")
    assert (tale.clock().elapsed_seconds, dues(tale)[0]) == (360 * MINUTE, utc("2026-01-13 11:00"))
    kinds = list(tale.clock().segments.values_list("kind", "cause"))
    assert kinds == [("running", "started"), ("stopped", "resolved"), ("running", "reopened")]


@named("S-28")
def test_a_call_that_was_logged_too_late_is_not_the_queues_fault(cast, case):
    promise(30, "response")
    tale = Tale(cast, "2026-01-13 09:40", reported_at=utc("2026-01-13 09:05"))
    row = tale.clock("response")
    assert (row.breached_at, row.breach_cause, row.is_late_logged) == (
        utc("2026-01-13 09:35"),
        "late_logging",
        True,
    )
    tale.sweep("2026-01-13 09:40")
    assert len(escalations(tale.incident)) == 1


@named("S-29")
def test_a_holiday_that_is_added_moves_a_clock_once_the_policy_is_applied_anew(case):
    """Without a database: a clock stays on the calendar it is pinned to until it is held to the new version."""
    added = {**BER, "holidays": [*BER["holidays"], {"date": "2026-05-14", "name": "Ascension"}]}
    calendars = {1: calendar("BER"), 2: WorkingCalendar.from_dict(added)}.__getitem__
    ledger = clockwork.begin(
        "resolution", Agreement(1, 1440 * MINUTE, 1), utc("2026-05-11 13:00"), chosen_by=""
    )
    assert clockwork.due_at(ledger, calendars) == utc("2026-05-14 13:00")
    anew = Agreement(1, 1440 * MINUTE, 2)
    at = utc("2026-05-12 08:00")
    clockwork.retarget(ledger, anew, at, chosen_by="", cause=Cause.REAPPLIED, calendars=calendars)
    assert clockwork.elapsed(ledger, at, calendars) == 180 * MINUTE
    assert (
        clockwork.due_at(ledger, calendars)
        == clockwork.breach_at(ledger, calendars)
        == utc("2026-05-15 13:00")
    )
    assert [part.cause for part in ledger.segments] == ["started", "reapplied"]


@named("S-30")
def test_a_hold_over_the_change_of_the_clock_then_a_higher_priority(cast, case):
    promise_office_and_majors()
    tale = Tale(cast, "2026-10-23 13:00").work("2026-10-23 13:00").hold("2026-10-23 14:00")
    tale.say("2026-10-26 10:00")
    assert dues(tale)[0] == utc("2026-10-28 09:00")
    tale.prioritise("2026-10-26 11:00", 2)
    assert (tale.clock().elapsed_seconds, dues(tale)[0]) == (120 * MINUTE, utc("2026-10-27 09:00"))


@named("S-31")
def test_the_stays_of_two_teams_add_up_to_the_whole(cast, case):
    office = make_calendar("ber", BER)
    make_policy("case", office, {"resolution": 960})
    make_policy("teams", office, {"ola": 480}, covers="team")
    tale = Tale(cast, "2026-01-13 15:00").work("2026-01-13 15:00")
    tale.transfer("2026-01-14 09:00", "applications").resolve("2026-01-14 12:00")
    stays = [tale.clock("ola", number) for number in (0, 1)]
    assert [(row.team.slug, row.elapsed_seconds // MINUTE) for row in stays] == [
        ("network", 120),
        ("applications", 180),
    ]
    assert tale.clock().elapsed_seconds == 300 * MINUTE


@named("S-33")
def test_workers_that_were_down_catch_up_with_one_notice(cast, case):
    promise(240)
    tale = Tale(cast, "2026-01-13 14:30").work("2026-01-13 14:30").sweep("2026-01-14 09:00")
    tale.sweep("2026-01-14 10:15")
    assert steps_of(tale.clock()) == [
        (1, "75%", utc("2026-01-14 09:30"), True, True),
        (1, "90%", utc("2026-01-14 10:06"), True, False),
    ]
    assert set(tale.clock().steps.values_list("processed_at", flat=True)) == {utc("2026-01-14 10:15")}
    assert escalations(tale.incident) == [("near", ["75%", "90%"])]
    assert told(tale.incident) == ["lena", "rafael"]
    assert tale.clock().due_at == utc("2026-01-14 10:30")
    tale.sweep("2026-01-14 10:30:01").sweep("2026-01-14 10:31")
    assert steps_of(tale.clock())[2:] == [(1, "100%", utc("2026-01-14 10:30"), False, False)]
    assert escalations(tale.incident)[1:] == [("missed", ["100%"])]
