"""Every state, every action, every role: who may do what, written out by hand from spec/lifecycle section 3.2."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from incidents.lifecycle.roles import steps_for
from tests.contracts.steps import PLAYERS, do, player, reached, trace

# state -> action -> (the state it leads to, who may); what is not here nobody may do.
MAY = {
    "new": {
        "triage": ("assigned", "Agt Lead IM Sys"),
        "start": ("in_progress", "Res Agt"),
        "resolve": ("resolved", "Agt Res Sys"),
        "cancel": ("cancelled", "Agt Lead IM Req"),
    },
    "assigned": {
        "start": ("in_progress", "Res Agt"),
        "transfer": ("assigned", "Res Agt Lead IM Sys"),
        "resolve": ("resolved", "Agt Res Sys"),
        "cancel": ("cancelled", "Agt Lead IM"),
    },
    "in_progress": {
        "hold": ("on_hold", "Res Agt Lead"),
        "transfer": ("assigned", "Res Agt Lead IM Sys"),
        "resolve": ("resolved", "Res Agt"),
        "cancel": ("cancelled", "Agt Lead IM"),
    },
    "on_hold": {
        "resume": ("in_progress", "Sys Res Agt"),
        "transfer": ("assigned", "Res Agt Lead IM Sys"),
        "resolve": ("resolved", "Agt Res Sys"),
        "cancel": ("cancelled", "Agt Lead IM"),
    },
    "resolved": {
        "reopen": ("in_progress", "Req Agt Sys"),
        "close": ("closed", "Req Agt Sys"),
    },
    "closed": {"reopen": ("in_progress", "IM")},
    "cancelled": {"restore": ("new", "Lead IM")},
}
ACTIONS = ("triage", "start", "hold", "resume", "transfer", "resolve", "reopen", "close", "cancel", "restore")
FORBIDDEN, NOT_FROM_HERE = "forbidden", "not_allowed_from_state"


def _expected(state: str) -> dict[tuple[str, str], str]:
    outcomes = {}
    for action in ACTIONS:
        target, who = MAY[state].get(action, ("", ""))
        for role in PLAYERS:
            refusal = FORBIDDEN if target else NOT_FROM_HERE
            outcomes[action, role] = target if role in who.split() else refusal
    return outcomes


def _outcome(troupe, action, incident, role) -> str:
    before = trace(incident)
    try:
        with transaction.atomic():
            state = do(troupe, action, incident, player(troupe, role)).state
            raise _RolledBack(state)
    except _RolledBack as done:
        return str(done)
    except PermissionDenied:
        refusal = FORBIDDEN
    except ValidationError as problem:
        refusal = str(problem.code)
        assert problem.params["state"] == incident.state
    assert trace(incident) == before
    return refusal


class _RolledBack(Exception):
    """Undoes a step that was allowed, so that the next role finds the same incident."""


@pytest.mark.parametrize("state", MAY)
def test_who_may_do_what(troupe, state):
    incident = reached(troupe, state)
    assert incident.state == state
    outcomes = {
        (action, role): _outcome(troupe, action, incident, role) for action in ACTIONS for role in PLAYERS
    }
    assert outcomes == _expected(state)


@pytest.mark.parametrize("state", MAY)
def test_what_is_offered_is_what_may_be_done(troupe, state):
    incident = reached(troupe, state)
    for role in PLAYERS:
        offered = {str(step) for step in steps_for(incident, player(troupe, role))} & set(ACTIONS)
        assert offered == {action for action, (_, who) in MAY[state].items() if role in who.split()}, role
