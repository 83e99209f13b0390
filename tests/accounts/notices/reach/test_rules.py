"""By which ways somebody is told: the floor, the own choice, the roles, the product, in this order (COM-07)."""

import pytest

from accounts.notices.reach.rules import Row, cell, deviations, is_on, ways_of

REPLY = Row("reply", default=frozenset({"email"}))
QUIET = Row("quiet")
RECEIVED = Row("received", floor=frozenset({"email"}))
URGENT = Row("urgent", default=frozenset({"email", "chat"}))
ON, OFF = {"reply.email": True}, {"reply.email": False}


@pytest.mark.parametrize(
    ("row", "own", "roles", "expected"),
    [
        (REPLY, {}, [], True),
        (QUIET, {}, [], False),
        (REPLY, {}, [OFF], False),
        (REPLY, {}, [OFF, ON], True),
        (REPLY, {}, [{"other.email": False}], True),
        (REPLY, ON, [OFF], True),
        (REPLY, OFF, [ON], False),
        (QUIET, {"quiet.email": True}, [], True),
        (RECEIVED, {"received.email": False}, [{"received.email": False}], True),
    ],
)
def test_what_decides_a_cell(row, own, roles, expected):
    assert is_on(row, "email", own, roles) is expected


@pytest.mark.parametrize(
    ("rows", "own", "expected"),
    [
        ([REPLY], {}, ["email"]),
        ([REPLY], OFF, []),
        # Urgent events have the row of all urgent ones beside their own.
        ([REPLY, URGENT], OFF, ["email", "chat"]),
        ([REPLY, URGENT], OFF | {"urgent.email": False, "urgent.chat": False}, []),
        ([RECEIVED, URGENT], {"urgent.email": False, "urgent.chat": False}, ["email"]),
    ],
)
def test_the_ways_of_an_event(rows, own, expected):
    assert ways_of(rows, ["email", "chat"], own, []) == expected


def test_only_what_differs_is_kept_so_that_later_defaults_reach_the_rest():
    rows = [REPLY, QUIET, RECEIVED]
    wanted = {cell(row.slug, "email"): False for row in rows}
    assert deviations(wanted, rows, []) == {"reply.email": False}
    assert deviations(wanted, rows, [OFF]) == {}
    assert deviations({"unknown.email": True}, rows, []) == {}
