"""Every order of the queue is an index: no sort, and no walk through all incidents, on either engine."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from accounts import keyset
from accounts.history import save_as
from accounts.people.models import Membership
from incidents.catalogue.models import HoldReason, ResolutionCode
from incidents.desk.board import CARDS, COLUMN_STATES, cards_of
from incidents.desk.counting import open_by_place
from incidents.desk.queues import BY_DUE, BY_PRIORITY, ORDERS, PAGE_SIZE, VIEWS, Filters, rows_of
from incidents.desk.wall import figures_of_levels, soonest
from incidents.records.choices import OPEN_STATES, MajorState, State
from incidents.records.models import NEVER, Incident
from tests.builders import NOON

# Held, resolved, declared and pressing incidents are few, so that sorting them is cheap; all but the last have their
# own index, in the order that the page starts with. Every other view holds a large part of the open incidents.
SMALL_VIEWS = {"steps", "waiting", "majors", "resolved", "breaching", "holds", "focus"}
INDEX = {
    ("mine", "due"): "incidents_queue_assignee",
    ("all", "due"): "incidents_queue_due",
    ("all", "priority"): "incidents_queue",
    ("all", "oldest"): "incidents_queue_reported",
    ("all", "newest"): "incidents_queue_reported",
    ("all", "updated"): "incidents_queue_updated",
}


def _plan(rows) -> list[str]:
    """Return the steps of the plan in one form for both engines: "scan", "sort", or the index that is walked."""
    if connection.vendor == "postgresql":
        tree = rows.explain(format="json")
        return [step for plan in json.loads(tree) for step in _steps_of(plan["Plan"])]
    steps = []
    for line in rows.explain().splitlines():
        if "TEMP B-TREE" in line:
            steps.append("sort")
        elif "incidents_incident USING" in line:
            steps.append(line.split("INDEX ")[1].split()[0] if "INDEX " in line else "pk")
        elif "SCAN incidents_incident" in line:
            steps.append("scan")
    return steps


def _steps_of(node: dict[str, Any]) -> Iterator[str]:
    if "Sort" in node["Node Type"]:
        yield "sort"
    elif node.get("Relation Name") == "incidents_incident" and node["Node Type"] == "Seq Scan":
        yield "scan"
    elif "Index Name" in node and node["Index Name"].startswith("incidents_"):
        yield node["Index Name"]
    for child in node.get("Plans", []):
        yield from _steps_of(child)


def test_every_page_of_the_queue_walks_an_index(cast):
    """Among twenty thousand incidents, every fifth of them open: filling them in takes longest, so once for all."""
    _fill(cast)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert _wrong_in_views_and_orders(cast) == {}
    assert _wrong_by_the_nearest_deadline(cast) == {}
    assert _wrong_on_the_board(cast) == {}
    wall = figures_of_levels(cast.people["rafael"], NOON), soonest(cast.people["rafael"], NOON)
    assert [_plan(rows) for rows in wall if "scan" in _plan(rows)] == []
    # The figures of the side bar are asked for every quarter of a minute by everybody at work.
    assert not {"scan"} & set(_plan(open_by_place(cast.people["rafael"], NOON)))
    for name, behind, index in (
        (BY_DUE, _behind_due, "incidents_queue_due"),
        (BY_PRIORITY, _behind_priority, "incidents_queue"),
    ):
        _check_the_next_page(cast, name, behind, index)
    _check_people_in_several_teams(cast)


def _wrong_in_views_and_orders(cast):
    wrong = {}
    for view in VIEWS:
        for name, (_label, order) in ORDERS.items():
            rows = rows_of(cast.people["rafael"], view.slug, Filters(), NOON).order_by(*order)[
                : PAGE_SIZE + 1
            ]
            steps = _plan(rows)
            is_sorted = "sort" in steps and view.slug not in SMALL_VIEWS
            wanted = INDEX.get((view.slug, name))
            if "scan" in steps or is_sorted or (wanted and wanted not in steps):
                wrong[view.slug, name] = steps
    return wrong


def _wrong_by_the_nearest_deadline(cast):
    """Look for a sort or a walk through all in what is narrowed down: to a team, an assignee, nobody, a priority."""
    wrong = {}
    for narrow, index in (
        (Filters(), "incidents_queue_due"),
        (Filters(team=cast.teams["network"]), "incidents_queue_team"),
        (Filters(assignee=cast.people["nadia"]), "incidents_queue_assignee"),
        (Filters(is_unassigned=True), "incidents_queue"),
        (Filters(priorities=(2,)), "incidents_queue"),
    ):
        rows = rows_of(cast.people["rafael"], "all", narrow, NOON)
        steps = _plan(rows.order_by(*ORDERS[BY_DUE][1])[: PAGE_SIZE + 1])
        # Among few rows the deadlines of everybody may be the shorter way.
        if not any(step.startswith((index, "incidents_queue_due")) for step in steps) or {
            "scan",
            "sort",
        } & set(steps):
            wrong[str(narrow)] = steps
    return wrong


def _wrong_on_the_board(cast):
    """Look for a walk through all incidents in the columns; what is one's own or few may be sorted."""
    wrong = {}
    for view in VIEWS:
        for state in COLUMN_STATES:
            rows = cards_of(cast.people["rafael"], view.slug, Filters(), state, NOON)
            steps = _plan(rows.order_by(*ORDERS[BY_DUE][1])[: CARDS + 1])
            is_sorted = "sort" in steps and view.slug == "all" and state in OPEN_STATES
            if "scan" in steps or is_sorted:
                wrong[view.slug, state] = steps
    return wrong


