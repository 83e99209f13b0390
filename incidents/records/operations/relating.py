"""Link incidents, follow them, name who is affected, keep tasks."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import delete_as, save_as
from accounts.people.models import Organisation, Team, User
from incidents.records.choices import AffectedKind, LinkKind, Story
from incidents.records.models import Affected, Incident, Link, Watcher
from incidents.records.operations.saving import tell
from incidents.records.task_models import Task

_Row = TypeVar("_Row", bound=models.Model)
_DESK = (Right.AGENT, Right.RESOLVER, Right.LEAD, Right.INCIDENT_MANAGER, Right.MAJOR_INCIDENT_MANAGER)


def _once(rows: models.QuerySet[_Row], make: Callable[[], _Row]) -> _Row:
    """Find the row or make it; when two make it at once the constraint judges, and the loser finds the winner's."""
    found = rows.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return make()
    except IntegrityError:
        found = rows.all().first()
        if found is None:
            raise
        return found


def _refuse_finished(incident: Incident) -> None:
    """Refuse work on a closed or cancelled incident (CLO-06)."""
    if incident.is_locked:
        raise ValidationError(_("The incident is finished."), "not_allowed_from_state")


def link(source: Incident, target: Incident, kind: LinkKind, *, by: Actor, now: datetime) -> Link:
    """Link two incidents; both timelines say so, and linking twice changes nothing."""
    require(by, *_DESK)
    if source.pk == target.pk:
        raise ValidationError(
            {"target": ValidationError(_("An incident cannot be linked to itself."), "guard_failed")}
        )

    if kind == LinkKind.BLOCKED_BY and source.pk in _waits_for(target):
        sentence = _("%(number)s waits for this incident already.") % {"number": target.number}
        raise ValidationError({"target": ValidationError(sentence, "guard_failed")})

    def make() -> Link:
        row = Link(source=source, target=target, kind=kind, created_at=now)
        save_as(row, by=by, why="linked")
        tell(source, Story.LINKED, by=by, now=now, facts={"number": target.number, "kind": kind})
        tell(
            target,
            Story.LINKED,
            by=by,
            now=now,
            facts={"number": source.number, "kind": kind, "incoming": True},
        )
        return row

    return _once(Link.objects.filter(source=source, target=target, kind=kind), make)


def _waits_for(incident: Incident) -> set[int]:
    """Return the ids of what an incident waits for by its links, by way of others, too."""
    seen: set[int] = set()
    latest = {incident.pk}
    while latest:
        rows = Link.objects.filter(source__in=latest, kind=LinkKind.BLOCKED_BY).order_by()
        latest = set(rows.values_list("target", flat=True)) - seen
        seen |= latest
    return seen


def unlink(row: Link, *, by: Actor, now: datetime) -> None:
    """Take a link away; both timelines keep the memory of it."""
    require(by, *_DESK)
    with transaction.atomic():
        facts = {"kind": row.kind}
        tell(row.source, Story.UNLINKED, by=by, now=now, facts={**facts, "number": row.target.number})
        tell(row.target, Story.UNLINKED, by=by, now=now, facts={**facts, "number": row.source.number})
        delete_as(row, by=by, why="unlinked")


def watch(incident: Incident, user: User, *, by: Actor, now: datetime, may_reply: bool = True) -> Watcher:
    """Let somebody follow an incident: staff may add anybody, everybody may add themselves where they can read."""
    if user.pk != by.user.pk:
        require(by, *_DESK)

    def make() -> Watcher:
        row = Watcher(incident=incident, user=user, may_reply=may_reply)
        save_as(row, by=by, why="follows")
        tell(incident, Story.WATCHED, by=by, now=now, facts={"person": user.display_name})
        return row

    return _once(Watcher.objects.filter(incident=incident, user=user), make)


