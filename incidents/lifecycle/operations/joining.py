"""Let what hangs on an incident go to the one that it repeats, and come back (LOG-13, LOG-14)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from accounts.actor import Actor
from accounts.history import delete_as, save_as
from incidents.records.choices import EntryKind, LinkKind, State, Story
from incidents.records.models import Affected, Incident, Link, Watcher
from incidents.records.operations.saving import change, tell
from incidents.records.queries import waits_for
from incidents.records.timeline_models import Attachment, Entry

# Words move, and the reports of what was merged before; what happened stays where it happened.
_MOVES = Q(kind__in=(EntryKind.PUBLIC, EntryKind.WORK_NOTE)) | Q(story=Story.MERGED_IN)


def join(incident: Incident, survivor: Incident, *, by: Actor, now: datetime) -> None:
    """Link a duplicate to what it repeats, and let everybody who followed the one follow the other."""
    if not Link.objects.filter(source=incident, target=survivor, kind=LinkKind.DUPLICATE).exists():
        link = Link(
            source=incident, target=survivor, kind=LinkKind.DUPLICATE, created_at=now, came_from=incident
        )
        save_as(link, by=by, why="a duplicate")
    there = set(Watcher.objects.filter(incident=survivor).values_list("user", flat=True))
    there.add(survivor.requester_id)
    for row in [
        Watcher(user=incident.requester, may_reply=True, came_from=incident),
        *incident.watchers.select_related("user").order_by("id"),
    ]:
        if row.user_id not in there:
            there.add(row.user_id)
            copy = Watcher(incident=survivor, user=row.user, may_reply=row.may_reply)
            copy.came_from_id = row.came_from_id or incident.pk
            save_as(copy, by=by, why="followed a duplicate")


def move(incident: Incident, survivor: Incident, *, by: Actor) -> None:
    """Move words and files, and copy who is affected and what it is linked to; each remembers where it came from."""
    Entry.objects.filter(_MOVES, incident=incident).update(
        incident=survivor,
        came_from=Coalesce(F("came_from"), Value(incident.pk)),
        counted_for=Coalesce(F("counted_for"), Value(incident.pk)),
    )
    for file in Attachment.objects.filter(incident=incident):
        file.incident, file.came_from_id = survivor, file.came_from_id or incident.pk
        save_as(file, by=by, why=f"merged: {incident.number}", fields=["incident", "came_from"])
    _copy_affected(incident, survivor, by=by)
    _copy_links(incident, survivor, by=by)


def _copy_affected(incident: Incident, survivor: Incident, *, by: Actor) -> None:
    columns = ("user_id", "team_id", "organisation_id")
    there = set(Affected.objects.filter(incident=survivor).values_list(*columns))
    for row in Affected.objects.filter(incident=incident).order_by("id"):
        named = {name: getattr(row, name) for name in columns}
        if tuple(named.values()) not in there:
            copy = Affected(incident=survivor, **named, came_from_id=row.came_from_id or incident.pk)
            save_as(copy, by=by, why="affected by a duplicate")


def _copy_links(incident: Incident, survivor: Incident, *, by: Actor) -> None:
    there = set(Link.objects.filter(Q(source=survivor) | Q(target=survivor)).values_list(*_ENDS))
    for row in Link.objects.filter(Q(source=incident) | Q(target=incident)).order_by("id"):
        source, target = (
            survivor.pk if end == incident.pk else end for end in (row.source_id, row.target_id)
        )
        if source == target or (source, target, row.kind) in there:
            continue
        copy = Link(source_id=source, target_id=target, kind=row.kind, created_at=row.created_at)
        copy.came_from_id = row.came_from_id or incident.pk
        save_as(copy, by=by, why="linked to a duplicate")


_ENDS = ("source_id", "target_id", "kind")


def part(incident: Incident, family: Collection[int], chain: Collection[int], *, by: Actor) -> None:
    """Bring home what went with an incident: its own and that of all that had been merged into it, its family.

    What was said meanwhile goes to the incident that it was addressed to. Its report stays on the timelines of the
    chain of those that it went to, but for staff only from then on.
    """
    reports = Entry.objects.filter(incident__in=chain, story=Story.MERGED_IN, facts__number=incident.number)
    reports.update(is_public=False)
    others = [key for key in family if key != incident.pk]
    Entry.objects.filter(came_from__in=others).exclude(incident__in=family).update(incident=incident)
    own = Entry.objects.filter(came_from=incident)
    own.filter(counted_for=incident).update(counted_for=None)
    own.update(incident=incident, came_from=None)
    for file in Attachment.objects.filter(came_from__in=family).exclude(incident__in=family):
        file.incident = incident
        file.came_from_id = None if file.came_from_id == incident.pk else file.came_from_id
        save_as(file, by=by, why="merge taken back", fields=["incident", "came_from"])
    for affected in Affected.objects.filter(came_from__in=family).exclude(incident__in=family):
        delete_as(affected, by=by, why="merge taken back")
    for link in Link.objects.filter(came_from__in=family).exclude(source__in=family, target__in=family):
        delete_as(link, by=by, why="merge taken back")
    _drop_followers(family, by=by)


def _drop_followers(family: Collection[int], *, by: Actor) -> None:
    """Let those go who follow only because of the family; who followed another merged one, too, stays for that."""
    rows = Watcher.objects.filter(came_from__in=family).exclude(incident__in=family)
    for row in rows.select_related("incident", "user"):
        merged = Incident.objects.filter(duplicate_of=row.incident, state=State.CANCELLED)
        follows = Q(requester=row.user) | Q(watchers__user=row.user)
        another = merged.filter(follows).exclude(pk__in=family).order_by("pk").first()
        if another is None:
            delete_as(row, by=by, why="merge taken back")
        else:
            row.came_from = another
            save_as(row, by=by, why="follows another duplicate", fields=["came_from"])


def waiting_for(keys: Collection[int], *, before: int | None = None) -> list[int]:
    """Return the ids of what is on hold until one of the incidents ends; `before`: and waited for that one first."""
    rows = Incident.objects.filter(blocked_by__in=keys, state=State.ON_HOLD).order_by("pk")
    if before is None:
        return list(rows.values_list("pk", flat=True))
    return [row.pk for row in rows if _waited_for(row, before)]


def _waited_for(row: Incident, blocker: int) -> bool:
    versions = row.history.exclude(blocked_by=row.blocked_by_id).order_by("-history_id")
    return bool(versions.values_list("blocked_by", flat=True).first() == blocker)


def wait_instead(
    keys: Collection[int], incident: Incident, other: Incident, *, by: Actor, now: datetime
) -> None:
    """Let locked incidents that wait for one wait for another; one that the other waits for is left to be resumed."""
    rows = Incident.objects.with_people().filter(pk__in=keys, blocked_by=incident, state=State.ON_HOLD)
    for row in rows.exclude(pk__in=[other.pk, *waits_for(other.pk)]).order_by("pk"):
        changes = change(row, {"blocked_by": other}, by=by, why="what it waits for was merged", now=now)
        tell(row, Story.CHANGED, by=by, now=now, facts={"changes": changes})


def tell_both(incident: Incident, survivor: Incident, *, by: Actor, now: datetime) -> None:
    """Tell both timelines of a merge; the survivor's has the report's own words."""
    tell(incident, Story.MERGED, by=by, now=now, facts={"number": survivor.number}, is_public=True)
    facts = {"number": incident.number, "title": incident.title, "person": incident.requester.display_name}
    tell(survivor, Story.MERGED_IN, by=by, now=now, facts=facts, body=incident.description, is_public=True)
