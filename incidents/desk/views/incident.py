"""The incident page: what is happening, what is the next step, who knows?"""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.choices import Right
from accounts.notices.queries import told_about
from accounts.once_form import new_token
from accounts.people.models import User
from incidents.desk.access import staff_page
from incidents.desk.clock_cards import cards_context
from incidents.desk.drafting import composer_draft, drafted_by
from incidents.desk.steps import CHILD, COPY, MERGE, UNMERGE, arranged
from incidents.desk.timeline import by_day, lines_of
from incidents.intake.correlation.queries import suggestions_about
from incidents.intake.maintenance.queries import windows_around
from incidents.intake.models import Alert
from incidents.intake.queries import alerts_of
from incidents.lifecycle.choices import Action
from incidents.lifecycle.guards import TIME_ORDER
from incidents.lifecycle.merging import MERGERS, is_in_time, may_unmerge
from incidents.lifecycle.operations.moving import DESK_RIGHTS
from incidents.lifecycle.roles import roles_on, steps_for
from incidents.records.choices import EntryKind
from incidents.records.models import Incident
from incidents.records.queries import bystanders, people_affected, relatives
from incidents.records.stories import field_name
from incidents.records.task_models import Task

ENTRIES_SHOWN = 200
TOLD_SHOWN = 200
ALERTS_SHOWN = 50
GROUPING_CHOICES = (
    ("child", _("It is a part: make it a child")),
    ("related", _("Relate the two")),
    ("reject", _("They do not belong together")),
)
PROPERTIES_SHOWN = (
    "assignee",
    "service",
    "category",
    "impact",
    "urgency",
    "requester",
    "configuration_item",
    "location",
    "contact",
    "affected_count",
    "external_reference",
    "supplier",
    "supplier_reference",
    "parent",
)

# Which entries each filter keeps; notices are no entries.
_KINDS: dict[str, Q | None] = {
    "all": Q(),
    "conversation": Q(kind=EntryKind.PUBLIC),
    "notes": Q(kind=EntryKind.WORK_NOTE),
    "changes": Q(kind=EntryKind.STORY),
    "notices": None,
}
SHOWS = (
    ("all", _("All")),
    ("conversation", _("Conversation")),
    ("notes", _("Notes")),
    ("changes", _("Changes")),
    ("notices", _("Notices")),
)


def _properties_of(incident: Incident) -> tuple[str, ...]:
    """Return what is shown; the reference of a supplier only beside the supplier."""
    left_out = () if incident.supplier_id else ("supplier_reference",)
    return tuple(name for name in PROPERTIES_SHOWN if name not in left_out)


def found(request: SignedInRequest, number: str) -> Incident:
    """Return an incident that the person may see, or 404."""
    return get_object_or_404(Incident.objects.with_people().visible_to(request.user), number=number)


def _found_for_page(request: SignedInRequest, number: str) -> Any:
    """Return an incident that the person may see, and what else there is to ask for; most have none of it."""
    rows: Any = Incident.objects.with_people().visible_to(request.user)
    rows = rows.annotate(
        has_tasks=Exists(Task.objects.filter(incident=OuterRef("pk"))),
        has_alerts=Exists(Alert.objects.filter(incident=OuterRef("pk"))),
        has_draft=drafted_by(request.user),
    )
    return get_object_or_404(rows, number=number)


def may_edit(user: User) -> bool:
    """Say whether the person works on incidents."""
    return any(user.may(right) for right in (*DESK_RIGHTS, Right.MAJOR_INCIDENT_MANAGER))


def followers_context(request: SignedInRequest, incident: Incident) -> dict[str, Any]:
    """Return how many people follow the incident, and whether this person does."""
    followers = set(incident.watchers.values_list("user_id", flat=True))
    return {"watcher_count": len(followers), "is_watching": request.user.pk in followers}


def fresh_context(request: SignedInRequest, incident: Incident) -> dict[str, Any]:
    """Return what the parts of the page show that follow every change: head, timeline, properties."""
    return {
        **steps_context(request, incident),
        **cards_context(incident, request.user, clock.now()),
        **followers_context(request, incident),
        **timeline_context(request, incident),
        **properties_context(incident),
        "is_fresh": True,
    }


