"""The queue's rows, grouped, with everything a row shows worked out once in Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from incidents.catalogue.choices import Priority
from incidents.records.choices import MajorState, State
from incidents.records.models import Incident


@dataclass(frozen=True, slots=True)
class Group:
    """A head over some rows."""

    title: str
    hint: str
    icon: str
    tone: str
    rows: list[Incident]


def _head(incident: Incident) -> tuple[str, str, str, str]:
    """Return title, hint, icon and tone of the group that a row belongs to."""
    if incident.major_state == MajorState.DECLARED:
        return _("Major incident"), _("runs around the clock"), "siren", "red"
    priority = Priority(incident.priority)
    tone = {1: "red", 2: "orange"}.get(incident.priority, "")
    return f"{priority.code} {priority.label}", "", "flag", tone


def grouped(incidents: Iterable[Incident], *, by_priority: bool) -> list[Group]:
    """Group rows that stand together; majors come first, since nothing may push them out of sight."""
    rows = list(incidents)
    if not by_priority:
        return [Group("", "", "", "", rows)] if rows else []
    groups: dict[tuple[str, str, str, str], list[Incident]] = {}
    for incident in sorted(rows, key=lambda row: row.major_state != MajorState.DECLARED):
        groups.setdefault(_head(incident), []).append(incident)
    return [Group(*head, rows=members) for head, members in groups.items()]


def tags_of(incident: Incident) -> list[tuple[Any, str]]:
    """Return at most two facts that are no fields of the row, each with its tone."""
    tags: list[tuple[Any, str]] = []
    if incident.major_state == MajorState.CANDIDATE:
        tags.append((_("Major candidate"), "orange"))
    if incident.requester.is_vip:
        tags.append((_("VIP"), "violet"))
    if incident.reopen_count and incident.state != State.CLOSED:
        tags.append((_("Reopened"), "amber"))
    return tags[:2]
