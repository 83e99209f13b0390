"""What happened to incidents, dated, from the signed history and the timeline: enough to live their clocks again."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.access.backends import warm_rights
from accounts.actor import Actor
from accounts.choices import Channel, PersonKind
from accounts.people.models import User
from incidents.catalogue.models import HoldReason, Service
from incidents.records.choices import EntryKind, MajorState, State, Story
from incidents.records.models import Incident
from incidents.records.queries import is_desk
from incidents.records.timeline_models import Entry
from incidents.sla.archive import EVER, Track
from incidents.sla.choices import Cause, ClockKind
from incidents.sla.models import ClockSegment, ClockStep
from incidents.sla.replay import Act, Happening, Reapplication, Sweep
from incidents.sla.terms import Agreement, Facts
from incidents.sla.words import Words

_COLUMNS = (
    "id",
    "history_date",
    "history_user_id",
    "history_change_reason",
    "state",
    "priority",
    "impact",
    "urgency",
    "service_id",
    "team_id",
    "assignee_id",
    "requester_id",
    "hold_reason_id",
    "major_state",
    "reported_at",
    "created_at",
    "acknowledged_at",
    "monitor_cleared_at",
)
_FACTS = tuple(name for name in _COLUMNS if not name.startswith("history_") and name != "assignee_id")
# Stories that stand for one version of the incident each; they tell what came first within one second.
_VERSIONS = frozenset(
    {
        *(Story.OPENED, Story.TRIAGED, Story.STARTED, Story.HELD, Story.RESUMED, Story.TRANSFERRED),
        *(Story.RESOLVED, Story.REOPENED, Story.CLOSED, Story.CANCELLED, Story.RESTORED),
        *(Story.CHANGED, Story.ASSIGNED, Story.MAJOR_PROPOSED, Story.MAJOR_DECLARED),
        *(Story.MAJOR_REJECTED, Story.MAJOR_STOOD_DOWN),
    }
)
_Row = Mapping[str, Any]
_Key = tuple[datetime, int, int, int]


@dataclass(slots=True)
class _World:
    """What stands outside the incidents, at the time: organisations, calendars, hold reasons, who is staff."""

    organisations: dict[int, Track] = field(default_factory=dict)
    calendars: dict[int, Track] = field(default_factory=dict)
    holds: dict[int, Track] = field(default_factory=dict)
    persons: frozenset[int] = frozenset()
    desk: frozenset[int] = frozenset()


def histories(keys: Sequence[int]) -> dict[int, list[Happening]]:
    """Return what happened to each of these incidents; the number of questions does not depend on theirs."""
    rows, entries = _versions_of(keys), _entries_of(keys)
    acts, others = _acts_of_all(rows, entries), _of_the_clocks(keys)
    return {key: _merged([*acts[key], *others[key]]) for key in keys if key in rows}


def lives(versions: Mapping[int, Sequence[Mapping[str, Any]]]) -> dict[int, list[Happening]]:
    """Return what happened to incidents whose versions are still to be written; each is a row of the history."""
    acts = _acts_of_all(versions, defaultdict(list))
    return {key: _merged(dated) for key, dated in acts.items()}


def _acts_of_all(
    rows: Mapping[int, Sequence[_Row]], entries: Mapping[int, Sequence[_Row]]
) -> dict[int, list[tuple[_Key, Happening]]]:
    world = _world(
        [row for versions in rows.values() for row in versions],
        [entry for told in entries.values() for entry in told],
    )
    return {key: list(_acts(versions, entries[key], world)) for key, versions in rows.items()}


def _versions_of(keys: Sequence[int]) -> dict[int, list[_Row]]:
    rows: dict[int, list[_Row]] = {}
    found = Incident.history.filter(id__in=keys).order_by("history_id").values(*_COLUMNS)
    for row in found:
        rows.setdefault(row["id"], []).append(row)
    return rows


def _entries_of(keys: Sequence[int]) -> dict[int, list[_Row]]:
    entries: dict[int, list[_Row]] = defaultdict(list)
    # Words that moved with a merge count where they were said.
    is_here = Q(incident__in=keys, counted_for=None) | Q(counted_for__in=keys)
    wanted = Entry.objects.filter(is_here).exclude(kind=EntryKind.WORK_NOTE).order_by("id")
    columns = ("id", "incident_id", "counted_for", "kind", "story", "author_id", "happened_at", "recorded_at")
    for entry in wanted.values(*columns):
        if entry["kind"] == EntryKind.PUBLIC or entry["story"] in _VERSIONS:
            entries[entry["counted_for"] or entry["incident_id"]].append(entry)
    return entries


def _world(rows: Sequence[_Row], entries: Sequence[_Row]) -> _World:
    authors = {entry["author_id"] for entry in entries if entry["kind"] == EntryKind.PUBLIC}
    authors |= {row["history_user_id"] for row in rows if row["acknowledged_at"] is not None}
    requesters = {row["requester_id"] for row in rows}
    people = list(User.objects.filter(pk__in=(authors | requesters) - {None}))
    for person in people:
        # Who has left since could speak for the desk at the time.
        person.is_active = True
    warm_rights(people)
    services = {row["service_id"] for row in rows} - {None}
    return _World(
        organisations=_tracks(
            User, "organisation_id", {person.pk: person.organisation_id for person in people}
        ),
        calendars=_tracks(
            Service,
            "calendar_id",
            dict(Service._base_manager.filter(pk__in=services).values_list("pk", "calendar_id")),
        ),
        holds=_hold_tracks(),
        persons=frozenset(person.pk for person in people if person.kind == PersonKind.PERSON),
        desk=frozenset(person.pk for person in people if is_desk(Actor(person, Channel.SYSTEM))),
    )


def _tracks(model: Any, column: str, present: dict[int, Any]) -> dict[int, Track]:
    """Return a column through time; rows that a migration made have no history, and are what they are."""
    steps: dict[int, list[tuple[datetime, Any]]] = defaultdict(list)
    told = model.history.filter(id__in=list(present)).order_by("history_id")
    for key, moment, value in told.values_list("id", "history_date", column):
        steps[key].append((moment, value))
    return {key: Track(steps[key] or [(EVER, value)]) for key, value in present.items()}


def _hold_tracks() -> dict[int, Track]:
    flags = ("pauses", "pauses_team", "is_supplier")
    steps: dict[int, list[tuple[datetime, Any]]] = defaultdict(list)
    told = HoldReason.history.order_by("history_id").values_list("id", "history_date", *flags)
    for key, moment, *values in told:
        steps[key].append((moment, values))
    present = HoldReason._base_manager.values_list("pk", *flags)
    return {key: Track(steps[key] or [(EVER, values)]) for key, *values in present}


def _acts(rows: Sequence[_Row], entries: Sequence[_Row], world: _World) -> Iterator[tuple[_Key, Happening]]:
    """Yield versions and public words in their order; each is one time that the clocks were asked to follow."""
    resumed = {
        entry["recorded_at"]: entry["happened_at"] for entry in entries if entry["story"] == Story.RESUMED
    }
    words = Words()
    taken_up = _taken_up_by(rows)
    before: _Row | None = None
    for key, row, entry in _in_order(rows, entries):
        at = row["history_date"]
        if entry is not None:
            at = entry["recorded_at"]
            words = _spoken(words, entry["author_id"], row, at, world)
        else:
            if before is not None and _is_unfollowed(before, row):
                before = row
                continue
            if row["state"] == State.RESOLVED and before is not None and before["state"] != State.RESOLVED:
                words = _spoken(words, row["history_user_id"], row, at, world)
            if before is not None and before["state"] == State.ON_HOLD and row["state"] == State.IN_PROGRESS:
                at = resumed.get(at, at)
            before = row
        facts = _facts(row, words, key[0], world)
        if taken_up == row["requester_id"] or not (taken_up is None or taken_up in world.persons):
            # Neither the requester nor a program responds by taking it up (SLA-12).
            facts = replace(facts, acknowledged_at=None)
        yield key, Act(at, facts, key[0], row["impact"], row["urgency"])


def _taken_up_by(rows: Sequence[_Row]) -> int | None:
    """Return who took it up first; None if nobody did, or that person was erased."""
    return next((row["history_user_id"] for row in rows if row["acknowledged_at"] is not None), None)


def _in_order(rows: Sequence[_Row], entries: Sequence[_Row]) -> list[tuple[_Key, _Row, _Row | None]]:
    """Merge versions and words by time; within one second by the stories that stand before the words."""
    found: list[tuple[_Key, _Row, _Row | None]] = []
    nth: Counter[datetime] = Counter()
    moment = rows[0]["history_date"]
    for row in rows:
        moment = max(moment, row["history_date"])
        nth[moment] += 1
        found.append(((moment, nth[moment], 0, 0), row, None))
    told: Counter[datetime] = Counter()
    for entry in entries:
        moment = entry["recorded_at"]
        if entry["kind"] == EntryKind.PUBLIC:
            found.append(((moment, told[moment], 1, entry["id"]), rows[0], entry))
        else:
            told[moment] += 1
    found.sort(key=lambda one: one[0])
    present = rows[0]
    for index, (key, row, words) in enumerate(found):
        if words is None:
            present = row
        else:
            found[index] = (key, present, words)
    return found


def _is_unfollowed(before: _Row, row: _Row) -> bool:
    """Say whether the version changed nothing that the clocks are asked about: an owner, a monitor's word."""
    if before["monitor_cleared_at"] != row["monitor_cleared_at"]:
        return True
    is_same = all(before[name] == row[name] for name in _FACTS)
    return is_same and row["history_change_reason"] == "assigned"


