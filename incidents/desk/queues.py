"""The queue's views, filters and orders as data, and the questions behind its page."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Team, User
from incidents.catalogue.models import HoldReason, Service
from incidents.records.choices import MajorState, State
from incidents.records.models import IS_OPEN, Incident, IncidentQuerySet
from incidents.records.search import matching

PAGE_SIZE = 50
# Counting further than this costs more than it tells.
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class View:
    """A named way to look at the queue; `mine` marks conditions that depend on who looks."""

    slug: str
    name: Any
    icon: str
    empty: Any


VIEWS = (
    View("mine", _("My work"), "user", _("Nothing waits for you.")),
    View("teams", _("My teams"), "team", _("Your teams have no open incidents.")),
    View("unassigned", _("Unassigned"), "assign", _("Every open incident has an assignee.")),
    View("waiting", _("Waiting on requester"), "state-on-hold", _("No incident waits for an answer.")),
    View("majors", _("Major incidents"), "siren", _("No major incident is declared.")),
    View("resolved", _("Recently resolved"), "check", _("Nothing was resolved lately.")),
    View("all", _("All open"), "queue", _("There are no open incidents.")),
)
VIEW_BY_SLUG = {view.slug: view for view in VIEWS}


# Not a join: the engine would start from the few reasons and sort what it finds.
_WAITS_FOR_REQUESTER = Q(hold_reason__in=HoldReason.objects.filter(waits_for="requester").order_by())


def condition_of(view: str, user: User) -> Q:
    """Return what a view keeps."""
    return {
        "mine": IS_OPEN & Q(assignee=user),
        "teams": IS_OPEN & Q(team__in=user.team_ids),
        "unassigned": IS_OPEN & Q(assignee=None),
        "waiting": Q(state=State.ON_HOLD) & _WAITS_FOR_REQUESTER,
        "majors": Q(major_state=MajorState.DECLARED),
        "resolved": Q(state=State.RESOLVED),
        "all": IS_OPEN,
    }[view]


def first_view(user: User) -> str:
    """Return the view a person starts with."""
    return "teams" if user.team_ids else "all"


ORDERS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "priority": (_("priority"), ("priority", "reported_at", "id")),
    "oldest": (_("oldest first"), ("reported_at", "id")),
    "newest": (_("newest first"), ("-reported_at", "-id")),
    "updated": (_("last change"), ("-updated_at", "-id")),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to, already checked: a filter that is not set keeps everything."""

    states: tuple[str, ...] = ()
    priorities: tuple[int, ...] = ()
    team: Team | None = None
    assignee: User | None = None
    is_unassigned: bool = False
    service: Service | None = None
    text: str = ""

    def keep(self, incidents: IncidentQuerySet) -> IncidentQuerySet:
        """Narrow the incidents."""
        if self.states:
            incidents = incidents.filter(state__in=self.states)
        if self.priorities:
            incidents = incidents.filter(priority__in=self.priorities)
        for name in ("team", "assignee", "service"):
            if getattr(self, name) is not None:
                incidents = incidents.filter(**{name: getattr(self, name)})
        if self.is_unassigned:
            incidents = incidents.filter(assignee=None)
        return matching(incidents, self.text) if self.text else incidents


def rows_of(user: User, view: str, filters: Filters) -> IncidentQuerySet:
    """Return the incidents of a view, with only the columns that a row shows.

    Filtering by state or searching looks beyond what is open, as people expect of both.
    """
    incidents = Incident.objects.visible_to(user)
    if not filters.states and not (filters.text and view == "all"):
        incidents = incidents.filter(condition_of(view, user))
    elif view != "all":
        incidents = incidents.filter(_without_state(view, user))
    return (
        filters.keep(incidents)
        .select_related("service", "requester", "assignee")
        .only(
            "number",
            "title",
            "state",
            "priority",
            "major_state",
            "reported_at",
            "updated_at",
            "reopen_count",
            "acknowledged_at",
            "external_reference",
            "service__name",
            *(
                f"{who}__{name}"
                for who in ("requester", "assignee")
                for name in ("first_name", "last_name", "username", "kind")
            ),
            "requester__is_vip",
        )
    )


def _without_state(view: str, user: User) -> Q:
    return {
        "mine": Q(assignee=user),
        "teams": Q(team__in=user.team_ids),
        "unassigned": Q(assignee=None),
        "waiting": _WAITS_FOR_REQUESTER,
        "majors": ~Q(major_state=MajorState.NONE),
    }.get(view, Q())


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of the side bar and of the tabs, of open incidents."""

    views: Mapping[str, int]
    teams: Mapping[int, int]


def counts_for(user: User) -> Counts:
    """Count open incidents by view and by team in one grouped query."""
    groups = (
        Incident.objects.visible_to(user)
        .open()
        .order_by()
        .values("team", "assignee", "hold_reason__waits_for")
        .annotate(total=Count("id"), majors=Count("id", filter=Q(major_state=MajorState.DECLARED)))
    )
    views: Counter[str] = Counter()
    teams: Counter[int] = Counter()
    for group in groups:
        total = group["total"]
        views["all"] += total
        views["majors"] += group["majors"]
        views["mine"] += total if group["assignee"] == user.pk else 0
        views["unassigned"] += total if group["assignee"] is None else 0
        views["waiting"] += total if group["hold_reason__waits_for"] == "requester" else 0
        if group["team"] is not None:
            teams[group["team"]] += total
            views["teams"] += total if group["team"] in user.team_ids else 0
    return Counts(views, teams)
