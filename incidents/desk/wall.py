"""What stands on the wallboard: open incidents by priority, majors, and what is due next."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from accounts.people.models import User
from incidents.catalogue.choices import Priority
from incidents.desk.queues import ORDERS, Filters, rows_of
from incidents.records.models import NEVER, Incident, IncidentQuerySet

# As many lines as a room can read.
DEADLINES = 8
MAJORS = 3


@dataclass(frozen=True, slots=True)
class Level:
    """The open incidents of one priority."""

    priority: Priority
    total: int = 0
    unassigned: int = 0
    late: int = 0


def figures_of_levels(user: User, now: datetime) -> QuerySet[Incident, tuple[int, int, int, int]]:
    """Return for each priority how many are open, how many nobody has, and how many are past due."""
    return (
        Incident.objects.visible_to(user)
        .open()
        .order_by()
        .values("priority")
        .annotate(
            total=Count("id"),
            unassigned=Count("id", filter=Q(assignee=None)),
            late=Count("id", filter=Q(next_due_at__lt=now)),
        )
        .values_list("priority", "total", "unassigned", "late")
    )


def levels(user: User, now: datetime) -> list[Level]:
    """Return all priorities, those without incidents too: a wall keeps its places."""
    found = {row[0]: row[1:] for row in figures_of_levels(user, now)}
    return [Level(priority, *found.get(priority.value, ())) for priority in Priority]


def soonest(user: User, now: datetime) -> IncidentQuerySet:
    """Return the incidents that are due next, what is past due before all; what stands still is left out."""
    rows = rows_of(user, "all", Filters(), now).filter(next_due_at__lt=NEVER)
    return rows.order_by(*ORDERS["due"][1])[:DEADLINES]


def majors(user: User, now: datetime) -> IncidentQuerySet:
    """Return declared major incidents, the one that is due next first."""
    rows = rows_of(
        user, "majors", Filters(), now, more=("major_manager__first_name", "major_manager__last_name")
    )
    return rows.order_by(*ORDERS["due"][1])[: MAJORS + 1]
