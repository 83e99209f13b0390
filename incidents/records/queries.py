"""Questions about records: the versions of an incident with their differences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Value

from accounts.actor import Actor
from accounts.choices import Channel, Right
from accounts.people.models import User
from incidents.records.models import COMPUTED, Affected, Incident, Link, Task, Watcher
from incidents.records.stories import shown

_BORING = frozenset(
    {"id", "version", "updated_at", "created_at", "opened_with", "history_id", "history_date", "history_type"}
)

_WRITERS = (
    Right.AGENT,
    Right.RESOLVER,
    Right.LEAD,
    Right.INCIDENT_MANAGER,
    Right.MAJOR_INCIDENT_MANAGER,
)


def is_desk(by: Actor) -> bool:
    """Say whether the actor works on incidents."""
    return by.is_system or any(by.may(right) for right in _WRITERS)


def may_write(incident: Incident, by: Actor) -> bool:
    """Say whether the actor may add words and files: staff, those concerned, watchers with that right (LOG-19)."""
    if is_desk(by) or by.user.pk in (incident.requester_id, incident.reporter_id):
        return True
    return (
        Affected.objects.filter(incident=incident, user=by.user).exists()
        or Watcher.objects.filter(incident=incident, user=by.user, may_reply=True).exists()
    )


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What is still open on an incident: tasks that must be done, children."""

    has_mandatory_tasks: bool
    has_children: bool


def open_work_of(incident: Incident) -> OpenWork:
    """Return what is still open on an incident, in one question."""
    tasks = Task.objects.filter(incident=OuterRef("pk"), is_mandatory=True, done_at=None)
    children = Incident.objects.open().filter(parent=OuterRef("pk"))
    return OpenWork(*Incident.objects.values_list(Exists(tasks), Exists(children)).get(pk=incident.pk))


@dataclass(frozen=True, slots=True)
class Bystander:
    """Somebody who follows an incident or is affected by it."""

    user: User
    may_reply: bool
    is_affected: bool


def bystanders(incident: Incident) -> list[Bystander]:
    """Return watchers and affected people in one query, in the order in which they came."""
    columns = ("pk", "user_id", "user__username", "user__first_name", "user__last_name")
    watchers = Watcher.objects.filter(incident=incident).values_list(*columns, "may_reply", Value(0))
    affected = Affected.objects.filter(incident=incident).values_list(
        *columns, Value(True, output_field=models.BooleanField()), Value(1)
    )
    return [
        Bystander(
            User(pk=pk, username=username, first_name=first_name, last_name=last_name),
            bool(may_reply),
            bool(is_affected),
        )
        for _row, pk, username, first_name, last_name, may_reply, is_affected in sorted(
            watchers.union(affected)
        )
    ]


@dataclass(frozen=True, slots=True)
class Relative:
    """An incident that belongs to another one: its child, or the other end of a link."""

    incident: Incident
    link: int | None = None
    kind: str = ""
    is_incoming: bool = False


def relatives(incident: Incident) -> tuple[list[Relative], list[Relative]]:
    """Return children, the newest first, and links in the order in which they came; in one query."""
    shown = ("number", "title", "state", "priority")
    children = incident.children.order_by().values_list("pk", *shown, Value(""), Value(0))
    outgoing, incoming = (
        Link.objects.filter(**{here: incident})
        .order_by()
        .values_list("pk", *(f"{there}__{name}" for name in shown), "kind", Value(group))
        for group, here, there in ((1, "source", "target"), (2, "target", "source"))
    )
    rows = sorted(children.union(outgoing, incoming, all=True))
    found = [
        (group, Relative(Incident(**dict(zip(shown, told, strict=True))), pk, kind, group == 2))
        for pk, *told, kind, group in rows
    ]
    return [one for group, one in reversed(found) if not group], [one for group, one in found if group]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's value before and after."""

    field: str
    name: str
    before: str
    after: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an incident: who made it, through which door, why, and what differs from the one before."""

    version: int
    at: datetime
    who: str
    channel: str
    why: str
    changes: tuple[FieldChange, ...]


def versions_of(incident: Incident, *, limit: int = 200) -> list[Version]:
    """Return the newest versions first, with field differences (AUD-05)."""
    rows = list(incident.history.order_by("-history_id")[: limit + 1])
    fields = [
        field
        for field in Incident._meta.concrete_fields
        if field.name not in _BORING and field.name not in COMPUTED and field.name != "number"
    ]
    names = _names_behind_keys(rows, fields)
    pairs: list[tuple[Any, Any]] = list(pairwise(rows))
    versions = [_version(row, _differences(before, row, fields, names)) for row, before in pairs]
    if rows and len(rows) <= limit:
        versions.append(_version(rows[-1], ()))
    return versions


def _version(row: Any, changes: Iterable[FieldChange]) -> Version:
    return Version(
        version=row.version,
        at=row.history_date,
        who=row.actor_name,
        channel=str(Channel(row.channel).label),
        why=row.history_change_reason or "",
        changes=tuple(changes),
    )


def _names_behind_keys(rows: list[Any], fields: list[Any]) -> dict[tuple[type[models.Model], int], str]:
    """Fetch in one query a model what foreign keys of all versions point at."""
    wanted: dict[type[models.Model], set[int]] = {}
    for field in fields:
        if field.is_relation:
            keys = {getattr(row, field.attname) for row in rows} - {None}
            if keys:
                wanted.setdefault(field.related_model, set()).update(keys)
    return {
        (model, key): obj.number if isinstance(obj, Incident) else str(obj)
        for model, keys in wanted.items()
        for key, obj in model._default_manager.in_bulk(keys).items()
    }


def _differences(
    before: Any, after: Any, fields: list[Any], names: dict[tuple[type[models.Model], int], str]
) -> list[FieldChange]:
    changes = []
    for field in fields:
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old == new:
            continue
        if field.is_relation:
            old, new = (names.get((field.related_model, key)) if key else None for key in (old, new))
        changes.append(
            FieldChange(
                field.name, str(field.verbose_name), shown(field.name, old), shown(field.name, new), old, new
            )
        )
    return changes
