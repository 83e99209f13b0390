"""The queue's rows, grouped, with everything a row shows worked out once in Python."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from incidents.catalogue.choices import Priority
from incidents.desk.queues import BY_DUE, BY_PRIORITY, SOON
from incidents.records.choices import MajorState, State
from incidents.records.models import NEVER, Incident


@dataclass(frozen=True, slots=True)
class Group:
    """A head over some rows."""

    title: str
    hint: str
    icon: str
    tone: str
    rows: list[Incident]


Head = tuple[str, str, str, str]
"""Title, hint, icon and tone of a group."""


def _priority_head(incident: Incident) -> Head:
    priority = Priority(incident.priority)
    tone = {1: "red", 2: "orange"}.get(incident.priority, "")
    return f"{priority.code} {priority.label}", "", "flag", tone


def _due_head(due: datetime, now: datetime) -> Head:
    if due >= NEVER:
        return _("No deadline running"), "", "state-on-hold", ""
    if due < now:
        return _("Past due"), "", "alert", "red"
    if due <= now + SOON:
        return _("Due within the hour"), "", "clock", "amber"
    days = (localtime(due).date() - localtime(now).date()).days
    if days < 1:
        return _("Due today"), "", "calendar", ""
    return (_("Due tomorrow"), "", "calendar", "") if days == 1 else (_("Due later"), "", "calendar", "")


def grouped(incidents: Iterable[Incident], *, order: str, now: datetime) -> list[Group]:
    """Group rows that stand together; majors come first, since nothing may push them out of sight."""
    rows = list(incidents)
    heads: dict[str, Callable[[Incident], Head]] = {
        BY_DUE: lambda incident: _due_head(incident.next_due_at, now),
        BY_PRIORITY: _priority_head,
    }
    if order not in heads:
        return [Group("", "", "", "", rows)] if rows else []
    groups: dict[Head, list[Incident]] = {}
    for incident in sorted(rows, key=lambda row: row.major_state != MajorState.DECLARED):
        if incident.major_state == MajorState.DECLARED:
            head = _("Major incident"), _("runs around the clock"), "siren", "red"
        else:
            head = heads[order](incident)
        groups.setdefault(head, []).append(incident)
    return [Group(*head, rows=members) for head, members in groups.items()]


def tags_of(incident: Incident) -> list[tuple[Any, str]]:
    """Return at most two facts that are no fields of the row, each with its tone."""
    tags: list[tuple[Any, str]] = []
    if incident.major_state == MajorState.CANDIDATE:
        tags.append((_("Major candidate"), "orange"))
    if incident.flapping_since is not None and incident.is_open:
        tags.append((_("Flapping"), "amber"))
    if incident.requester.is_vip:
        tags.append((_("VIP"), "violet"))
    if incident.reopen_count and incident.state != State.CLOSED:
        tags.append((_("Reopened"), "amber"))
    return tags[:2]
