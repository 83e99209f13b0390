"""What each step demands."""

import pytest

from reviews.records.guards import (
    ActionFacts,
    SubmitFacts,
    approve_refusals,
    close_refusals,
    submit_refusals,
)

READY = {"summary": "The VPN was down.", "has_owner": True, "factors": 1, "unsourced_starred": 0}
PLANNED = {"has_owner": True, "has_due_date": True, "has_verification": True, "is_verified": False}


@pytest.mark.parametrize(
    ("changes", "refusals"),
    [
        ({}, {}),
        ({"summary": "word " * 120}, {}),
        ({"summary": "word " * 121}, {"summary": "summary_long"}),
        ({"summary": " \n"}, {"summary": "summary_missing"}),
        ({"has_owner": False}, {"owner": "owner_missing"}),
        ({"factors": 0}, {"factors": "factor_missing"}),
        ({"unsourced_starred": 2}, {"timeline": "source_missing"}),
    ],
    ids=["ready", "120-words", "121-words", "no-summary", "no-owner", "no-factor", "no-source"],
)
def test_handing_in(changes, refusals):
    assert submit_refusals(SubmitFacts(**{**READY, **changes})) == refusals


@pytest.mark.parametrize("lacking", ["has_owner", "has_due_date", "has_verification"])
def test_approving_needs_complete_actions(lacking):
    whole, half = ActionFacts(**PLANNED), ActionFacts(**{**PLANNED, lacking: False})
    assert approve_refusals([whole]) == {}
    assert approve_refusals([]) == {}
    assert approve_refusals([whole, half]) == {"actions": "action_incomplete"}


def test_closing_needs_proven_actions():
    open_one, proven = ActionFacts(**PLANNED), ActionFacts(**{**PLANNED, "is_verified": True})
    assert close_refusals([proven]) == close_refusals([]) == {}
    assert close_refusals([proven, open_one]) == {"actions": "action_open"}
