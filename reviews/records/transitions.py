"""The table of a review's steps as data, and the questions it answers."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from reviews.records.choices import ReviewState, Role, Step

OWNER, AUTHOR, APPROVER = Role.OWNER, Role.AUTHOR, Role.APPROVER
FACILITATOR, IM, SYS = Role.FACILITATOR, Role.INCIDENT_MANAGER, Role.SYSTEM


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: who may take which step from where, and where it leads."""

    row: str
    step: Step
    sources: frozenset[ReviewState]
    target: ReviewState
    roles: frozenset[Role]


def _t(
    row: str, step: Step, sources: tuple[ReviewState, ...], target: ReviewState, *roles: Role
) -> Transition:
    return Transition(row, step, frozenset(sources), target, frozenset(roles))


_REQUIRED, _DRAFT, _IN_REVIEW = ReviewState.REQUIRED, ReviewState.DRAFT, ReviewState.IN_REVIEW
_APPROVED, _PUBLISHED = ReviewState.APPROVED, ReviewState.PUBLISHED

TABLE: tuple[Transition, ...] = (
    _t("P1", Step.START, (_REQUIRED,), _DRAFT, SYS, IM),
    _t("P2", Step.SUBMIT, (_DRAFT,), _IN_REVIEW, OWNER),
    _t("P3", Step.SEND_BACK, (_IN_REVIEW,), _DRAFT, APPROVER, FACILITATOR, IM),
    _t("P4", Step.APPROVE, (_IN_REVIEW,), _APPROVED, APPROVER),
    _t("P5", Step.PUBLISH, (_APPROVED,), _PUBLISHED, IM),
    _t("P6", Step.CLOSE, (_PUBLISHED,), ReviewState.CLOSED, OWNER, IM),
    _t("P7", Step.WAIVE, (_REQUIRED, _DRAFT, _IN_REVIEW), ReviewState.WAIVED, IM),
)


def permitted_row(step: Step, state: ReviewState, roles: AbstractSet[Role]) -> Transition | None:
    """Return the row that lets these roles take the step in this state, or None."""
    for row in TABLE:
        if row.step == step and state in row.sources and row.roles & roles:
            return row
    return None


def leads_on(step: Step, state: ReviewState) -> bool:
    """Say whether anybody may take the step in this state."""
    return permitted_row(step, state, frozenset(Role)) is not None


def allowed_steps(state: ReviewState, roles: AbstractSet[Role]) -> list[Step]:
    """Return what these roles may do now, in the order of the table."""
    return [row.step for row in TABLE if state in row.sources and row.roles & roles]
