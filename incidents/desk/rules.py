"""Cost of delay: what an hour of waiting costs in comparison, and why. Plain values in, plain values out."""

from dataclasses import dataclass

_HOUR = 3600
# What an hour costs, in points: each priority about two and a half times the next one.
_WEIGHTS = {1: 100, 2: 40, 3: 15, 4: 6, 5: 2}
_MAJOR = 3
# What can still be kept goes before what is missed already; what has no deadline waits at the price of its priority.
_PRESSURES = ((1 * _HOUR, 6), (4 * _HOUR, 3), (24 * _HOUR, 2))
_MISSED, _CALM = 4, 1
# Somebody said that it would go on at a moment that has come.
_PLANNED = 2
# Many people lose more, but a thousand not a hundred times as much as ten.
_CROWDS = ((1000, 4), (100, 3), (10, 2))
# A service that costs more while it is down, in whole units of money an hour.
_COSTS = ((10_000, 4), (1_000, 3), (100, 2))
# Each hour that somebody waits for an answer adds an eighth, for a working day at most.
_ANSWER_HOURS = 8


@dataclass(frozen=True, slots=True)
class Case:
    """An incident as the rule sees it; times in seconds, None where nothing runs; working time until it is due."""

    priority: int
    is_major: bool = False
    is_candidate: bool = False
    due_in: int | None = None
    owes_update: bool = False
    unanswered_for: int | None = None
    planned_since: int | None = None
    affected: int = 0
    cost_per_hour: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case stands where it does: a word, and the figure that belongs to it."""

    word: str
    figure: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """What waiting costs, in points, and the reasons, the weightiest first."""

    cost: int
    reasons: tuple[Reason, ...]


def place_of(case: Case) -> Place:
    """Return what a case costs while it waits; more is done first."""
    weight = _WEIGHTS[case.priority] * (_MAJOR if case.is_major else 1) * _breadth(case)
    pressure = max(_pressure(case.due_in), _CALM if case.planned_since is None else _PLANNED)
    hours = min((case.unanswered_for or 0) // _HOUR, _ANSWER_HOURS)
    cost = weight * pressure + weight * hours // _ANSWER_HOURS
    return Place(cost, tuple(_reasons(case, _pressure(case.due_in))))


def _pressure(due_in: int | None) -> int:
    if due_in is None:
        return _CALM
    if due_in < 0:
        return _MISSED
    return next((pressure for within, pressure in _PRESSURES if due_in <= within), _CALM)


def _breadth(case: Case) -> int:
    return max(_factor(_CROWDS, case.affected), _factor(_COSTS, case.cost_per_hour))


def _factor(steps: tuple[tuple[int, int], ...], figure: int) -> int:
    return next((factor for least, factor in steps if figure >= least), 1)


def _reasons(case: Case, pressure: int) -> list[Reason]:
    reasons = []
    if case.is_major:
        reasons.append(Reason("major"))
    elif case.is_candidate:
        reasons.append(Reason("candidate"))
    if case.due_in is not None and pressure > _CALM:
        kind = "update" if case.owes_update else "target"
        reasons.append(Reason(f"{kind}_{'missed' if case.due_in < 0 else 'due'}", abs(case.due_in)))
    if case.unanswered_for is not None:
        reasons.append(Reason("unanswered", case.unanswered_for))
    if case.planned_since is not None:
        reasons.append(Reason("planned", case.planned_since))
    if _factor(_COSTS, case.cost_per_hour) > 1:
        reasons.append(Reason("cost", case.cost_per_hour))
    if _factor(_CROWDS, case.affected) > 1:
        reasons.append(Reason("affected", case.affected))
    return [*reasons, Reason("priority", case.priority)]
