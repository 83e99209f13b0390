"""The table of an action's moves as data, and the questions it answers."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from reviews.actions.choices import ActionRole, ActionState, Move

OWNER, REVIEW_OWNER = ActionRole.OWNER, ActionRole.REVIEW_OWNER
APPROVER, IM = ActionRole.APPROVER, ActionRole.INCIDENT_MANAGER


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: who may make which move from where, where it leads, and whether it needs words."""

    row: str
    move: Move
    sources: frozenset[ActionState]
    target: ActionState
    roles: frozenset[ActionRole]
    needs_note: bool


def _t(
    row: str,
    move: Move,
    sources: tuple[ActionState, ...],
    target: ActionState,
    *roles: ActionRole,
    needs_note: bool = False,
) -> Transition:
    return Transition(row, move, frozenset(sources), target, frozenset(roles), needs_note)


_S = ActionState

TABLE: tuple[Transition, ...] = (
    _t("A1", Move.ACCEPT, (_S.PROPOSED,), _S.ACCEPTED, OWNER, REVIEW_OWNER, APPROVER, IM),
    _t("A2", Move.START, (_S.ACCEPTED,), _S.IN_PROGRESS, OWNER, REVIEW_OWNER, IM),
    _t("A3", Move.FINISH, (_S.ACCEPTED, _S.IN_PROGRESS), _S.DONE, OWNER, REVIEW_OWNER, IM),
    _t("A4", Move.VERIFY, (_S.DONE,), _S.VERIFIED, REVIEW_OWNER, APPROVER, IM, needs_note=True),
    _t("A5", Move.REFUTE, (_S.DONE,), _S.NOT_EFFECTIVE, REVIEW_OWNER, APPROVER, IM, needs_note=True),
    _t("A6", Move.REOPEN, (_S.NOT_EFFECTIVE,), _S.IN_PROGRESS, OWNER, REVIEW_OWNER, APPROVER, IM),
    _t(
        "A7",
        Move.CANCEL,
        (_S.PROPOSED, _S.ACCEPTED, _S.IN_PROGRESS, _S.NOT_EFFECTIVE),
        _S.CANCELLED,
        REVIEW_OWNER,
        APPROVER,
        IM,
        needs_note=True,
    ),
)


def permitted_row(move: Move, state: ActionState, roles: AbstractSet[ActionRole]) -> Transition | None:
    """Return the row that lets these roles make the move in this state, or None."""
    for row in TABLE:
        if row.move == move and state in row.sources and row.roles & roles:
            return row
    return None


def leads_on(move: Move, state: ActionState) -> bool:
    """Say whether anybody may make the move in this state."""
    return permitted_row(move, state, frozenset(ActionRole)) is not None


def allowed_moves(state: ActionState, roles: AbstractSet[ActionRole]) -> list[Move]:
    """Return what these roles may do now, in the order of the table."""
    return [row.move for row in TABLE if state in row.sources and row.roles & roles]
