"""Whose turn it is, in the requester's words: plain values in, a sentence out; no table is asked."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from accounts.people.models import Team, User
from incidents.catalogue.choices import HoldUntil
from incidents.catalogue.models import CancelReason, HoldReason
from incidents.portal.words import label_of, steps_of, whose_turn
from incidents.records.choices import MajorState, State
from incidents.records.models import Incident
from tests.builders import NOON


def incident(state, **facts):
    return Incident(number="INC-7", state=state, reported_at=NOON, requester=User(first_name="Ruth"), **facts)


WAITS = HoldReason(slug="awaiting_requester", name="Awaiting the requester", waits_for=HoldUntil.REQUESTER)
SUPPLIER = HoldReason(slug="awaiting_supplier", name="Awaiting a supplier", waits_for=HoldUntil.TIME)
KENJI, NETWORK = User(first_name="Kenji", last_name="Mori"), Team(name="Network")
FRIDAY = NOON + timedelta(days=4)

CASES = [
    (incident(State.NEW), "We have your report.", "Received"),
    (incident(State.ASSIGNED, team=NETWORK), "It is our turn: Network takes it up next.", "With a team"),
    (
        incident(State.ASSIGNED, team=NETWORK, assignee=KENJI),
        "It is our turn: Kenji Mori takes it up next.",
        "With a team",
    ),
    (incident(State.IN_PROGRESS, assignee=KENJI), "Kenji Mori is working on it.", "Being worked on"),
    (incident(State.IN_PROGRESS), "the service desk is working on it.", "Being worked on"),
    (
        incident(State.ON_HOLD, assignee=KENJI, hold_reason=WAITS),
        "It is your turn: Kenji Mori asked you something.",
        "Your answer needed",
    ),
    (
        incident(State.ON_HOLD, hold_reason=SUPPLIER, hold_until=FRIDAY),
        "It waits until Friday 6 March, 12:00 (Awaiting a supplier).",
        "Waiting",
    ),
    (incident(State.ON_HOLD, hold_reason=SUPPLIER), "It waits for other work to end", "Waiting"),
    (
        incident(State.RESOLVED, resolved_at=NOON),
        "You can reopen it until Monday 16 March.",
        "Confirm the fix",
    ),
    (
        incident(State.RESOLVED, resolved_at=NOON, major_state=MajorState.DECLARED),
        "watch it a while longer",
        "Fixed",
    ),
    (incident(State.CLOSED), "write below and we open a new incident", "Closed"),
    (
        incident(State.CANCELLED, cancel_reason=CancelReason(slug="withdrawn", name="Withdrawn")),
        "You withdrew it",
        "Withdrawn",
    ),
    (
        incident(
            State.CANCELLED,
            cancel_reason=CancelReason(slug="duplicate", name="Duplicate"),
            duplicate_of=Incident(number="INC-3"),
        ),
        "We do not work on this any further: Duplicate. It goes on as INC-3.",
        "Not pursued",
    ),
]


@pytest.mark.parametrize(
    ("row", "sentence", "label"), CASES, ids=[f"{row.state}-{label}" for row, _s, label in CASES]
)
def test_the_requester_reads_whose_turn_it_is(row, sentence, label):
    assert sentence in whose_turn(row)
    assert label_of(row).text == label


@pytest.mark.parametrize("row", [row for row, _sentence, _label in CASES])
def test_nobody_else_is_spoken_to_as_the_requester(row):
    assert "your" not in whose_turn(row, is_yours=False).lower()
    assert label_of(row, is_yours=False).tone == ""


def test_days_are_the_readers():
    row = incident(State.ON_HOLD, hold_reason=SUPPLIER, hold_until=FRIDAY + timedelta(hours=11, minutes=30))
    with timezone.override("Pacific/Auckland"):
        assert "Saturday 7 March, 12:30" in whose_turn(row)


def test_words_are_the_readers():
    with translation.override("de"):
        assert "Montag 16 März" in whose_turn(incident(State.RESOLVED, resolved_at=NOON))


@pytest.mark.parametrize(
    ("state", "marks"),
    [
        (State.NEW, ["current", "", "", ""]),
        (State.ASSIGNED, ["done", "current", "", ""]),
        (State.IN_PROGRESS, ["done", "current", "", ""]),
        (State.RESOLVED, ["done", "done", "current", ""]),
        (State.CLOSED, ["done", "done", "done", "done"]),
        (State.CANCELLED, ["done", "done"]),
    ],
)
def test_the_steps_fill_as_the_work_moves_on(state, marks):
    assert [step.mark for step in steps_of(incident(state, resolved_at=NOON))] == marks
