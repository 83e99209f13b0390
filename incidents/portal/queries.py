"""Questions of the requester's pages; every one starts from what the person may see, and only public words count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.choices import Right
from accounts.people.models import User
from incidents.portal.words import TOLD
from incidents.records.choices import OPEN_STATES, EntryKind, State
from incidents.records.models import Affected, Incident, IncidentQuerySet, Watcher
from incidents.records.search import matching
from incidents.records.timeline_models import Attachment, Entry

MESSAGES_SHOWN = 200
# Resolved ones still ask something of the requester: whether it works.
_STATES = {"open": (*OPEN_STATES, State.RESOLVED), "closed": (State.CLOSED, State.CANCELLED)}
SHOWS = ("open", "closed", "all")


def may_see_organisation(user: User) -> bool:
    """Say whether there is more to list than the person's own incidents (UX-12)."""
    return bool(user.organisation_id) and user.may(Right.SEE_ORGANISATION)


def listed(user: User, *, everybody: bool, show: str, words: str) -> IncidentQuerySet:
    """Return the person's own and shared incidents, or with the right those of the organisation."""
    rows = Incident.objects.visible_to(user)
    if everybody and may_see_organisation(user):
        rows = rows.filter(requester__organisation=user.organisation_id)
    else:
        rows = rows.filter(pk__in=_concerning(user))
    if show in _STATES:
        rows = rows.filter(state__in=_STATES[show])
    if words.strip():
        rows = matching(rows, words)
    return rows.select_related(
        "requester", "team", "assignee", "hold_reason", "cancel_reason", "duplicate_of"
    )


def _concerning(user: User) -> Any:
    """Return the ids of incidents that a person asked for, suffers from or follows, each by its own index."""
    asked = Incident.objects.filter(requester=user).order_by().values("pk")
    suffered = Affected.objects.filter(user=user).order_by().values("incident")
    followed = Watcher.objects.filter(user=user).order_by().values("incident")
    if user.is_staff_member:
        return asked.union(suffered, followed)
    reported = Incident.objects.filter(reporter=user).order_by().values("pk")
    return asked.union(reported, suffered, followed)


@dataclass(frozen=True, slots=True)
class Circle:
    """The people who see an incident beside staff."""

    incident: Incident
    watchers: Sequence[Watcher]
    affected: Sequence[Affected]

    def others(self, reader: User) -> list[User]:
        """Return the people by name, without the reader, each once."""
        people = [self.incident.requester]
        people += [row.user for row in self.affected if row.user] + [row.user for row in self.watchers]
        return [person for person in dict.fromkeys(people) if person.pk != reader.pk]

    def may_write(self, user: User) -> bool:
        """Say whether the person is offered a reply; the operation has the last word."""
        if self.incident.is_locked:
            return self.incident.duplicate_of_id is None and user.pk == self.incident.requester_id
        return (
            user.pk in (self.incident.requester_id, self.incident.reporter_id)
            or any(row.user_id == user.pk for row in self.affected)
            or any(row.user_id == user.pk and row.may_reply for row in self.watchers)
        )


def circle_of(incident: Incident) -> Circle:
    """Return who sees the incident."""
    return Circle(
        incident,
        list(incident.watchers.select_related("user").order_by("id")),
        # Naming a group gives nobody a right to read.
        list(incident.affected.exclude(user=None).select_related("user").order_by("id")),
    )


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said and what happened, newest first, and the files that stand by themselves."""

    entries: list[Entry]
    files: list[Attachment]
    has_more: bool


def thread_of(incident: Incident) -> Thread:
    """Return the public part of the timeline, whoever reads it: the requester's page shows the same to all."""
    is_told = Q(kind=EntryKind.PUBLIC) | Q(kind=EntryKind.STORY, story__in=TOLD)
    rows = incident.entries.filter(is_told, is_public=True).select_related("author").order_by("-id")
    entries = list(rows[: MESSAGES_SHOWN + 1])
    files = list(incident.attachments.filter(is_private=False))
    for entry in entries:
        entry.files = [file for file in files if file.entry_id == entry.pk]  # type: ignore[attr-defined]
    alone = [file for file in files if file.entry_id is None]
    return Thread(entries[:MESSAGES_SHOWN], alone, len(entries) > MESSAGES_SHOWN)
