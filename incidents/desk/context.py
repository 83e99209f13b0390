"""What the frame of every staff page shows: teams, counts, declared majors, unread notices, owed reviews."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from accounts import clock
from accounts.notices.queries import unread_count
from accounts.people.figures import figures_of
from accounts.people.models import Team
from incidents.desk.counting import Counts, counts_for
from incidents.desk.queues import VIEW_BY_SLUG, View
from incidents.intake.mail.models import SORTS_MAIL
from incidents.intake.storms.models import Storm
from incidents.intake.storms.queries import storms_now
from incidents.sla.reports import may_read_pauses

# What stands in the side bar of every page; the tabs of the queue have all.
IN_SIDE_BAR = ("turn", "unassigned", "breaching", "holds", "waiting")


def teams_of_desk(request: HttpRequest) -> list[Team]:
    """Return the teams, read once per request."""
    found: list[Team] | None = vars(request).get("desk_teams")
    if found is None:
        found = vars(request)["desk_teams"] = list(Team.objects.offered().only("slug", "name"))
    return found


def counts_of_desk(request: HttpRequest) -> Counts:
    """Return the figures of open incidents, counted once per request."""
    found: Counts | None = vars(request).get("desk_counts")
    if found is None:
        found = vars(request)["desk_counts"] = counts_for(request.user, clock.now())  # type: ignore[arg-type]
    return found


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
        return counts_of_desk(self.request).told

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
                "figure": f"t{team.pk}",
            }
            for team in teams_of_desk(self.request)
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
