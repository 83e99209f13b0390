"""A draft of what might be agreed: the present book with a changed policy, calendar or matrix laid over it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from incidents.catalogue.rules import Matrix, matrix_problem
from incidents.sla.calendar_plan import Plan
from incidents.sla.calendars import WorkingCalendar
from incidents.sla.choices import KINDS_COVERED, ClockKind
from incidents.sla.replay import Act
from incidents.sla.terms import Book, Facts, Terms

# Two years of minutes; beyond it nobody means a promise.
MOST_MINUTES = 1_051_200
_PARTS = frozenset({"policy", "calendar", "matrix"})
_POLICY_KEYS = frozenset({"slug", "calendar", "targets"})
_CALENDAR_KEYS = frozenset({"slug", "definition"})


@dataclass(frozen=True, slots=True)
class Draft:
    """What is tried; a part that is None stays as it is. Calendars stand by key, policies by short name."""

    policy: str | None = None
    policy_calendar: int | None = None
    targets: Mapping[ClockKind, Mapping[int, int]] | None = None
    calendar: int | None = None
    plan: Plan | None = None
    matrix: Matrix | None = None


def read_draft(told: Mapping[str, Any], book: Book, calendars: Mapping[str, int], *, today: date) -> Draft:
    """Read a draft; ValueError begins with the name of the part that is wrong, and a colon."""
    if not told or not set(told) <= _PARTS:
        raise ValueError("policy: give a changed policy, calendar or matrix.")
    slug, policy_calendar, targets = _policy(told.get("policy"), book, calendars)
    calendar, plan = _calendar(told.get("calendar"), calendars, today)
    return Draft(slug, policy_calendar, targets, calendar, plan, _matrix(told.get("matrix")))


def _policy(
    told: Any, book: Book, calendars: Mapping[str, int]
) -> tuple[str | None, int | None, dict[ClockKind, dict[int, int]] | None]:
    if told is None:
        return None, None, None
    if not isinstance(told, Mapping) or not set(told) <= _POLICY_KEYS:
        raise ValueError("policy: must be an object with slug, calendar and targets.")
    terms = next((terms for terms in book.policies if terms.slug == told.get("slug")), None)
    if terms is None:
        raise ValueError("policy: there is no such policy in force.")
    name = told.get("calendar")
    if name is not None and name not in calendars:
        raise ValueError("policy_calendar: there is no such calendar.")
    return terms.slug, calendars[name] if name else None, _targets(told.get("targets"), terms)


def _targets(told: Any, terms: Terms) -> dict[ClockKind, dict[int, int]] | None:
    if told is None:
        return None
    if not isinstance(told, Mapping):
        raise ValueError("targets: must be an object.")
    targets: dict[ClockKind, dict[int, int]] = {}
    for kind, row in told.items():
        if kind not in KINDS_COVERED[terms.covers] or not isinstance(row, Mapping):
            raise ValueError(f"targets: {kind} is no clock of this policy.")
        targets[ClockKind(kind)] = dict(_target(kind, priority, row[priority]) for priority in row)
    return targets


def _target(kind: str, priority: Any, minutes: Any) -> tuple[int, int]:
    if str(priority) not in "12345" or type(minutes) is not int or not 1 <= minutes <= MOST_MINUTES:
        raise ValueError(f"targets: {kind} P{priority} needs whole minutes from 1 to {MOST_MINUTES}.")
    return int(priority), minutes


def _calendar(told: Any, calendars: Mapping[str, int], today: date) -> tuple[int | None, Plan | None]:
    if told is None:
        return None, None
    if not isinstance(told, Mapping) or not set(told) <= _CALENDAR_KEYS or told.get("slug") not in calendars:
        raise ValueError("calendar: there is no such calendar.")
    try:
        plan = Plan.from_dict(told.get("definition") or {})
        plan.check_not_empty(today)
    except ValueError as problem:
        raise ValueError(f"definition: {problem}") from None
    return calendars[told["slug"]], plan


def _matrix(told: Any) -> Matrix | None:
    if told is None:
        return None
    cells = []
    for pair, priority in told.items() if isinstance(told, Mapping) else ():
        impact, _sign, urgency = str(pair).partition("_")
        cells.append((impact, urgency, priority))
    if matrix_problem(cells):
        raise ValueError("matrix: each pair of impact and urgency needs one priority from 1 to 5.")
    return {(impact, urgency): priority for impact, urgency, priority in cells}


def drafted(book: Book, draft: Draft) -> Book:
    """Return the book as the draft wants it; what is changed stands under keys that no version has."""
    terms = {-one.version: _changed(one, draft) for one in book.policies if one.slug == draft.policy}
    versions = dict(book.calendar_versions)
    if draft.calendar is not None:
        versions[draft.calendar] = -draft.calendar
    plan = draft.plan
    working = WorkingCalendar(plan) if plan is not None else None

    def calendar(version: int) -> WorkingCalendar:
        return working if version < 0 and working is not None else book.calendar(version)

    def of(version: int) -> Terms:
        return terms[version] if version < 0 else book.terms(version)

    policies = [terms.get(-one.version, one) for one in book.policies]
    return Book(policies, versions, calendar, of)


def _changed(terms: Terms, draft: Draft) -> Terms:
    return replace(
        terms,
        version=-terms.version,
        calendar=terms.calendar if draft.policy_calendar is None else draft.policy_calendar,
        targets=terms.targets if draft.targets is None else draft.targets,
    )


def with_matrix(act: Act, matrix: Matrix | None) -> Act:
    """Return the act with the priority that another matrix would have given."""
    if matrix is None or (act.impact, act.urgency) not in matrix:
        return act
    facts: Facts = replace(act.facts, priority=matrix[(act.impact, act.urgency)])
    return replace(act, facts=facts)
