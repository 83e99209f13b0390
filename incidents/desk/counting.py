"""The figures beside the names of queues and teams: one grouped query, and what changed since a page was told."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.people.models import User
from incidents.desk.queues import SOON, VIEW_BY_SLUG, hold_ends_soon, waits_for
from incidents.records.choices import MajorState
from incidents.records.models import Incident
from incidents.sla.models import Clock

# What is worth interrupting somebody who listens to the page; that the queue as a whole grew is not.
SAID = ("turn", "mine", "majors", "breaching", "holds", "unassigned")
# They stand in the head of a list only.
LATE, SOON_DUE = "late", "soon"
# Longer than any page of ours was ever told.
_MOST_TOLD = 4_000
_PAIR = re.compile(r"(?P<name>[a-z]{1,12}|t[0-9]{1,9})-(?P<figure>[0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of the side bar and of the tabs, of open incidents; and the one declared major, if it is one."""

    views: Mapping[str, int]
    teams: Mapping[int, int]
    major: Mapping[str, str] | None = None

    def of(self, name: str) -> int:
        """Return a figure by the name that pages know it by: a view, or a team as t and its key."""
        if name[1:].isdecimal():
            return self.teams.get(int(name[1:]), 0)
        return self.views.get(name, 0)

    def told(self, names: Iterable[str]) -> str:
        """Return figures as a page carries them, so that its next question can say what it shows."""
        return ".".join(f"{name}-{self.of(name)}" for name in names)


def read_told(text: str) -> dict[str, int]:
    """Return the figures that a page says it knows; nothing of what cannot be read."""
    pairs = (_PAIR.fullmatch(pair) for pair in text[:_MOST_TOLD].split("."))
    return {pair["name"]: int(pair["figure"]) for pair in pairs if pair is not None}


def changed_since(before: Mapping[str, int], counts: Counts) -> list[tuple[str, int]]:
    """Return the figures of a page that are not true any more; what the page does not show is left out."""
    return [(name, counts.of(name)) for name, figure in before.items() if counts.of(name) != figure]


def changes_said(before: Mapping[str, int], counts: Counts) -> list[str]:
    """Say which figures that concern the reader changed, in words for those who listen to the page."""
    return [
        _("%(queue)s: %(count)d") % {"queue": VIEW_BY_SLUG[name].name, "count": counts.views.get(name, 0)}
        for name in SAID
        if name in before and before[name] != counts.views.get(name, 0)
    ]


def open_by_place(user: User, now: datetime) -> QuerySet[Any, Any]:
    """Return open incidents by team, assignee and what they wait for, with the figures of each group."""
    is_major = Q(major_state=MajorState.DECLARED)
    pressing = Clock.objects.pressing(now).order_by().values("incident")
    return (
        Incident.objects.visible_to(user)
        .open()
        .order_by()
        .values("team", "assignee", "hold_reason__waits_for")
        .annotate(
            total=Count("id"),
            majors=Count("id", filter=is_major),
            number=Min("number", filter=is_major),
            title=Min("title", filter=is_major),
            breaching=Count("id", filter=Q(pk__in=pressing)),
            turn=Count("id", filter=waits_for(user)),
            holds=Count("id", filter=hold_ends_soon(now)),
            planned=Count("id", filter=Q(next_step_at__lte=now)),
            late=Count("id", filter=Q(next_due_at__lt=now)),
            soon=Count("id", filter=Q(next_due_at__range=(now, now + SOON))),
        )
    )


def counts_for(user: User, now: datetime) -> Counts:
    """Count open incidents by view and by team in one grouped query."""
    views: Counter[str] = Counter()
    teams: Counter[int] = Counter()
    majors: list[dict[str, str]] = []
    for group in open_by_place(user, now):
        total = group["total"]
        views["all"] += total
        for name in ("majors", "breaching", "turn", "holds", "late", "soon"):
            views[name] += group[name]
        if group["majors"]:
            majors.append({"number": group["number"], "title": group["title"]})
        views["mine"] += total if group["assignee"] == user.pk else 0
        views["steps"] += group["planned"] if group["assignee"] == user.pk else 0
        views["unassigned"] += total if group["assignee"] is None else 0
        views["waiting"] += total if group["hold_reason__waits_for"] == "requester" else 0
        if group["team"] is not None:
            teams[group["team"]] += total
            views["teams"] += total if group["team"] in user.team_ids else 0
    return Counts(views, teams, majors[0] if views["majors"] == 1 else None)
