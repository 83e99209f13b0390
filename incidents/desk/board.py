"""The board: a view of the queue by state, with how much each column should hold at most."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count

from accounts.people.models import User
from incidents.desk.models import WipLimit
from incidents.desk.queues import ORDERS, Filters, condition_of, rows_of
from incidents.desk.steps import Step, arranged
from incidents.lifecycle.choices import Action
from incidents.records.choices import OPEN_STATES, State
from incidents.records.models import Incident, IncidentQuerySet

COLUMN_STATES = (*OPEN_STATES, State.RESOLVED)
# As many cards as one looks through; the list has the others.
CARDS = 20
# What says which steps are allowed.
_FOR_STEPS = ("version", "team_id", "parent_id")
# Steps that move a card to another column; all others are on the incident's page.
MOVES = (
    Action.TRIAGE,
    Action.START,
    Action.HOLD,
    Action.RESUME,
    Action.RESOLVE,
    Action.CLOSE,
    Action.REOPEN,
)


@dataclass(frozen=True, slots=True)
class Column:
    """The cards of one state; `total` and `limit` are None where nobody counts."""

    state: State
    cards: list[Incident]
    has_more: bool
    total: int | None
    limit: int | None

    @property
    def icon(self) -> str:
        """Return the ring of the state."""
        return f"state-{self.state.value.replace('_', '-')}"

    @property
    def is_over(self) -> bool:
        """Say whether more is in work than there should be."""
        return self.limit is not None and self.total is not None and self.total > self.limit


def columns_of(user: User, view: str, filters: Filters, sort: str, now: datetime) -> list[Column]:
    """Return the columns, a few cards of each: one question for each state, and two for the figures."""
    totals = _totals(user, view, filters, now)
    limits = _limits(user, view, filters)
    columns = []
    for state in COLUMN_STATES:
        if filters.states and state not in filters.states:
            continue
        rows = cards_of(user, view, filters, state, now)
        cards = list(rows.order_by(*ORDERS[sort][1])[: CARDS + 1])
        total = totals.get(state, 0) if state in OPEN_STATES else None
        columns.append(Column(state, cards[:CARDS], len(cards) > CARDS, total, limits.get(state)))
    return columns


def cards_of(user: User, view: str, filters: Filters, state: State, now: datetime) -> IncidentQuerySet:
    """Return the cards of a column; what is resolved lies beyond what views keep open."""
    beyond = () if state in OPEN_STATES else (state,)
    return rows_of(user, view, replace(filters, states=beyond), now, more=_FOR_STEPS).filter(state=state)


def _totals(user: User, view: str, filters: Filters, now: datetime) -> dict[str, int]:
    rows = Incident.objects.visible_to(user).open().filter(condition_of(view, user, now))
    kept = replace(filters, states=()).keep(rows, now).order_by()
    return dict(kept.values_list("state").annotate(total=Count("id")))


def _limits(user: User, view: str, filters: Filters) -> dict[str, int]:
    """Add up what the teams shown may hold; where one of them has no limit there is none."""
    teams = {filters.team.pk} if filters.team else user.team_ids if view == "teams" else frozenset()
    if not teams:
        return {}
    by_state: dict[str, list[int]] = {}
    for state, most in WipLimit.objects.filter(team__in=teams).values_list("state", "most"):
        by_state.setdefault(state, []).append(most)
    return {state: sum(limits) for state, limits in by_state.items() if len(limits) == len(teams)}


def moves(incident: Incident, allowed: list[Action]) -> list[Step]:
    """Return the steps that bring a card to another column, the likeliest first."""
    shown, more = arranged(incident, [action for action in allowed if action in MOVES], may_assign=False)
    return [*shown, *more]
