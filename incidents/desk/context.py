"""What the frame of every staff page shows: teams, counts, declared majors, unread notices, owed reviews."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Value
from django.http import HttpRequest
from django.urls import reverse

from accounts import clock
from accounts.notices.queries import unread_count
from accounts.people.figures import figures_of
from accounts.people.models import Team
from incidents.desk.counting import Counts, counts_for
from incidents.desk.models import SavedView
from incidents.desk.queues import VIEW_BY_SLUG, View
from incidents.intake.mail.models import SORTS_MAIL
from incidents.intake.storms.models import Storm
from incidents.intake.storms.queries import storms_now
from incidents.sla.reports import may_read_pauses

# What stands in the side bar of every page; the tabs of the queue have all.
IN_SIDE_BAR = ("focus", "turn", "unassigned", "breaching", "holds", "waiting")
# The page of views lists all.
SAVED_IN_SIDE_BAR = 12


class _Shelf(NamedTuple):
    """What the side bar lists of an installation's own: its teams, and the saved views this person finds."""

    teams: list[Team]
    views: list[tuple[int, str]]


def _shelf_of(request: HttpRequest) -> _Shelf:
    """Read teams and saved views in one statement, once per request."""
    found: _Shelf | None = vars(request).get("desk_shelf")
    if found is None:
        user: Any = request.user
        teams = Team.objects.offered().order_by().values_list("pk", "name", "slug")
        views = SavedView.objects.kept().visible_to(user).order_by().values_list("pk", "name", Value(""))
        rows = sorted(teams.union(views, all=True), key=lambda row: row[1].casefold())
        found = vars(request)["desk_shelf"] = _Shelf(
            [_team(pk, slug, name) for pk, name, slug in rows if slug],
            [(pk, name) for pk, name, slug in rows if not slug],
        )
    return found


def _team(pk: int, slug: str, name: str) -> Team:
    return Team.from_db(None, ["id", "slug", "name", "retired_at"], (pk, slug, name, None))


def teams_of_desk(request: HttpRequest) -> list[Team]:
    """Return the teams."""
    return _shelf_of(request).teams


def counts_of_desk(request: HttpRequest) -> Counts:
    """Return the figures of open incidents, counted once per request."""
    found: Counts | None = vars(request).get("desk_counts")
    if found is None:
        found = vars(request)["desk_counts"] = counts_for(request.user, clock.now())  # type: ignore[arg-type]
    return found


def told_on(request: HttpRequest, beside: Iterable[str] = ()) -> str:
    """Return the figures that a page shows: those of the side bar, and those that stand beside it."""
    teams = [_figure_of(team) for team in teams_of_desk(request)]
    return counts_of_desk(request).told(dict.fromkeys(["all", *IN_SIDE_BAR, *beside, *teams]))


def _figure_of(team: Team) -> str:
    return f"t{team.pk}"


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Fill the frame; the frame is left out of fragments, and requesters have another one."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or getattr(request, "htmx", False):
        return {}
    if not user.is_staff_member:
        return {"nav": {"unread": unread_count(user)}}
    return {"nav": _Frame(request)}


class _Frame:
    """Reads each part when the template asks for it, so that pages without the frame cost nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def counts(self) -> dict[str, int]:
        views = counts_of_desk(self.request).views
        return {**views, "open": views.get("all", 0), "reviews": self.figures.get("reviews", 0)}

    @property
    def told(self) -> str:
        return told_on(self.request)

    @property
    def queues(self) -> list[tuple[View, int]]:
        counts = counts_of_desk(self.request).views
        return [(VIEW_BY_SLUG[slug], counts.get(slug, 0)) for slug in IN_SIDE_BAR]

    @property
    def teams(self) -> list[dict[str, Any]]:
        counts = counts_of_desk(self.request).teams
        return [
            {
                "slug": team.slug,
                "name": team.name,
                "count": counts.get(team.pk, 0),
                "figure": _figure_of(team),
            }
            for team in teams_of_desk(self.request)
        ]

    @property
    def saved_views(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("saved_view", args=[pk]), "name": name}
            for pk, name in _shelf_of(self.request).views[:SAVED_IN_SIDE_BAR]
        ]

    @property
    def majors(self) -> int:
        return counts_of_desk(self.request).views.get("majors", 0)

    @property
    def major(self) -> Mapping[str, str] | None:
        return counts_of_desk(self.request).major

    @property
    def reads_pauses(self) -> bool:
        return may_read_pauses(self.request.user)  # type: ignore[arg-type]

    @property
    def sorts_mail(self) -> bool:
        return any(self.request.user.may(right) for right in SORTS_MAIL)  # type: ignore[union-attr]

    @property
    def quarantine(self) -> int:
        return self.figures.get("quarantine", 0)

    @property
    def unread(self) -> int:
        return self.figures.get("unread", 0)

    @property
    def storms(self) -> list[Storm]:
        """Return the storms that somebody should look at; they are asked for only while there are any."""
        found: list[Storm] | None = vars(self).get("_storms")
        if found is None:
            found = vars(self)["_storms"] = storms_now() if self.figures.get("storms") else []
        return found

    @property
    def figures(self) -> Mapping[str, int]:
        found: Mapping[str, int] | None = vars(self).get("_figures")
        if found is None:
            found = vars(self)["_figures"] = figures_of(self.request.user, now=clock.now())  # type: ignore[arg-type]
        return found