def _spoken(words: Words, author: int | None, row: _Row, at: datetime, world: _World) -> Words:
    is_own = author == row["requester_id"]
    if author not in world.persons or not (is_own or author in world.desk):
        return words
    return words.spoken(at, is_answer=not is_own)


def _facts(row: _Row, words: Words, at: datetime, world: _World) -> Facts:
    hold, service = row["hold_reason_id"], row["service_id"]
    pauses, pauses_team, is_supplier = world.holds[hold].at(at) if hold else (False, False, False)
    return Facts(
        state=State(row["state"]),
        priority=row["priority"],
        reported_at=row["reported_at"],
        recorded_at=row["created_at"],
        service=service,
        service_calendar=world.calendars[service].at(at) if service in world.calendars else None,
        organisation=world.organisations[row["requester_id"]].at(at),
        team=row["team_id"],
        is_major=row["major_state"] == MajorState.DECLARED,
        pauses=pauses,
        pauses_team=pauses_team,
        is_at_supplier=is_supplier,
        acknowledged_at=row["acknowledged_at"],
        answered_at=words.answered_at,
        unanswered_since=words.unanswered_since,
        informed_at=words.informed_at,
    )


_LAST = 10**6


def _of_the_clocks(keys: Sequence[int]) -> dict[int, list[tuple[_Key, Happening]]]:
    """Return what happened to clocks without anybody touching the incident: sweeps, and reapplied policies."""
    found: dict[int, list[tuple[_Key, Happening]]] = defaultdict(list)
    clock = ("clock__incident_id", "clock__kind", "clock__ordinal")
    steps = ClockStep.objects.filter(clock__incident__in=keys).order_by("id")
    for incident, kind, ordinal, at, key in steps.values_list(*clock, "processed_at", "pk"):
        found[incident].append(((at, _LAST, 0, key), Sweep(at, ClockKind(kind), ordinal)))
    lines = ClockSegment.objects.filter(clock__incident__in=keys, cause=Cause.REAPPLIED).order_by("id")
    columns = ("started_at", "terms_id", "target_seconds", "calendar_id", "pk")
    for incident, kind, ordinal, at, *agreed, key in lines.values_list(*clock, *columns):
        moved = Reapplication(at, ClockKind(kind), ordinal, Agreement(*agreed))
        found[incident].append(((at, _LAST, 1, key), moved))
    return found


def _merged(dated: Iterable[tuple[_Key, Happening]]) -> list[Happening]:
    return [happening for _key, happening in sorted(dated, key=lambda one: one[0])]
