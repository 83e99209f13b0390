"""The queue's views, filters and orders as data, and the questions behind its page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Right
from accounts.people.models import Team, User
from incidents.catalogue.models import HoldReason, Service
from incidents.records.choices import MajorState, State
from incidents.records.models import IS_OPEN, Incident, IncidentQuerySet
from incidents.records.search import matching
from incidents.records.task_models import Task
from incidents.sla.choices import Health
from incidents.sla.models import Clock, ClockQuerySet
from incidents.sla.queries import working_time_ahead

PAGE_SIZE = 50
# Counting further than this costs more than it tells.
MOST_COUNTED = 1000
# What is due within this time needs somebody now.
SOON = timedelta(hours=1)
# A hold that ends within a working day is worth a look before it ends: is what it waits for on its way?
HOLD_AHEAD_SECONDS = 8 * 3600


@dataclass(frozen=True, slots=True)
class View:
    """A named way to look at the queue; `mine` marks conditions that depend on who looks."""

    slug: str
    name: Any
    icon: str
    empty: Any


VIEWS = (
    View("mine", _("My work"), "user", _("Nothing waits for you.")),
    View("focus", _("Focus"), "star", _("Nothing needs you now.")),
    View("turn", _("Waiting for me"), "reply", _("Nobody waits for you.")),
    View("teams", _("My teams"), "team", _("Your teams have no open incidents.")),
    View("steps", _("Next step due"), "calendar", _("No planned step of yours has come.")),
    View("breaching", _("Breaching soon"), "clock", _("No deadline is at risk.")),
    View("unassigned", _("Unassigned"), "assign", _("Every open incident has an assignee.")),
    View("holds", _("Hold due"), "calendar", _("No hold ends within a working day.")),
    View("waiting", _("Waiting on requester"), "state-on-hold", _("No incident waits for an answer.")),
    View("majors", _("Major incidents"), "siren", _("No major incident is declared.")),
    View("resolved", _("Recently resolved"), "check", _("Nothing was resolved lately.")),
    View("all", _("All open"), "queue", _("There are no open incidents.")),
)
VIEW_BY_SLUG = {view.slug: view for view in VIEWS}


# Not a join: the engine would start from the few reasons and sort what it finds.
_WAITS_FOR_REQUESTER = Q(hold_reason__in=HoldReason.objects.filter(waits_for="requester").order_by())


def _with_clock(clocks: ClockQuerySet) -> Q:
    return Q(Exists(clocks.filter(incident=OuterRef("pk")).order_by()))


def standing_like(health: str, now: datetime) -> Q:
    """Keep incidents whose worst live clock stands like this; without any, everything is in order."""
    clocks = Clock.objects.all()
    if health == Health.OK:
        return ~_with_clock(clocks.pressing(now))
    is_breached = _with_clock(clocks.in_health(Health.BREACHED, now))
    if health == Health.BREACHED:
        return is_breached
    return _with_clock(clocks.in_health(Health.AT_RISK, now)) & ~is_breached


def waits_for(user: User) -> Q:
    """Keep what stands still until this person acts, of what is open.

    Assigned to them and not begun, or with words of the requester unanswered; a task of theirs; or, for who decides
    on majors, a candidate.
    """
    tasks = Task.objects.filter(assignee=user, done_at=None).order_by()
    act = Q(assignee=user) & (Q(unanswered_since__isnull=False) | Q(state=State.ASSIGNED))
    act |= Q(pk__in=tasks.values("incident"))
    if user.may(Right.MAJOR_INCIDENT_MANAGER):
        act |= Q(major_state=MajorState.CANDIDATE)
    return act


def needs(user: User, now: datetime) -> Q:
    """Keep what this person can do something about now: theirs, nobody's in their teams, and what waits for them.

    What is on hold waits for something else, until the moment comes for which they planned a step.
    """
    free = Q(assignee=None, team__in=user.team_ids)
    needed = ~Q(state=State.ON_HOLD) & (Q(assignee=user) | free | waits_for(user))
    return needed | _step_has_come(user, now)


def hold_ends_soon(now: datetime) -> Q:
    """Keep what is on hold until a moment that has passed, or comes within a working day."""
    return Q(state=State.ON_HOLD, hold_until__lte=working_time_ahead(now, HOLD_AHEAD_SECONDS))


def condition_of(view: str, user: User, now: datetime) -> Q:
    """Return what a view keeps."""
    return {
        "focus": IS_OPEN & needs(user, now),
        "turn": IS_OPEN & waits_for(user),
        "holds": hold_ends_soon(now),
        "breaching": IS_OPEN & _with_clock(Clock.objects.pressing(now)),
        "mine": IS_OPEN & Q(assignee=user),
        "steps": IS_OPEN & _step_has_come(user, now),
        "teams": IS_OPEN & Q(team__in=user.team_ids),
        "unassigned": IS_OPEN & Q(assignee=None),
        "waiting": Q(state=State.ON_HOLD) & _WAITS_FOR_REQUESTER,
        "majors": Q(major_state=MajorState.DECLARED),
        "resolved": Q(state=State.RESOLVED),
        "all": IS_OPEN,
    }[view]


def _step_has_come(user: User, now: datetime) -> Q:
    """Keep what the person owns and planned for a moment that has passed (INV-15)."""
    return Q(assignee=user, next_step_at__lte=now)


BY_DUE, BY_PRIORITY = "due", "priority"
ORDERS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    BY_DUE: (_("next deadline"), ("next_due_at", "id")),
    BY_PRIORITY: (_("priority"), ("priority", "next_due_at", "id")),
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
    health: str = ""
    text: str = ""

    def keep(self, incidents: IncidentQuerySet, now: datetime) -> IncidentQuerySet:
        """Narrow the incidents."""
        if self.health:
            incidents = incidents.filter(standing_like(self.health, now))
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


def rows_of(
    user: User, view: str, filters: Filters, now: datetime, *, more: Collection[str] = ()
) -> IncidentQuerySet:
    """Return the incidents of a view, with only the columns that a row shows, and those that are wanted beside them.

    Filtering by state or searching looks beyond what is open, as people expect of both.
    """
    related = {name.partition("__")[0] for name in more if "__" in name}
    incidents = Incident.objects.visible_to(user)
    if not filters.states and not (filters.text and view == "all"):
        incidents = incidents.filter(condition_of(view, user, now))
    elif view != "all":
        incidents = incidents.filter(_without_state(view, user, now))
    return (
        filters.keep(incidents, now)
        .select_related("service", "requester", "assignee", "hold_reason", *related)
        .only(
            *more,
            "number",
            "title",
            "state",
            "priority",
            "major_state",
            "reported_at",
            "updated_at",
            "next_due_at",
            "next_step",
            "next_step_at",
            "reopen_count",
            "flapping_since",
            "acknowledged_at",
            "external_reference",
            "service__name",
            "hold_reason__name",
            *(
                f"{who}__{name}"
                for who in ("requester", "assignee")
                for name in ("first_name", "last_name", "username", "kind")
            ),
            "requester__is_vip",
        )
    )


def _without_state(view: str, user: User, now: datetime) -> Q:
    return {
        "focus": needs(user, now),
        "turn": waits_for(user),
        "holds": hold_ends_soon(now),
        "breaching": _with_clock(Clock.objects.pressing(now)),
        "mine": Q(assignee=user),
        "steps": _step_has_come(user, now),
        "teams": Q(team__in=user.team_ids),
        "unassigned": Q(assignee=None),
        "waiting": _WAITS_FOR_REQUESTER,
        "majors": ~Q(major_state=MajorState.NONE),
    }.get(view, Q())
