"""Lock an incident, change named fields, sign the version, tell the story: the steps every operation shares."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from accounts.actor import Actor
from accounts.history import save_as
from accounts.notices.operations import Happening, announce
from incidents.records.choices import EntryKind, Story
from incidents.records.models import COMPUTED, Incident
from incidents.records.timeline_models import Entry

Change = dict[str, Any]

# The other stories are announced with the letters that tell people of them.
OF_NO_NOTICE = frozenset(
    {
        Story.LINKED,
        Story.UNLINKED,
        Story.ATTACHED,
        Story.WATCHED,
        Story.UNWATCHED,
        Story.AFFECTED,
        Story.NOT_AFFECTED,
        Story.GROUP_AFFECTED,
        Story.GROUP_NOT_AFFECTED,
        Story.TASK_ADDED,
        Story.TASK_DONE,
        Story.TASK_REOPENED,
        Story.ALERT_ACKNOWLEDGED,
        Story.GROUPING_SUGGESTED,
        Story.GROUPING_ACCEPTED,
        Story.GROUPING_REJECTED,
        Story.STORM_GATHERED,
        Story.FLAPPING,
        Story.FLAPPING_ENDED,
        Story.CHANGE_SUSPECTED,
        Story.CHANGE_IS_CAUSE,
        Story.CHANGE_CLEARED,
        Story.IMPACT_STATED,
        Story.SPLIT_OFF,
        Story.SPLIT_FROM,
        Story.CHILDREN_LEFT,
        Story.MERGED_IN,
        Story.PARTED,
        Story.TARGET_REAPPLIED,
        Story.BREACH_EXPLAINED,
        Story.BREACH_WAIVED,
    }
)

_NATURAL_KEYS = ("number", "path", "username", "slug")


def as_fact(value: Any) -> Any:
    """Return a value as history facts and answers write it: stable names and instants, never database ids."""
    if isinstance(value, models.Model):
        return next((getattr(value, key) for key in _NATURAL_KEYS if hasattr(value, key)), str(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return str(value)
    return value


def change(
    incident: Incident,
    values: Mapping[str, Any],
    *,
    by: Actor,
    why: str,
    now: datetime,
    then: Callable[[], object] | None = None,
) -> list[Change]:
    """Set the fields of a locked incident, raise its version and sign it; without a difference nothing is written.

    `then` works out what follows for the columns that are computed; they are written with the rest, in one statement.
    """
    before = {name: getattr(incident, name) for name in values}
    changed = [name for name, value in values.items() if before[name] != value]
    if not changed:
        return []
    for name in changed:
        setattr(incident, name, values[name])
    incident.version += 1
    incident.updated_at = now
    written = [*changed, "version", "updated_at"]
    if then is not None:
        then()
        written += COMPUTED
    save_as(incident, by=by, why=why, fields=written, at=now)
    return [_told(name, before[name], values[name]) for name in changed]


def _told(name: str, old: Any, new: Any) -> Change:
    """Return a change as a fact; with the names of that day beside the keys, so that reading asks for nothing."""
    told = {"field": name, "old": as_fact(old), "new": as_fact(new)}
    for side, value in (("old_name", old), ("new_name", new)):
        if isinstance(value, models.Model) and str(value) != told[side.removesuffix("_name")]:
            told[side] = str(value)
    return told


def tell(
    incident: Incident,
    story: Story,
    *,
    by: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    body: str = "",
    is_public: bool = False,
    happened_at: datetime | None = None,
) -> Entry:
    """Add to the timeline what happened; what concerns nobody enough for a notice goes to the feed from here."""
    if story in OF_NO_NOTICE:
        told = {"version": incident.version, "title": incident.title, **(facts or {})}
        announce(Happening(f"incident.{story}", incident.number, told), [], by=by, now=now)
    entry = story_of(
        incident, story, by=by, now=now, facts=facts, body=body, is_public=is_public, happened_at=happened_at
    )
    entry.save()
    return entry


def story_of(
    incident: Incident,
    story: Story,
    *,
    by: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    body: str = "",
    is_public: bool = False,
    happened_at: datetime | None = None,
) -> Entry:
    """Return what happened as a row that is still to be saved, so that many can be saved at once."""
    told = story_columns(
        story, by=by, now=now, facts=facts, body=body, is_public=is_public, happened_at=happened_at
    )
    return Entry(incident=incident, author=by.user, **told)


def story_columns(
    story: Story,
    *,
    by: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    body: str = "",
    is_public: bool = False,
    happened_at: datetime | None = None,
) -> dict[str, Any]:
    """Return what happened by column, but for whose incident it is and who did it."""
    return {
        "kind": EntryKind.STORY,
        "story": story,
        "is_public": is_public,
        "author_name": by.user.display_name,
        "channel": by.channel,
        "body": body,
        "facts": dict(facts or {}),
        "happened_at": happened_at or now,
        "recorded_at": now,
        "is_starred": False,
        "came_from_id": None,
        "counted_for_id": None,
    }


def say(
    incident: Incident,
    kind: EntryKind,
    body: str,
    *,
    by: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    came_from: Incident | None = None,
) -> Entry:
    """Add somebody's words to the timeline; `came_from` is the merged incident that they were written to."""
    return Entry.objects.create(
        incident=incident,
        kind=kind,
        is_public=kind == EntryKind.PUBLIC,
        author=by.user,
        author_name=by.user.display_name,
        channel=by.channel,
        body=body,
        facts=dict(facts or {}),
        happened_at=now,
        recorded_at=now,
        came_from=came_from,
        counted_for=incident if came_from else None,
    )
