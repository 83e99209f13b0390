"""What a merge would do, and what stands against it, before anything is saved (LOG-13)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.access.backends import load_rights, with_rights
from accounts.actor import Actor
from accounts.choices import PersonKind
from accounts.people.models import User
from incidents.lifecycle.choices import Action, Role
from incidents.lifecycle.guards import is_within
from incidents.lifecycle.refusals import SENTENCES, not_allowed
from incidents.lifecycle.roles import roles_on, steps_for
from incidents.lifecycle.transitions import leads_on, permitted_row
from incidents.records.choices import EntryKind, MajorState, State
from incidents.records.models import Affected, Incident, Watcher
from incidents.records.task_models import Task
from incidents.records.timeline_models import Attachment, Entry

# Requesters may withdraw what they reported (T15), but merge nothing.
MERGERS = frozenset({Role.AGENT, Role.LEAD, Role.INCIDENT_MANAGER})
MOST_AT_ONCE = 50

Circles = dict[int, list[User]]


@dataclass(frozen=True, slots=True)
class Part:
    """One incident that shall be merged: what moves with it, who follows the survivor then, or why it cannot be."""

    incident: Incident
    replies: int
    notes: int
    files: int
    open_tasks: int
    newcomers: list[User]
    refusal: ValidationError | None

    @property
    def why_not(self) -> str:
        """Return the refusal's sentence."""
        return " ".join(self.refusal.messages) if self.refusal else ""


def circles_of(keys: Iterable[int]) -> Circles:
    """Return the people outside the desk who see each of the incidents because they have a part in it."""
    wanted = list(keys)
    rows = Incident.objects.filter(pk__in=wanted).order_by()
    named = Affected.objects.filter(incident__in=wanted).exclude(user=None).order_by()
    pairs = set(
        rows.values_list("pk", "requester").union(
            rows.values_list("pk", "reporter"),
            Watcher.objects.filter(incident__in=wanted).order_by().values_list("incident", "user"),
            named.values_list("incident", "user"),
        )
    )
    people = {row.pk: load_rights(row) for row in with_rights().filter(pk__in={user for _pk, user in pairs})}
    circles: Circles = defaultdict(list)
    for pk, user in sorted(pairs):
        person = people[user]
        if person.kind == PersonKind.PERSON and not person.is_staff_member:
            circles[pk].append(person)
    return circles


def strangers_among(circle: Iterable[User], others: Iterable[User]) -> list[User]:
    """Return those of one circle whose organisation nobody in the other belongs to, unless that one is empty."""
    known = {person.organisation_id for person in others}
    return [person for person in circle if known and person.organisation_id not in known]


def parts_of(incidents: Sequence[Incident], survivor: Incident, by: Actor) -> list[Part]:
    """Return what merging each of the incidents would do, in their order; a fixed number of questions."""
    keys = [incident.pk for incident in incidents]
    circles = circles_of([*keys, survivor.pk])
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    said = Entry.objects.filter(incident__in=keys).exclude(kind=EntryKind.STORY).order_by()
    for pk, kind, count in said.values_list("incident", "kind").annotate(n=Count("pk")):
        counts[kind][pk] = count
    for name, rows in (
        ("files", Attachment.objects.filter(incident__in=keys)),
        ("tasks", Task.objects.filter(incident__in=keys, done_at=None)),
    ):
        counts[name].update(dict(rows.order_by().values_list("incident").annotate(n=Count("pk"))))
    parents = _with_open_children(keys)
    there = list(circles[survivor.pk])
    parts = []
    for incident in incidents:
        refusal = _obstacle(incident, survivor, by, is_parent=incident.pk in parents)
        refusal = refusal or _confidence(incident, survivor, circles[incident.pk], there)
        newcomers = [] if refusal else _newcomers(circles[incident.pk], there)
        there += newcomers
        replies, notes, files, tasks = (
            counts[name][incident.pk] for name in (EntryKind.PUBLIC, EntryKind.WORK_NOTE, "files", "tasks")
        )
        parts.append(Part(incident, replies, notes, files, tasks, newcomers, refusal))
    return parts


def _newcomers(circle: Iterable[User], there: Iterable[User]) -> list[User]:
    known = {person.pk for person in there}
    return [person for person in circle if person.pk not in known]


def _with_open_children(keys: Sequence[int]) -> set[int]:
    children = Incident.objects.open().filter(parent=OuterRef("pk"))
    return set(Incident.objects.filter(Exists(children), pk__in=keys).values_list("pk", flat=True))


def _obstacle(
    incident: Incident, survivor: Incident, by: Actor, *, is_parent: bool
) -> ValidationError | None:
    """Return why this one cannot be merged into that one; None if it can."""
    if incident.pk == survivor.pk:
        return ValidationError(SENTENCES["own_target"], "guard_failed")
    state, major = State(incident.state), MajorState(incident.major_state)
    if not leads_on(Action.CANCEL, state, major):
        return _wrong_state(incident, by)
    if permitted_row(Action.CANCEL, state, roles_on(incident, by) & MERGERS, major) is None:
        sentence = _("You may not merge %(number)s.") % {"number": incident.number}
        return ValidationError(sentence, "permission_denied")
    if survivor.is_locked:
        return ValidationError(_finished(survivor), "guard_failed")
    if is_parent:
        sentence = _("%(number)s has open child incidents. Give them another parent first.")
        return ValidationError(sentence % {"number": incident.number}, "guard_failed")
    return None


def _wrong_state(incident: Incident, by: Actor) -> ValidationError:
    """Return the refusal of what T15 does not end: what is over, and a declared major incident."""
    refusal = not_allowed(incident, Action.CANCEL, steps_for(incident, by))
    if incident.is_major:
        sentence = _("%(number)s is a declared major incident. Merge the other one into it instead.")
    else:
        sentence = _("%(number)s cannot be merged while it is “%(state)s”.")
    told = {"number": incident.number, "state": incident.get_state_display()}
    return ValidationError(sentence % told, refusal.code, refusal.params)


def _finished(survivor: Incident) -> str:
    if survivor.duplicate_of is not None:
        return _("%(number)s goes on as %(survivor)s. Choose that one.") % {
            "number": survivor.number,
            "survivor": survivor.duplicate_of.number,
        }
    return _("%(number)s is finished. Choose one on which work goes on.") % {"number": survivor.number}


def _confidence(
    incident: Incident, survivor: Incident, circle: Sequence[User], there: Sequence[User]
) -> ValidationError | None:
    """Refuse what would let people of one organisation read what was said to another one."""
    if not circle or not (strangers_among(circle, there) or strangers_among(there, circle)):
        return None
    sentence = _(
        "People of another organisation have a part in %(number)s than in %(survivor)s; each would read what was said"
        " to the other. Give both a parent instead."
    )
    return ValidationError(
        sentence % {"number": incident.number, "survivor": survivor.number}, "guard_failed"
    )


def may_unmerge(incident: Incident, by: Actor, now: datetime) -> bool:
    """Say whether the actor may still take back that this one was merged."""
    is_merged = incident.state == State.CANCELLED and incident.duplicate_of_id is not None
    return is_merged and is_in_time(incident, now) and bool(roles_on(incident, by) & MERGERS)


def is_in_time(incident: Incident, now: datetime) -> bool:
    """Say whether a merge is young enough to be taken back."""
    return is_within(timedelta(days=settings.UNMERGE_DAYS), incident.cancelled_at, now)
