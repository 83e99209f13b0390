"""The life of an imported incident: from the times and the state in a row to the steps it went through."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import User
from incidents.catalogue.choices import HoldUntil, Level
from incidents.catalogue.rules import Matrix, priority_for
from incidents.intake.imports.rows import Read
from incidents.lifecycle import guards
from incidents.lifecycle.refusals import SENTENCES
from incidents.lifecycle.transitions import TABLE
from incidents.records.choices import DirectResolution, State, Story

_ENDS = (State.RESOLVED, State.CLOSED)
# Work is going on: whoever reads it must know whose it is.
_AT_WORK = (State.ASSIGNED, State.IN_PROGRESS, State.ON_HOLD)
_LEADS = {(source, row.target) for row in TABLE for source in row.sources}
_NO_HOLD: dict[str, Any] = {"hold_reason_id": None, "hold_until": None}


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: what happened when, whose doing it was (None: not said), and the columns that it set."""

    story: Story
    at: datetime
    field: str
    who: User | None
    sets: Mapping[str, Any]


@dataclass(slots=True)
class Life:
    """An incident to be made: what it was opened with, and the steps in their order."""

    number: int
    key: str
    opened: dict[str, Any]
    stages: list[Stage] = field(default_factory=list)


def life_of(read: Read, matrix: Matrix, members: frozenset[tuple[int, int]], now: datetime) -> Life | None:
    """Return the life that a row tells; None if it cannot have been like that, and then the row says why."""
    _derive(read)
    _check_levels(read, matrix)
    _check_needs(read)
    _check_state(read, members, now)
    if read.problems:
        return None
    life = Life(read.row.number, read.values["key"], _opened(read, matrix), list(_stages(read)))
    _check_order(read, life)
    return None if read.problems else life


def _derive(read: Read) -> None:
    """Fill in what follows when only the later of two moments is told."""
    values, state = read.values, read.get("state")
    if state == State.CLOSED and "resolved_at" not in values and "closed_at" in values:
        values["resolved_at"] = values["closed_at"]
    if state == State.CANCELLED and "cancelled_at" not in values and "closed_at" in values:
        values["cancelled_at"] = values.pop("closed_at")
    for later, earlier in (
        ("recorded_at", "reported_at"),
        ("detected_at", "reported_at"),
        ("assigned_at", "recorded_at"),
        ("restored_at", "resolved_at"),
    ):
        if later not in values and earlier in values:
            values[later] = values[earlier]


def _check_levels(read: Read, matrix: Matrix) -> None:
    """Find the impact and urgency that lead to a priority which the file gives alone."""
    values = read.values
    if "priority" not in values or read.problems:
        values.setdefault("impact", Level.MEDIUM.value)
        values.setdefault("urgency", Level.MEDIUM.value)
        return
    if "impact" in values and "urgency" in values:
        if priority_for(matrix, values["impact"], values["urgency"]) != values["priority"]:
            sentence = _("Impact and urgency give another priority. Leave one of the three columns out.")
            read.refuse("priority", sentence)
        return
    known = [(name, values[name]) for name in ("impact", "urgency") if name in values]
    pair = _pair_for(values["priority"], matrix, dict(known))
    if pair is None:
        read.refuse("priority", _("No impact and urgency lead to this priority. Give the word a value."))
    else:
        values["impact"], values["urgency"] = pair


