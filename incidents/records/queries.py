"""Questions about records: the versions of an incident with their differences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import CharField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value

from accounts.access.backends import warm_rights
from accounts.actor import Actor
from accounts.choices import Channel, Right
from accounts.people.models import User
from incidents.records.choices import AffectedKind, LinkKind, State
from incidents.records.models import OUTSIDE_HISTORY, Affected, Incident, Link, Watcher
from incidents.records.stories import shown
from incidents.records.task_models import Task

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
class Follower:
    """Somebody who follows an incident."""

    user: User
    may_reply: bool


@dataclass(frozen=True, slots=True)
class Sufferer:
    """Who is affected: somebody, or a team or organisation by name. `pk` is that of the row which names them."""

    pk: int
    kind: AffectedKind
    name: str
    user: User | None = None
    is_retired: bool = False


_FOLLOWS = "follows"


def bystanders(incident: Incident) -> tuple[list[Follower], list[Sufferer]]:
    """Return watchers, and who is affected, in one query, each in the order in which they came."""
    columns = ("pk", "user_id", "user__username", "user__first_name", "user__last_name")
    affected = Affected.objects.filter(incident=incident)
    watchers = Watcher.objects.filter(incident=incident)
    people = affected.exclude(user=None).values_list(
        *columns, Value(False, models.BooleanField()), _word(AffectedKind.PERSON)
    )
    groups = (_groups(affected, kind) for kind in (AffectedKind.TEAM, AffectedKind.ORGANISATION))
    rows = watchers.values_list(*columns, "may_reply", _word(_FOLLOWS)).union(people, *groups)
    followers: list[Follower] = []
    sufferers: list[Sufferer] = []
    for pk, ref, key, first, last, flag, word in sorted(rows):
        user = User(pk=ref, username=key, first_name=first, last_name=last)
        if word == _FOLLOWS:
            followers.append(Follower(user, bool(flag)))
        elif word == AffectedKind.PERSON:
            sufferers.append(Sufferer(pk, AffectedKind.PERSON, user.display_name, user))
        else:
            sufferers.append(Sufferer(pk, AffectedKind(word), first, is_retired=bool(flag)))
    return followers, sufferers


def _groups(affected: QuerySet[Affected], kind: AffectedKind) -> Any:
    """Return groups in the columns of people."""
    columns = ("pk", f"{kind}_id", f"{kind}__slug", f"{kind}__name")
    is_retired = ExpressionWrapper(Q(**{f"{kind}__retired_at__isnull": False}), models.BooleanField())
    rows = affected.exclude(**{kind: None})
    return rows.values_list(*columns, Value("", CharField()), is_retired, _word(kind))


def _word(word: str) -> Value:
    return Value(str(word), CharField())


def people_affected(incident: Incident) -> int | None:
    """Return how many people are affected: the number that was stated, else those named; None if nobody is.

    Who is named, belongs to a named team or is of a named organisation counts once; of the members of groups only
    people whose account is active. The requester counts only if named. One query, each part by its own index.
    """
    if incident.affected_count is not None:
        return incident.affected_count
    rows = Affected.objects.filter(incident=incident).order_by()
    teams, organisations = (rows.exclude(**{name: None}).values(name) for name in ("team", "organisation"))
    members = User.objects.active().people().order_by().filter(memberships__team__in=teams)
    belonging = User.objects.active().people().order_by().filter(organisation__in=organisations)
    named = rows.exclude(user=None).values_list("user")
    return named.union(members.values_list("pk"), belonging.values_list("pk")).count() or None


@dataclass(frozen=True, slots=True)
class Relative:
    """An incident that belongs to another one: its child, or the other end of a link."""

    incident: Incident
    link: int | None = None
    kind: str = ""
    is_incoming: bool = False

    @property
    def is_merged_in(self) -> bool:
        """Say whether it ended as a duplicate of the one whose relative it is."""
        return self.is_incoming and self.kind == LinkKind.DUPLICATE and self.incident.state == State.CANCELLED


def relatives(incident: Incident) -> tuple[list[Relative], list[Relative]]:
    """Return children, the newest first, and links in the order in which they came; in one query."""
    shown = ("number", "title", "state", "priority", "cancelled_at")
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


def goes_on_as(pk: int) -> list[int]:
    """Return the ids of what a merged or duplicate incident goes on as, the last one at the end; else nothing."""
    chain: list[int] = []
    while True:
        state, heir = Incident.objects.order_by().values_list("state", "duplicate_of").get(pk=pk)
        if state != State.CANCELLED or heir is None or heir in chain:
            return chain
        chain.append(heir)
        pk = heir


def waits_for(pk: int) -> list[int]:
    """Return the ids of what an incident on hold waits for, by way of others, too."""
    chain = [pk]
    while True:
        blocker = Incident.objects.order_by().values_list("blocked_by", flat=True).get(pk=chain[-1])
        if blocker is None or blocker in chain:
            return chain[1:]
        chain.append(blocker)


def family_of(pk: int) -> list[int]:
    """Return the ids of an incident and of all that were merged into it, by whichever way."""
    family, latest = [pk], [pk]
    while latest:
        rows = Incident.objects.filter(duplicate_of__in=latest, state=State.CANCELLED).order_by("pk")
        latest = [key for key in rows.values_list("pk", flat=True) if key not in family]
        family += latest
    return family


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
        if field.name not in _BORING and field.name not in OUTSIDE_HISTORY and field.name != "number"
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


# Parts of one statement; SQLite takes five hundred.
_LOT = 100


def who_sees(incidents: Iterable[int], people: Iterable[User]) -> set[tuple[int, int]]:
    """Return which of these people see which of these incidents, as pairs of ids (ROL-04).

    It asks `visible_to` for each of them, a hundred people a statement, so that it can never say more than that.
    """
    keys, seen = list(incidents), set[tuple[int, int]]()
    people = list({person.pk: person for person in people}.values())
    warm_rights(people)
    for first in range(0, len(people), _LOT):
        parts = [
            Incident.objects.visible_to(person)
            .filter(pk__in=keys)
            .order_by()
            .values_list("pk", Value(person.pk, models.BigIntegerField()))
            for person in people[first : first + _LOT]
        ]
        seen.update(parts[0].union(*parts[1:], all=True))
    return seen
