"""What the API says about rows: plain functions from a row to the JSON of the contract."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse

from accounts.actor import Actor
from accounts.notices.models import Event, Notice
from accounts.people.models import User
from incidents.lifecycle.letter_facts import path_for
from incidents.lifecycle.roles import steps_for
from incidents.records.models import Affected, Incident, Link, Watcher
from incidents.records.queries import Version
from incidents.records.stories import sentence_of
from incidents.records.task_models import Task
from incidents.records.timeline_models import Attachment, Entry
from incidents.sla.glance import clocks_of, missed_at, used_seconds
from incidents.sla.models import Clock

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the answer, and under which address they reached us."""

    actor: Actor
    base: str
    now: datetime

    @property
    def user(self) -> User:
        """Return the person."""
        return self.actor.user

    @property
    def is_staff(self) -> bool:
        """Say whether internal things may be shown."""
        return self.user.is_staff_member

    def address(self, name: str, *args: Any) -> str:
        """Return the absolute address of a view of the API."""
        return self.base + reverse(f"api:{name}", args=args)


def instant(moment: datetime | None) -> str | None:
    """Return a moment as the contract writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def name_of(row: Model | None, key: str = "slug") -> str | None:
    return getattr(row, key) if row is not None else None


def _resolution(incident: Incident) -> Json | None:
    if incident.resolved_at is None:
        return None
    return {
        "code": name_of(incident.resolution_code),
        "text": incident.resolution_text,
        "cause_category": name_of(incident.cause_category),
        "evidence": incident.resolution_evidence,
    }


def _clocks(incident: Incident, reader: Reader) -> list[Json]:
    return [clock_json(row, reader.now) for row in clocks_of(incident, is_staff=reader.is_staff)]


def clock_json(clock: Clock, now: datetime) -> Json:
    """Return how a clock stands."""
    return {
        "clock": clock.kind,
        "state": clock.state,
        "target_seconds": clock.target_seconds,
        "elapsed_seconds": used_seconds(clock, now),
        "due_at": instant(clock.due_at),
        "breach_at": instant(clock.breach_at),
        "breached_at": instant(missed_at(clock, now)),
    }


def incident_details(incident: Incident) -> Json:
    """Return what `expand=details` adds."""
    return {
        "major_state": incident.major_state,
        "major_manager": name_of(incident.major_manager, "username"),
        "impact_statement": incident.impact_statement,
        "communication_plan": incident.communication_plan,
        "hold_until": instant(incident.hold_until),
        "blocked_by": name_of(incident.blocked_by, "number"),
        "cancel_reason": name_of(incident.cancel_reason),
        "duplicate_of": name_of(incident.duplicate_of, "number"),
        "closure_evidence": incident.closure_evidence,
        "affected_count": incident.affected_count,
        "configuration_item": incident.configuration_item,
        "location": incident.location,
        "contact": incident.contact,
        "supplier": name_of(incident.supplier),
        "supplier_reference": incident.supplier_reference,
        "next_step": incident.next_step,
        "next_step_at": instant(incident.next_step_at),
        "reporter": incident.reporter.username,
        "cancelled_at": instant(incident.cancelled_at),
        "created_at": instant(incident.created_at),
    }


# One function a member, so that a caller who names few fields pays for few.
INCIDENT: Mapping[str, Callable[[Incident, Reader], Any]] = {
    "number": lambda row, _reader: row.number,
    "version": lambda row, _reader: row.version,
    "url": lambda row, reader: reader.address("incident", row.number),
    "html_url": lambda row, reader: reader.base + path_for(row, reader.user),
    "title": lambda row, _reader: row.title,
    "description": lambda row, _reader: row.description,
    "state": lambda row, _reader: row.state,
    "hold_reason": lambda row, _reader: name_of(row.hold_reason),
    "priority": lambda row, _reader: row.priority_code,
    "impact": lambda row, _reader: row.impact,
    "urgency": lambda row, _reader: row.urgency,
    "service": lambda row, _reader: name_of(row.service),
    "category": lambda row, _reader: name_of(row.category, "path"),
    "team": lambda row, _reader: name_of(row.team),
    "assignee": lambda row, _reader: name_of(row.assignee, "username"),
    "requester": lambda row, _reader: row.requester.username,
    "channel": lambda row, _reader: row.channel,
    "detected_by": lambda row, _reader: row.detected_by,
    "is_major": lambda row, _reader: row.is_major,
    "logged_late": lambda row, _reader: row.was_logged_late,
    "is_flapping": lambda row, _reader: row.flapping_since is not None,
    "parent": lambda row, _reader: name_of(row.parent, "number"),
    "external_reference": lambda row, _reader: row.external_reference,
    "occurred_at": lambda row, _reader: instant(row.occurred_at),
    "detected_at": lambda row, _reader: instant(row.detected_at),
    "reported_at": lambda row, _reader: instant(row.reported_at),
    "acknowledged_at": lambda row, _reader: instant(row.acknowledged_at),
    "restored_at": lambda row, _reader: instant(row.restored_at),
    "resolved_at": lambda row, _reader: instant(row.resolved_at),
    "closed_at": lambda row, _reader: instant(row.closed_at),
    "resolution": lambda row, _reader: _resolution(row),
    "reopen_count": lambda row, _reader: row.reopen_count,
    "reassignment_count": lambda row, _reader: row.reassignment_count,
    "updated_at": lambda row, _reader: instant(row.updated_at),
    "sla": _clocks,
    "allowed_actions": lambda row, reader: [str(step) for step in steps_for(row, reader.actor)],
}
# Long texts travel only when they are asked for.
IN_LISTS = tuple(name for name in INCIDENT if name not in ("description", "resolution"))


def _person(user: User | None) -> Json | None:
    return {"username": user.username, "name": user.display_name} if user else None


def _thing(row: Any, key: str = "slug") -> Json | None:
    return {key: getattr(row, key), "name": row.name} if row else None


EXPANSIONS: Mapping[str, Callable[[Incident], Any]] = {
    "service": lambda row: _thing(row.service),
    "category": lambda row: _thing(row.category, "path"),
    "team": lambda row: _thing(row.team),
    "assignee": lambda row: _person(row.assignee),
    "requester": lambda row: _person(row.requester),
    "parent": lambda row: (
        row.parent and {"number": row.parent.number, "title": row.parent.title, "state": row.parent.state}
    ),
    "details": incident_details,
}


def incident_json(
    incident: Incident, reader: Reader, fields: Iterable[str] = tuple(INCIDENT), expand: Iterable[str] = ()
) -> Json:
    """Return an incident: the named members, with names replaced by objects where asked for."""
    told = {name: INCIDENT[name](incident, reader) for name in fields}
    told.update({name: EXPANSIONS[name](incident) for name in expand})
    return told


def entry_json(entry: Entry, reader: Reader, attachments: Iterable[Attachment] = ()) -> Json:
    """Return a line of the timeline; the facts of an event are for staff."""
    return {
        "id": entry.pk,
        "incident": entry.incident.number,
        "kind": entry.kind,
        "event": entry.story or None,
        "is_public": entry.is_public,
        "author": entry.author.username if entry.author else None,
        "author_name": entry.author_name,
        "channel": entry.channel,
        "body": entry.body,
        "sentence": sentence_of(entry) if entry.story else None,
        "facts": entry.facts if reader.is_staff else {},
        "happened_at": instant(entry.happened_at),
        "recorded_at": instant(entry.recorded_at),
        "attachments": [file.pk.hex for file in attachments],
    }


def attachment_json(file: Attachment, number: str, reader: Reader) -> Json:
    """Return what is known of a file."""
    return {
        "id": file.pk.hex,
        "url": reader.address("attachment", number, file.pk.hex),
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.digest,
        "is_private": file.is_private,
        "uploaded_by": file.uploaded_by.username,
        "uploaded_at": instant(file.uploaded_at),
    }


def task_json(task: Task) -> Json:
    """Return a piece of work."""
    return {
        "id": task.pk,
        "title": task.title,
        "assignee": name_of(task.assignee, "username"),
        "due_at": instant(task.due_at),
        "is_mandatory": task.is_mandatory,
        "done": task.done_at is not None,
        "done_at": instant(task.done_at),
        "created_at": instant(task.created_at),
    }


def link_json(link: Link, incident: Incident) -> Json:
    """Return a link as it reads from this end."""
    is_outgoing = link.source_id == incident.pk
    other = link.target if is_outgoing else link.source
    return {
        "id": link.pk,
        "kind": link.kind,
        "direction": "outgoing" if is_outgoing else "incoming",
        "incident": other.number,
        "title": other.title,
        "state": other.state,
        "created_at": instant(link.created_at),
    }


def watcher_json(watcher: Watcher) -> Json:
    """Return a follower."""
    return {
        "user": watcher.user.username,
        "name": watcher.user.display_name,
        "may_reply": watcher.may_reply,
    }


def affected_json(affected: Affected) -> Json:
    """Return who or what is affected."""
    group = affected.team or affected.organisation
    return {
        "type": affected.kind,
        "user": name_of(affected.user, "username"),
        "team": name_of(affected.team),
        "organisation": name_of(affected.organisation),
        "name": str(affected.target),
        "is_retired": group is not None and group.retired_at is not None,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    return value if isinstance(value, str | int | bool | None) else str(value)


def version_json(version: Version) -> Json:
    """Return a version with its differences."""
    return {
        "version": version.version,
        "at": instant(version.at),
        "by": version.who,
        "channel": version.channel,
        "reason": version.why,
        "changes": [
            {"field": change.field, "old": _plain(change.old), "new": _plain(change.new)}
            for change in version.changes
        ],
    }


def told_json(notice: Notice) -> Json:
    """Return whom an event was told, and how far each delivery has come."""
    return {
        "id": notice.pk,
        "event": notice.event.kind,
        "recipient": notice.recipient.username,
        "reason": notice.reason,
        "subject": notice.subject,
        "created_at": instant(notice.created_at),
        "read_at": instant(notice.read_at),
        "deliveries": [
            {
                "id": delivery.pk.hex,
                "way": delivery.way,
                "address": delivery.address,
                "state": delivery.state,
                "attempts": delivery.attempts,
                "due_at": instant(delivery.due_at),
                "sent_at": instant(delivery.sent_at),
                "problem": delivery.problem,
            }
            for delivery in notice.deliveries.all()
        ],
    }


def notice_json(notice: Notice, reader: Reader) -> Json:
    """Return a line of the inbox."""
    return {
        "id": notice.pk,
        "event": notice.event.kind,
        "about": notice.event.about,
        "reason": notice.reason,
        "subject": notice.subject,
        "body": notice.body,
        "html_url": reader.base + notice.path,
        "created_at": instant(notice.created_at),
        "read_at": instant(notice.read_at),
    }


def event_json(event: Event, reader: Reader) -> Json:
    """Return an item of the change feed; the facts are for staff."""
    return {
        "sequence": event.pk,
        "type": event.kind,
        "about": event.about,
        "occurred_at": instant(event.occurred_at),
        "actor": name_of(event.actor, "username") if reader.is_staff else None,
        "data": event.facts if reader.is_staff else {},
    }