def _pair_for(priority: int, matrix: Matrix, known: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the pair nearest to the diagonal, which is what a priority without its reasons means most often."""
    place = {level: index for index, level in enumerate(Level.values)}
    fitting = [
        (impact, urgency)
        for (impact, urgency), found in sorted(matrix.items())
        if found == priority
        and known.get("impact", impact) == impact
        and known.get("urgency", urgency) == urgency
    ]
    return min(fitting, key=lambda pair: abs(place[pair[0]] - place[pair[1]]), default=None)


_NEEDS: Mapping[State, tuple[str, ...]] = {
    State.ASSIGNED: ("service", "category", "team"),
    State.IN_PROGRESS: ("service", "category", "team", "acknowledged_at"),
    State.ON_HOLD: ("service", "category", "team", "acknowledged_at", "held_at", "hold_reason"),
    State.RESOLVED: ("resolved_at", "resolution_code", "resolution_text"),
    State.CLOSED: ("closed_at", "resolved_at", "resolution_code", "resolution_text"),
    State.CANCELLED: ("cancelled_at", "cancel_reason"),
}
# What would contradict the state.
_FORBIDS: Mapping[State, tuple[str, ...]] = {
    State.NEW: ("team", "assignee", "acknowledged_at", "resolved_at", "closed_at", "cancelled_at", "pauses"),
    State.ASSIGNED: ("acknowledged_at", "resolved_at", "closed_at", "cancelled_at", "pauses"),
    State.IN_PROGRESS: ("resolved_at", "closed_at", "cancelled_at", "held_at"),
    State.ON_HOLD: ("resolved_at", "closed_at", "cancelled_at"),
    State.RESOLVED: ("closed_at", "cancelled_at", "held_at"),
    State.CLOSED: ("cancelled_at", "held_at"),
    State.CANCELLED: ("resolved_at", "closed_at", "held_at"),
}
_NEEDED = gettext_lazy("An incident that is “%(state)s” needs this. Choose its column, or give a default.")
_FORBIDDEN = gettext_lazy(
    "An incident that is “%(state)s” cannot have this. Correct the state, or leave it out."
)


def _check_needs(read: Read) -> None:
    told = read.get("state")
    if told is None:
        return
    state = State(told)
    for name in _NEEDS.get(state, ()):
        if name not in read.values:
            read.refuse(name, _NEEDED % {"state": state.label})
    for name in _FORBIDS[state]:
        # A default speaks of rows for which it makes sense, a column of every row.
        if name in read.values and name in read.columns:
            read.refuse(name, _FORBIDDEN % {"state": state.label})
        else:
            read.values.pop(name, None)


def _check_state(read: Read, members: frozenset[tuple[int, int]], now: datetime) -> None:
    values, state = read.values, read.get("state")
    if "pauses" in values and "acknowledged_at" not in values:
        read.refuse("acknowledged_at", _("A pause needs work that began. Say when."))
    team, assignee = values.get("team"), values.get("assignee")
    if assignee is not None and team is None:
        read.refuse("team", _("An assignee needs a team. Choose its column, or give a default."))
    elif assignee is not None and state in _AT_WORK and team is not None:
        if not assignee.is_active:
            read.refuse("assignee", str(SENTENCES["inactive"]))
        elif (team.pk, assignee.pk) not in members:
            read.refuse("assignee", str(SENTENCES["not_a_member"]))
    _check_entries(read, state, now)


def _check_entries(read: Read, state: str | None, now: datetime) -> None:
    """Refuse what is not offered any more where work still goes on, and codes that need more than a row tells."""
    values = read.values
    for name in ("service", "category", "team"):
        entry = values.get(name)
        if state in (State.NEW, *_AT_WORK) and entry is not None and entry.retired_at is not None:
            read.refuse(name, str(SENTENCES["retired"]))
    reason = values.get("cancel_reason")
    if state == State.CANCELLED and reason is not None and reason.needs_target:
        read.refuse("cancel_reason", _("This reason needs another incident. Choose another reason."))
    hold, until = values.get("hold_reason"), values.get("hold_until")
    if state == State.ON_HOLD and hold is not None:
        if hold.waits_for == HoldUntil.TIME and until is None:
            read.refuse("hold_until", _("This reason waits for a moment. Say which."))
        elif until is not None and until <= now:
            read.refuse("hold_until", _("The hold is over. Import the incident as “in progress”."))
    if any(pause.reason is None for pause in values.get("pauses", ())) and hold is None:
        read.refuse("hold_reason", _("Say what the pauses waited for: in this column, or behind each pause."))


def _check_order(read: Read, life: Life) -> None:
    """Refuse moments before their predecessor, and steps that the table of transitions does not know."""
    late = guards.out_of_order({name: read.get(name) for name in guards.TIME_ORDER})
    if late:
        read.refuse(late, _("This lies before the step that comes before it."))
    for before, after in pairwise(life.stages):
        if after.at < before.at:
            read.refuse(after.field, _("This lies before the step that comes before it."))
        elif (before.sets["state"], after.sets["state"]) not in _LEADS:
            read.refuse(after.field, _("This step does not follow from the one before it."))


def _opened(read: Read, matrix: Matrix) -> dict[str, Any]:
    """Return the columns that an incident is logged with."""
    values = read.values
    priority = priority_for(matrix, values["impact"], values["urgency"])
    reporter = values.get("reporter") or values["requester"]
    return {
        "title": values["title"],
        **{
            name: values.get(name, "")
            for name in ("description", "configuration_item", "location", "contact")
        },
        "impact": values["impact"],
        "urgency": values["urgency"],
        "priority": priority,
        **{f"{name}_id": values[name].pk if name in values else None for name in ("service", "category")},
        "requester_id": values["requester"].pk,
        "reporter_id": reporter.pk,
        "channel": values.get("channel", ""),
        "affected_count": values.get("affected_count"),
        **{name: values.get(name) for name in ("occurred_at", "detected_at", "reported_at")},
        "created_at": values["recorded_at"],
    }


def _stages(read: Read) -> Iterator[Stage]:
    """Yield the steps in the order of the table; the moments must show that it was so."""
    values, state = read.values, State(read.values["state"])
    assignee = values.get("assignee")
    opener = values.get("reporter") or values["requester"]
    yield Stage(Story.OPENED, values["recorded_at"], "recorded_at", opener, {"state": State.NEW})
    owned = {"team_id": values["team"].pk} if "team" in values else {}
    if owned and assignee is not None:
        owned["assignee_id"] = assignee.pk
    if owned and state != State.NEW:
        yield Stage(
            Story.TRIAGED, values["assigned_at"], "assigned_at", None, {"state": State.ASSIGNED, **owned}
        )
    acknowledged_at = values.get("acknowledged_at")
    if acknowledged_at is not None:
        sets = {"state": State.IN_PROGRESS, "acknowledged_at": acknowledged_at}
        yield Stage(Story.STARTED, acknowledged_at, "acknowledged_at", assignee, sets)
    yield from _pauses(read, assignee)
    if state == State.ON_HOLD:
        sets = {"hold_reason_id": values["hold_reason"].pk, "hold_until": values.get("hold_until")}
        yield Stage(Story.HELD, values["held_at"], "held_at", assignee, {"state": State.ON_HOLD, **sets})
    if state in _ENDS:
        yield _resolved(read, assignee)
    if state == State.CLOSED:
        sets = {"state": State.CLOSED, "closed_at": values["closed_at"]}
        yield Stage(Story.CLOSED, values["closed_at"], "closed_at", None, sets)
    if state == State.CANCELLED:
        at, reason = values["cancelled_at"], values["cancel_reason"].pk
        sets = {"state": State.CANCELLED, "cancelled_at": at, "cancel_reason_id": reason}
        yield Stage(Story.CANCELLED, at, "cancelled_at", None, sets)


def _pauses(read: Read, assignee: User | None) -> Iterator[Stage]:
    for pause in sorted(read.get("pauses") or (), key=lambda one: one.start):
        reason = pause.reason or read.values["hold_reason"]
        sets = {"state": State.ON_HOLD, "hold_reason_id": reason.pk}
        yield Stage(Story.HELD, pause.start, "pauses", assignee, sets)
        yield Stage(Story.RESUMED, pause.end, "pauses", assignee, {"state": State.IN_PROGRESS, **_NO_HOLD})


def _resolved(read: Read, assignee: User | None) -> Stage:
    values = read.values
    solver = values.get("resolved_by") or assignee
    is_direct = "acknowledged_at" not in values
    cause = values.get("cause_category")
    sets = {
        "state": State.RESOLVED,
        "resolution_code_id": values["resolution_code"].pk,
        "resolution_text": values["resolution_text"],
        "cause_category_id": cause.pk if cause is not None else None,
        "resolved_by_id": solver.pk if solver is not None else None,
        "resolved_directly": DirectResolution.FIRST_CONTACT if is_direct else "",
        "acknowledged_at": values.get("acknowledged_at") or values["restored_at"],
        "restored_at": values["restored_at"],
        "resolved_at": values["resolved_at"],
    }
    return Stage(Story.RESOLVED, values["resolved_at"], "resolved_at", solver, sets)
