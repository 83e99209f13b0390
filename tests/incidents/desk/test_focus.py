"""The focus list: the rule that says what waiting costs, and the list that it orders."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts import clock
from accounts.history import save_as
from incidents.desk.rules import Case, Reason, place_of
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.records.operations.relating import add_task
from tests.builders import held, make_incident, resolved, started, triaged

HOUR = 3600


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Case(1), Case(2)),
        (Case(4, due_in=HOUR), Case(4, due_in=5 * HOUR)),
        (Case(4, due_in=HOUR), Case(4, due_in=-1)),
        (Case(4, due_in=-1), Case(4, due_in=5 * HOUR)),
        (Case(4, due_in=20 * HOUR), Case(4)),
        (Case(2), Case(3, due_in=4 * HOUR + 1)),
        (Case(3, due_in=HOUR), Case(2)),
        (Case(3, is_major=True), Case(2)),
        (Case(3, affected=100), Case(3, affected=99)),
        (Case(3, cost_per_hour=1_000), Case(3, affected=99)),
        (Case(2, unanswered_for=HOUR), Case(2)),
        (Case(1), Case(2, unanswered_for=100 * HOUR)),
        (Case(3, planned_since=0), Case(3)),
        (Case(3, due_in=HOUR), Case(3, planned_since=100 * HOUR)),
    ],
)
def test_what_costs_more_while_it_waits(first, second):
    """UX-19."""
    assert place_of(first).cost > place_of(second).cost


@pytest.mark.parametrize(
    ("case", "reasons"),
    [
        (Case(5), [Reason("priority", 5)]),
        (Case(3, due_in=600), [Reason("target_due", 600), Reason("priority", 3)]),
        (Case(3, due_in=-600), [Reason("target_missed", 600), Reason("priority", 3)]),
        (Case(3, due_in=30 * HOUR), [Reason("priority", 3)]),
        (Case(3, due_in=600, owes_update=True), [Reason("update_due", 600), Reason("priority", 3)]),
        (Case(3, due_in=-5, owes_update=True), [Reason("update_missed", 5), Reason("priority", 3)]),
        (Case(2, is_candidate=True), [Reason("candidate"), Reason("priority", 2)]),
        (Case(2, unanswered_for=60), [Reason("unanswered", 60), Reason("priority", 2)]),
        (Case(2, planned_since=60), [Reason("planned", 60), Reason("priority", 2)]),
        (
            Case(2, affected=12, cost_per_hour=150),
            [Reason("cost", 150), Reason("affected", 12), Reason("priority", 2)],
        ),
        (
            Case(1, is_major=True, due_in=60, unanswered_for=60, affected=500),
            [
                Reason("major"),
                Reason("target_due", 60),
                Reason("unanswered", 60),
                Reason("affected", 500),
                Reason("priority", 1),
            ],
        ),
    ],
)
def test_each_place_has_its_reasons(case, reasons):
    assert list(place_of(case).reasons) == reasons


_CASES = st.builds(
    Case,
    priority=st.integers(2, 5),
    is_major=st.booleans(),
    due_in=st.none() | st.integers(-10_000_000, 10_000_000),
    unanswered_for=st.none() | st.integers(0, 10_000_000),
    planned_since=st.none() | st.integers(0, 10_000_000),
    affected=st.integers(0, 1_000_000),
    cost_per_hour=st.integers(0, 1_000_000),
)


@given(_CASES)
def test_a_higher_priority_never_costs_less_and_everything_has_a_reason(case):
    assert place_of(replace(case, priority=case.priority - 1)).cost > place_of(case).cost
    assert place_of(case).reasons[-1] == Reason("priority", case.priority)


def _numbers(answer):
    return [row.number for group in answer.context["groups"] for row in group.rows]


def test_the_list_has_what_somebody_can_do_something_about(desk, cast):
    now = clock.now()
    mine, free = started(cast, now=now), triaged(cast, now=now)
    for make in (held, resolved, make_incident):
        make(cast, now=now)
    answer = desk("rafael").get("/queue/focus/")
    assert set(_numbers(answer)) == {mine.number, free.number}
    assert answer.context["sorted_by"] == "cost of delay"


def test_inv_15_a_planned_step_whose_time_has_come_stands_there(desk, cast):
    then = clock.now() - timedelta(hours=3)
    waiting = held(cast, now=then)
    planned = {"next_step": "Call again", "next_step_at": then + timedelta(hours=1)}
    change_details(waiting, planned, by=cast.actor("rafael"), now=then + timedelta(minutes=10))
    answer = desk("rafael").get("/queue/focus/")
    assert _numbers(answer) == [waiting.number]
    assert "planned 2 h ago" in answer.content.decode()
    assert _numbers(desk("nadia").get("/queue/focus/")) == []


def test_the_costliest_stands_first_and_says_why(desk, cast):
    now = clock.now()
    low = started(cast, impact="low", urgency="low", now=now)
    asked = started(cast, impact="low", urgency="low", now=now - timedelta(hours=9))
    comment(asked, EntryKind.PUBLIC, "Any news?", by=cast.actor("ruth"), now=now - timedelta(hours=8))
    high = started(cast, impact="high", urgency="high", now=now)
    rafael = desk("rafael")
    answer = rafael.get("/queue/focus/")
    assert _numbers(answer)[0] == high.number
    text = answer.content.decode()
    assert "priority P1" in text and "no answer for 8 h" in text
    # Another order may be asked for, and filters hold.
    assert _numbers(rafael.get("/queue/focus/?sort=newest"))[-1] == asked.number
    assert _numbers(rafael.get("/queue/focus/?priority=1")) == [high.number]
    assert low.number in _numbers(answer)


@pytest.mark.parametrize(("who", "sees"), [("rafael", False), ("ines", True)])
def test_what_a_service_costs_is_for_those_who_may_know(desk, cast, who, sees):
    vpn = cast.services["vpn"]
    vpn.cost_per_hour = 5_000
    save_as(vpn, by=cast.system)
    incident = triaged(cast, now=clock.now())
    add_task(incident, "Look", assignee=cast.people[who], by=cast.actor("agnes"), now=clock.now())
    text = desk(who).get("/queue/focus/").content.decode()
    assert incident.number in text
    assert ("costs 5000 an hour" in text) is sees


def test_the_list_asks_the_same_for_few_and_for_many(desk, cast):
    rafael, taken = desk("rafael"), []
    for more in (1, 12):
        for _number in range(more):
            started(cast)
        with CaptureQueriesContext(connection) as caught:
            assert rafael.get("/queue/focus/").status_code == 200
        taken.append(len(caught))
    assert taken[0] == taken[1] <= 9, caught.captured_queries