def _behind_due(last):
    return Q(next_due_at__gte=last.next_due_at) & (
        Q(next_due_at__gt=last.next_due_at) | Q(next_due_at=last.next_due_at, pk__gt=last.pk)
    )


def _behind_priority(last):
    same = Q(priority=last.priority)
    return Q(priority__gte=last.priority) & (
        Q(priority__gt=last.priority)
        | same & Q(next_due_at__gt=last.next_due_at)
        | same & Q(next_due_at=last.next_due_at, pk__gt=last.pk)
    )


def _check_the_next_page(cast, name, behind, index):
    order = ORDERS[name][1]
    rows = rows_of(cast.people["rafael"], "all", Filters(), NOON)
    first = keyset.page_of(rows, order, size=PAGE_SIZE)
    later = rows.filter(behind(first.rows[-1]))
    assert [row.pk for row in later.order_by(*order)[:PAGE_SIZE]] == [
        row.pk for row in keyset.page_of(rows, order, size=PAGE_SIZE, cursor=first.next).rows
    ]
    steps = _plan(later.order_by(*order)[: PAGE_SIZE + 1])
    assert index in steps and not {"scan", "sort"} & set(steps)


def _check_people_in_several_teams(cast):
    """Their rows come from the teams' part of the index, and are sorted or filtered: never more than what is open."""
    save_as(Membership(team=cast.teams["applications"], user=cast.people["rafael"]), by=cast.system)
    user = cast.actor("rafael").user
    steps = _plan(rows_of(user, "teams", Filters(), NOON).order_by(*ORDERS[BY_DUE][1])[: PAGE_SIZE + 1])
    assert "scan" not in steps
    assert {"incidents_queue_due", "incidents_queue_team"} & set(steps)


def _fill(cast):
    people = [cast.people[name] for name in ("rafael", "nadia", "lena")]
    teams = [cast.teams["network"], cast.teams["applications"], cast.teams["service-desk"], None]
    code = ResolutionCode.objects.first()
    hold = HoldReason.objects.get(slug="awaiting_requester")
    rows = []
    for number in range(20_000):
        state = State.CLOSED
        if number % 5 == 0:
            state = (State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.ON_HOLD)[number // 5 % 4]
        elif number % 17 == 0:
            state = State.RESOLVED
        at = NOON + timedelta(seconds=(number * 7919) % 2_000_000)
        finished = state in (State.CLOSED, State.RESOLVED)
        rows.append(
            Incident(
                number=f"INC-9{number:06}",
                title=f"Incident {number}",
                state=state,
                priority=number % 5 + 1 if state == "closed" else number // 5 % 5 + 1,
                requester=cast.people["ruth"],
                reporter=cast.people["agnes"],
                team=teams[number % 7 % 4],
                assignee=people[number % 3] if number % 11 < 6 and number % 7 % 4 != 3 else None,
                hold_reason=hold if state == State.ON_HOLD else None,
                channel="phone",
                detected_by="user",
                detected_at=at,
                reported_at=at,
                created_at=at,
                updated_at=at + timedelta(hours=number % 50),
                next_due_at=NEVER if finished or state == State.ON_HOLD else at + timedelta(hours=8),
                restored_at=at if finished else None,
                resolved_at=at if finished else None,
                resolution_code=code if finished else None,
                resolution_text="x" if finished else "",
                major_state=MajorState.DECLARED if number in (100, 200) else MajorState.NONE,
                major_manager=cast.people["mia"] if number in (100, 200) else None,
            )
        )
    Incident.objects.bulk_create(rows, batch_size=500)
