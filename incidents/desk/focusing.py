"""The focus list: what needs this person now, in the order of what waiting costs, each with its reasons (UX-19)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Right
from accounts.people.models import User
from incidents.catalogue.choices import Priority
from incidents.desk.clocks import faces_for, hang, working
from incidents.desk.queues import ORDERS, Filters, rows_of
from incidents.desk.rules import Case, Reason, place_of
from incidents.records.choices import MajorState
from incidents.records.models import Incident
from incidents.sla.choices import ClockKind

FOCUS = "focus"
BY_COST = gettext_lazy("cost of delay")
SHOWN = 50
# What costs most is due soon or of high priority: so many of each are weighed.
_WEIGHED = 100
_REASONS = 3
_MORE = ("affected_count", "unanswered_since", "service__cost_per_hour")

_WORDS: dict[str, Callable[[int], Any]] = {
    "major": lambda _figure: _("major incident"),
    "candidate": lambda _figure: _("may be a major incident"),
    "target_due": lambda left: _("due in %(time)s") % {"time": working(left)},
    "target_missed": lambda over: _("%(time)s past due") % {"time": working(over)},
    "update_due": lambda left: _("update promised in %(time)s") % {"time": working(left)},
    "update_missed": lambda over: _("update owed for %(time)s") % {"time": working(over)},
    "unanswered": lambda since: _("no answer for %(time)s") % {"time": working(since)},
    "planned": lambda since: _("planned %(time)s ago") % {"time": working(since)},
    "cost": lambda cost: _("costs %(cost)d an hour") % {"cost": cost},
    "affected": lambda people: _("%(count)d people affected") % {"count": people},
    "priority": lambda level: _("priority %(priority)s") % {"priority": Priority(level).code},
}


def focus_rows(user: User, filters: Filters, now: datetime) -> list[Incident]:
    """Return the list, the costliest first, with clocks and reasons: three questions however long it is."""
    rows = rows_of(user, FOCUS, filters, now, more=_MORE)
    weighed = {
        row.pk: row for order in ("due", "priority") for row in rows.order_by(*ORDERS[order][1])[:_WEIGHED]
    }
    faces = faces_for(list(weighed.values()), now)
    hang(weighed.values(), faces)
    sees_cost = user.may(Right.SEE_COST)
    placed = []
    for row in weighed.values():
        place = place_of(_case_of(row, now))
        row.why = _said(place.reasons, sees_cost=sees_cost)  # type: ignore[attr-defined]
        placed.append((-place.cost, row.next_due_at, row.pk, row))
    return [row for *_order, row in sorted(placed, key=lambda one: one[:3])][:SHOWN]


def _case_of(row: Incident, now: datetime) -> Case:
    face: Any = row.face  # type: ignore[attr-defined]
    runs = face is not None and face.due is not None
    waits, step = row.unanswered_since, row.next_step_at
    return Case(
        priority=row.priority,
        is_major=row.major_state == MajorState.DECLARED,
        is_candidate=row.major_state == MajorState.CANDIDATE,
        due_in=face.left if runs else None,
        owes_update=runs and face.kind == ClockKind.UPDATE,
        unanswered_for=max(0, int((now - waits).total_seconds())) if waits is not None else None,
        planned_since=int((now - step).total_seconds()) if step is not None and step <= now else None,
        affected=row.affected_count or 0,
        cost_per_hour=int((row.service.cost_per_hour if row.service else 0) or 0),
    )


def _said(reasons: tuple[Reason, ...], *, sees_cost: bool) -> str:
    """Put the reasons into words; what a service costs is for those who may know it."""
    told = [reason for reason in reasons if sees_cost or reason.word != "cost"]
    return ", ".join(str(_WORDS[reason.word](reason.figure)) for reason in told[:_REASONS])