def unwatch(incident: Incident, user: User, *, by: Actor, now: datetime) -> None:
    """Stop following."""
    if user.pk != by.user.pk:
        require(by, *_DESK)
    with transaction.atomic():
        row = Watcher.objects.filter(incident=incident, user=user).first()
        if row is not None:
            delete_as(row, by=by, why="no longer follows")
            tell(incident, Story.UNWATCHED, by=by, now=now, facts={"person": user.display_name})


def name_affected(
    incident: Incident, target: User | Team | Organisation, *, by: Actor, now: datetime
) -> Affected:
    """Add somebody, or a team or organisation, affected beside the requester (LOG-03).

    A retired group is refused at its field. Members of a group are neither told nor given a right to read.
    """
    require(by, *_DESK)
    _refuse_finished(incident)
    column = _column_of(target)

    def make() -> Affected:
        if isinstance(target, Team | Organisation) and target.retired_at is not None:
            sentence = _("This is not offered any more. Choose another one.")
            raise ValidationError({column: ValidationError(sentence, "guard_failed")})
        row = Affected(incident=incident, **{column: target})
        save_as(row, by=by, why="affected")
        tell(incident, _story_of(target, Story.AFFECTED), by=by, now=now, facts=_facts_of(target))
        return row

    return _once(Affected.objects.filter(incident=incident, **{column: target}), make)


def drop_affected(
    incident: Incident, target: User | Team | Organisation, *, by: Actor, now: datetime
) -> None:
    """Take somebody or a group out of those affected; the timeline remembers that they were named."""
    require(by, *_DESK)
    _refuse_finished(incident)
    with transaction.atomic():
        row = Affected.objects.filter(incident=incident, **{_column_of(target): target}).first()
        if row is not None:
            delete_as(row, by=by, why="not affected after all")
            tell(incident, _story_of(target, Story.NOT_AFFECTED), by=by, now=now, facts=_facts_of(target))


def _column_of(target: User | Team | Organisation) -> str:
    if isinstance(target, User):
        return "user"
    return "team" if isinstance(target, Team) else "organisation"


def _story_of(target: User | Team | Organisation, story: Story) -> Story:
    if isinstance(target, User):
        return story
    return Story.GROUP_AFFECTED if story == Story.AFFECTED else Story.GROUP_NOT_AFFECTED


def _facts_of(target: User | Team | Organisation) -> dict[str, str]:
    if isinstance(target, User):
        return {"person": target.display_name}
    kind = AffectedKind.TEAM if isinstance(target, Team) else AffectedKind.ORGANISATION
    return {"group": text.unturned(target.name), "slug": target.slug, "type": kind}


def add_task(
    incident: Incident,
    title: str,
    *,
    by: Actor,
    now: datetime,
    assignee: User | None = None,
    due_at: datetime | None = None,
    is_mandatory: bool = False,
) -> Task:
    """Add a piece of work."""
    require(by, *_DESK)
    title = text.line("title", title, limit=200, required=True)
    _refuse_finished(incident)
    with transaction.atomic():
        task = Task(
            incident=incident,
            title=title,
            assignee=assignee,
            due_at=due_at,
            is_mandatory=is_mandatory,
            created_at=now,
        )
        save_as(task, by=by, why="task added")
        tell(incident, Story.TASK_ADDED, by=by, now=now, facts={"title": task.title})
    return task


def mark_task(task: Task, *, done: bool, by: Actor, now: datetime) -> Task:
    """Mark a task as done or take that back."""
    require(by, *_DESK)
    with transaction.atomic():
        task = (
            Task.objects.select_related("incident")
            .select_for_update(no_key=True, of=("self",))
            .get(pk=task.pk)
        )
        if (task.done_at is not None) == done:
            return task
        _refuse_finished(task.incident)
        task.done_at = now if done else None
        save_as(task, by=by, why="done" if done else "not done after all", fields=["done_at"])
        story = Story.TASK_DONE if done else Story.TASK_REOPENED
        tell(task.incident, story, by=by, now=now, facts={"title": task.title})
    return task
