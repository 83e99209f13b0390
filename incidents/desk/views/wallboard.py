"""The wallboard: what a room should know at a glance, on a screen that nobody touches (REP-20)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts import clock
from accounts.access.requests import SignedInRequest
from incidents.desk import wall
from incidents.desk.access import staff_page
from incidents.desk.clocks import faces_for, hang


@staff_page
def wallboard(request: SignedInRequest) -> HttpResponse:
    """Show it, dark unless the reader chose a theme; HTMX asks for the figures alone."""
    now = clock.now()
    soonest = list(wall.soonest(request.user, now))
    majors = list(wall.majors(request.user, now))
    rows = [*majors, *soonest]
    hang(rows, faces_for(rows, now))
    levels = wall.levels(request.user, now)
    context: dict[str, Any] = {
        "levels": levels,
        "open": sum(level.total for level in levels),
        "majors": majors[: wall.MAJORS],
        "has_more_majors": len(majors) > wall.MAJORS,
        "soonest": soonest,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "incidents/desk/_wall.html", context)
    context["theme"] = "light" if request.COOKIES.get("theme") == "light" else "dark"
    return render(request, "incidents/desk/wallboard.html", context)
