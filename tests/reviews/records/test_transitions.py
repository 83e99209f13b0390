"""The tables of steps and moves: each row with each role, and what no walk through them can do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.actions import transitions as action_table
from reviews.actions.choices import SETTLED, ActionRole, ActionState, Move
from reviews.records import transitions as review_table
from reviews.records.choices import FINISHED, ReviewState, Role, Step

# row: step, sources, target, who may
REVIEW_ROWS = {
    "P1": ("start", "required", "draft", {"Sys", "IM"}),
    "P2": ("submit", "draft", "in_review", {"Owner"}),
    "P3": ("send-back", "in_review", "draft", {"Approver", "Facilitator", "IM"}),
    "P4": ("approve", "in_review", "approved", {"Approver"}),
    "P5": ("publish", "approved", "published", {"IM"}),
    "P6": ("close", "published", "closed", {"Owner", "IM"}),
    "P7": ("waive", "required draft in_review", "waived", {"IM"}),
}
ACTION_ROWS = {
    "A1": ("accept", "proposed", "accepted", {"Owner", "Review owner", "Approver", "IM"}),
    "A2": ("start", "accepted", "in_progress", {"Owner", "Review owner", "IM"}),
    "A3": ("finish", "accepted in_progress", "done", {"Owner", "Review owner", "IM"}),
    "A4": ("verify", "done", "verified", {"Review owner", "Approver", "IM"}),
    "A5": ("refute", "done", "not_effective", {"Review owner", "Approver", "IM"}),
    "A6": ("reopen", "not_effective", "in_progress", {"Owner", "Review owner", "Approver", "IM"}),
    "A7": (
        "cancel",
        "proposed accepted in_progress not_effective",
        "cancelled",
        {"Review owner", "Approver", "IM"},
    ),
}


@pytest.mark.parametrize("state", list(ReviewState))
@pytest.mark.parametrize("row", REVIEW_ROWS)
def test_steps_of_reviews(row, state):
    step, sources, target, roles = REVIEW_ROWS[row]
    for role in Role:
        found = review_table.permitted_row(Step(step), state, {role})
        allowed = state.value in sources.split() and role.value in roles
        assert (found is not None) is allowed
        assert found is None or (found.row, found.target) == (row, target)
        assert (Step(step) in review_table.allowed_steps(state, {role})) is allowed
    assert review_table.leads_on(Step(step), state) is (state.value in sources.split())


@pytest.mark.parametrize("state", list(ActionState))
@pytest.mark.parametrize("row", ACTION_ROWS)
def test_moves_of_actions(row, state):
    move, sources, target, roles = ACTION_ROWS[row]
    for role in ActionRole:
        found = action_table.permitted_row(Move(move), state, {role})
        allowed = state.value in sources.split() and role.value in roles
        assert (found is not None) is allowed
        assert found is None or (found.row, found.target) == (row, target)
        assert (Move(move) in action_table.allowed_moves(state, {role})) is allowed
    assert action_table.leads_on(Move(move), state) is (state.value in sources.split())


@given(st.lists(st.sampled_from(list(Step)), max_size=40))
def test_no_walk_publishes_what_was_not_approved(steps):
    state, seen = ReviewState.REQUIRED, [ReviewState.REQUIRED]
    for step in steps:
        row = review_table.permitted_row(step, state, frozenset(Role))
        if row is None:
            continue
        assert state not in FINISHED
        state = row.target
        seen.append(state)
    if ReviewState.PUBLISHED in seen:
        assert seen[seen.index(ReviewState.PUBLISHED) - 1] == ReviewState.APPROVED
        assert ReviewState.IN_REVIEW in seen
    if ReviewState.CLOSED in seen:
        assert seen[-1] == ReviewState.CLOSED


@given(st.lists(st.sampled_from(list(Move)), max_size=40))
def test_no_walk_proves_what_was_not_done(moves):
    state, seen = ActionState.PROPOSED, [ActionState.PROPOSED]
    for move in moves:
        row = action_table.permitted_row(move, state, frozenset(ActionRole))
        if row is None:
            continue
        assert state not in SETTLED
        assert not (move == Move.VERIFY and state != ActionState.DONE)
        state = row.target
        seen.append(state)
    if ActionState.VERIFIED in seen:
        assert seen[-1] == ActionState.VERIFIED
        assert ActionState.ACCEPTED in seen


@given(st.sampled_from(list(ReviewState)), st.sets(st.sampled_from(list(Role))))
def test_more_roles_never_allow_less(state, roles):
    alone = {step for role in roles for step in review_table.allowed_steps(state, {role})}
    assert alone == set(review_table.allowed_steps(state, roles))