def steps_context(request: SignedInRequest, incident: Incident) -> dict[str, Any]:
    """Return the buttons of the action bar."""
    by = actor_of(request)
    allowed: list[str] = [*steps_for(incident, by)]
    if Action.CANCEL in allowed and roles_on(incident, by) & MERGERS:
        allowed.append(MERGE)
    if may_unmerge(incident, by, clock.now()):
        allowed.append(UNMERGE)
    if request.user.may(Right.AGENT):
        allowed += [COPY] if incident.is_locked or incident.parent_id else [COPY, CHILD]
    can_assign = any(request.user.may(right) for right in DESK_RIGHTS)
    shown, more = arranged(incident, allowed, may_assign=can_assign)
    return {
        "incident": incident,
        "steps": shown,
        "more_steps": more,
        "may_edit": may_edit(request.user),
        "form_token": new_token(),
        "may_take": can_assign
        and incident.is_open
        and incident.assignee_id != request.user.pk
        and incident.team_id in request.user.team_ids,
    }


def timeline_context(request: SignedInRequest, incident: Incident) -> dict[str, Any]:
    """Return the newest lines first: entries with their files, and who was told."""
    show = request.GET.get("show", "all")
    show = show if show in _KINDS else "all"
    kind = _KINDS[show]
    entries = None if kind is None else incident.entries.visible_to(request.user).filter(kind)
    told = told_about(incident.number, limit=TOLD_SHOWN + 1) if show in ("all", "notices") else []
    files = list(incident.attachments.all())
    lines, has_more = lines_of(incident, entries, told, files, limit=ENTRIES_SHOWN)
    return {
        "days": by_day(lines),
        "shown": len(lines),
        "has_more": has_more,
        "show": show,
        "shows": SHOWS,
        "may_star": may_edit(request.user) and not incident.is_locked,
        "files": [file for file in files if file.entry_id is None],
    }


def side_context(request: SignedInRequest, incident: Any) -> dict[str, Any]:
    """Return what stands beside the timeline: links, watchers, tasks, alerts, children."""
    watchers, affected = bystanders(incident)
    children, links = relatives(incident)
    return {
        "watchers": watchers,
        "watcher_count": len(watchers),
        "affected": affected,
        # People alone need no counting.
        "people_affected": people_affected(incident) if any(row.user is None for row in affected) else None,
        "is_watching": any(row.user == request.user for row in watchers),
        "tasks": list(incident.tasks.select_related("assignee")) if incident.has_tasks else [],
        "links": links,
        "children": children,
        "partable": {row.link for row in links if row.is_merged_in and is_in_time(row.incident, clock.now())},
        # Not a list: the page asks for it only while there are suggestions at all.
        "groupings": suggestions_about(incident, request.user),
        "tie_choices": GROUPING_CHOICES,
        "alerts": list(alerts_of(incident).order_by("-id")[:ALERTS_SHOWN]) if incident.has_alerts else [],
        **properties_context(incident),
    }


def properties_context(incident: Incident) -> dict[str, Any]:
    """Return the names of the properties, and the moments that have passed."""
    return {
        "property_names": _properties_of(incident),
        "moments": [
            (field_name(name).capitalize(), getattr(incident, name))
            for name in TIME_ORDER
            if getattr(incident, name) is not None
        ],
    }


def _head(request: SignedInRequest, row: Incident) -> HttpResponse:
    context = {
        **steps_context(request, row),
        **cards_context(row, request.user, clock.now()),
        **followers_context(request, row),
    }
    return render(request, "incidents/desk/_head.html", context)


def _clocks(request: SignedInRequest, row: Incident) -> HttpResponse:
    context = {"incident": row, **cards_context(row, request.user, clock.now())}
    return render(request, "incidents/desk/_clocks.html", context)


def _maintenance(request: SignedInRequest, row: Incident) -> HttpResponse:
    context = {"incident": row, "windows": windows_around(row, clock.now())}
    return render(request, "incidents/desk/_maintenance.html", context)


_PARTS = {"head": _head, "clocks": _clocks, "maintenance": _maintenance}


@staff_page
def incident(request: SignedInRequest, number: str) -> HttpResponse:
    """Show one incident; HTMX asks for the timeline or another part alone."""
    is_fragment = bool(request.htmx)  # type: ignore[attr-defined]
    part = _PARTS.get(request.GET.get("part", "")) if is_fragment else None
    if part is not None:
        return part(request, found(request, number))
    if is_fragment and "show" in request.GET:
        row = found(request, number)
        context = {**steps_context(request, row), **timeline_context(request, row)}
        return render(request, "incidents/desk/_timeline.html", context)
    row = _found_for_page(request, number)
    context = {
        **steps_context(request, row),
        **timeline_context(request, row),
        **side_context(request, row),
        **cards_context(row, request.user, clock.now()),
        **(composer_draft(request.user, row) if row.has_draft else {}),
    }
    return render(request, "incidents/desk/incident.html", context)
