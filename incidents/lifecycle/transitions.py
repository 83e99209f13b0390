"""The transition table T1 to T16 and M1 to M6 (spec/lifecycle 3.2) as data, and the questions it answers."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from incidents.lifecycle.choices import Action, Role
from incidents.records.choices import MajorState, State

REQ, AGT, RES, LEAD = Role.REQUESTER, Role.AGENT, Role.RESOLVER, Role.LEAD
IM, MIM, SYS, INT = Role.INCIDENT_MANAGER, Role.MAJOR_INCIDENT_MANAGER, Role.SYSTEM, Role.INTEGRATION


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table; `target` None leaves the state as it is, `majors` narrows it by the major track."""

    row: str
    action: Action
    sources: frozenset[State]
    target: State | None
    roles: frozenset[Role]
    majors: frozenset[MajorState]


_ANY = tuple(MajorState)
_ORDINARY = (MajorState.NONE, MajorState.CANDIDATE, MajorState.REJECTED)
_NOT_DECLARED = (*_ORDINARY, MajorState.STOOD_DOWN)


def _t(
    row: str,
    action: Action,
    sources: tuple[State, ...],
    target: State | None,
    *roles: Role,
    majors: tuple[MajorState, ...] = _ANY,
) -> Transition:
    return Transition(row, action, frozenset(sources), target, frozenset(roles), frozenset(majors))


NEW, ASSIGNED, IN_PROGRESS, ON_HOLD = State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.ON_HOLD
RESOLVED, CLOSED, CANCELLED = State.RESOLVED, State.CLOSED, State.CANCELLED
OPEN = (NEW, ASSIGNED, IN_PROGRESS, ON_HOLD)
DECLARED, STOOD_DOWN = (MajorState.DECLARED,), (MajorState.STOOD_DOWN,)

TABLE: tuple[Transition, ...] = (
    _t("T1", Action.OPEN, (), NEW, REQ, AGT, INT, SYS),
    _t("T2", Action.TRIAGE, (NEW,), ASSIGNED, AGT, LEAD, IM, SYS),
    _t("T3", Action.START, (NEW, ASSIGNED), IN_PROGRESS, RES, AGT),
    _t("T4", Action.HOLD, (IN_PROGRESS,), ON_HOLD, RES, AGT, LEAD),
    _t("T5", Action.RESUME, (ON_HOLD,), IN_PROGRESS, SYS),
    _t("T6", Action.RESUME, (ON_HOLD,), IN_PROGRESS, SYS, RES, AGT),
    _t("T7", Action.TRANSFER, (ASSIGNED, IN_PROGRESS, ON_HOLD), ASSIGNED, RES, AGT, LEAD, IM, SYS),
    _t("T8", Action.RESOLVE, (IN_PROGRESS,), RESOLVED, RES, AGT),
    _t("T8", Action.RESOLVE, (IN_PROGRESS,), RESOLVED, MIM, majors=DECLARED),
    _t("T9", Action.RESOLVE, (NEW, ASSIGNED, ON_HOLD), RESOLVED, AGT, RES, SYS),
    _t("T10", Action.REOPEN, (RESOLVED,), IN_PROGRESS, REQ, AGT, SYS),
    _t("T11", Action.CLOSE, (RESOLVED,), CLOSED, REQ, AGT, majors=_ORDINARY),
    _t("T11", Action.CLOSE, (RESOLVED,), CLOSED, MIM, majors=STOOD_DOWN),
    _t("T12", Action.CLOSE, (RESOLVED,), CLOSED, SYS, majors=_ORDINARY),
    _t("T13", Action.OPEN, (CLOSED,), None, SYS),
    _t("T14", Action.REOPEN, (CLOSED,), IN_PROGRESS, IM),
    _t("T15", Action.CANCEL, OPEN, CANCELLED, AGT, LEAD, IM, majors=_NOT_DECLARED),
    _t("T15", Action.CANCEL, (NEW,), CANCELLED, REQ, majors=_NOT_DECLARED),
    _t("T16", Action.RESTORE, (CANCELLED,), NEW, LEAD, IM),
)


@dataclass(frozen=True, slots=True)
class MajorTransition:
    """One row of the major track; several sources may share a target."""

    row: str
    action: Action
    source: MajorState
    target: MajorState
    roles: frozenset[Role]


def _m(row: str, action: Action, source: MajorState, target: MajorState, *roles: Role) -> MajorTransition:
    return MajorTransition(row, action, source, target, frozenset(roles))


MAJOR_TABLE: tuple[MajorTransition, ...] = (
    _m("M1", Action.PROPOSE_MAJOR, MajorState.NONE, MajorState.CANDIDATE, AGT, RES, SYS),
    _m("M2", Action.DECLARE_MAJOR, MajorState.CANDIDATE, MajorState.DECLARED, MIM, IM),
    _m("M3", Action.REJECT_MAJOR, MajorState.CANDIDATE, MajorState.REJECTED, MIM, IM),
    _m("M4", Action.DECLARE_MAJOR, MajorState.NONE, MajorState.DECLARED, MIM, IM, LEAD),
    _m("M5", Action.STAND_DOWN, MajorState.DECLARED, MajorState.STOOD_DOWN, MIM),
    _m("M6", Action.DEMOTE, MajorState.DECLARED, MajorState.REJECTED, MIM),
)


def permitted_row(
    action: Action, state: State, roles: AbstractSet[Role], major: MajorState = MajorState.NONE
) -> Transition | None:
    """Return the row that lets these roles do the action in this state, or None."""
    for row in TABLE:
        if row.action == action and state in row.sources and major in row.majors and row.roles & roles:
            return row
    return None


def leads_on(action: Action, state: State, major: MajorState = MajorState.NONE) -> bool:
    """Say whether anybody may do the action in this state."""
    return permitted_row(action, state, frozenset(Role), major) is not None


def major_row(
    action: Action, major: MajorState, roles: AbstractSet[Role], *, is_child: bool = False
) -> MajorTransition | None:
    """Return the row of the major track that lets these roles do the action, or None."""
    if is_child and action in (Action.PROPOSE_MAJOR, Action.DECLARE_MAJOR):
        return None
    for row in MAJOR_TABLE:
        if row.action == action and row.source == major and row.roles & roles:
            return row
    return None


def allowed_actions(
    state: State, roles: AbstractSet[Role], major: MajorState = MajorState.NONE, *, is_child: bool = False
) -> list[Action]:
    """Return what these roles may do now, in the order of the table."""
    steps: list[Action] = [
        action
        for action in Action
        if action != Action.OPEN and permitted_row(action, state, roles, major) is not None
    ]
    if state not in (State.CLOSED, State.CANCELLED):
        steps += [
            action for action in Action if major_row(action, major, roles, is_child=is_child) is not None
        ]
    return steps
