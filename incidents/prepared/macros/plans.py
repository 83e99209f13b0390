"""What a macro will do to one incident, and why it may not: everything is looked at before anything is changed."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.notices.templates import render, unknown_in
from accounts.people.models import User
from incidents.catalogue.choices import Level
from incidents.catalogue.queries import looked_up_priority
from incidents.lifecycle.choices import Action
from incidents.lifecycle.operations import moving
from incidents.lifecycle.operations.details import check_details
from incidents.lifecycle.operations.resolving import Resolution, check_resolution
from incidents.lifecycle.operations.stepping import check_offered, permitted
from incidents.lifecycle.operations.talking import require_writer
from incidents.lifecycle.refusals import refuse
from incidents.prepared.macros.choices import MacroStep
from incidents.prepared.macros.models import Macro
from incidents.prepared.variables import NAMES, values_for
from incidents.records.choices import EntryKind, State
from incidents.records.models import Incident
from incidents.records.stories import field_name
from incidents.sla.choices import ClockKind
from incidents.sla.models import Clock

Refusal = ValidationError | PermissionDenied
_DETAILS = ("service", "category", "impact", "urgency")
# These steps take an assignee themselves, and these say the public words.
_ASSIGNING = (MacroStep.TRIAGE, MacroStep.START, MacroStep.TRANSFER)
_SAYING = (MacroStep.HOLD, MacroStep.RESOLVE)


@dataclass(frozen=True, slots=True)
class Doing:
    """A macro with everything worked out for one incident and whoever uses it."""

    macro: Macro
    values: dict[str, Any]
    assignee: User | None
    reply: str
    note: str
    reason: str
    until: datetime | None

    @property
    def is_triage(self) -> bool:
        """Say whether the details are those of a triage."""
        return self.macro.step == MacroStep.TRIAGE

    @property
    def assigns(self) -> bool:
        """Say whether somebody is assigned beside the step."""
        return self.assignee is not None and self.macro.step not in _ASSIGNING

    @property
    def replies(self) -> bool:
        """Say whether the public words are a reply, and not part of the step."""
        return bool(self.reply) and self.macro.step not in _SAYING

    @property
    def resolution(self) -> Resolution:
        """Return what resolving is given."""
        return Resolution(
            code=self.macro.resolution_code,
            text=self.reply,
            evidence=self.macro.evidence,
            cause_category=self.macro.cause_category,
        )

    def triage(self, incident: Incident) -> dict[str, Any]:
        """Return what a triage is given; what the macro leaves open stays as the incident has it."""
        values = {name: self.values.get(name, getattr(incident, name)) for name in _DETAILS}
        return {**values, "team": self.macro.team, "assignee": self.assignee}


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done, in words, or why nothing will be."""

    doing: Doing
    changes: list[tuple[str, str, str]]
    refusals: list[Refusal]

    @property
    def sentences(self) -> list[str]:
        """Return the refusals in words."""
        return [
            sentence
            for refusal in self.refusals
            for sentence in (refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)])
        ]

    def check(self) -> None:
        """Raise the first refusal; what the actor may not do at all comes before what is missing."""
        for refusal in sorted(self.refusals, key=lambda one: not isinstance(one, PermissionDenied)):
            raise refusal


def doing(macro: Macro, incident: Incident, *, by: Actor, now: datetime) -> Doing:
    """Put the values of the incident into the texts; one that names what nobody knows stays as it is."""
    known = values_for(incident, by.user)
    reply, note, reason = (
        words if unknown_in(words, NAMES) else render(words, known)
        for words in (macro.reply, macro.note, macro.reason)
    )
    given = {name: getattr(macro, name) for name in _DETAILS if getattr(macro, name)}
    return Doing(
        macro,
        {name: value for name, value in given.items() if value != getattr(incident, name)},
        by.user if macro.takes else macro.assignee,
        reply,
        note,
        " ".join(reason.split())[:500],
        now + timedelta(minutes=macro.hold_minutes) if macro.hold_minutes else None,
    )


def plan_of(macro: Macro, incident: Incident, *, by: Actor, now: datetime) -> Plan:
    """Say what the macro would do now, and ask every right and guard that it would meet."""
    act = doing(macro, incident, by=by, now=now)
    refusals = []
    for check in _checks(act, incident, by=by, now=now):
        try:
            check()
        except (ValidationError, PermissionDenied) as refusal:
            refusals.append(refusal)
    return Plan(act, _changes(act, incident, by.user), refusals)


def _checks(act: Doing, incident: Incident, *, by: Actor, now: datetime) -> Iterator[Callable[[], object]]:
    """Yield what is asked, rights first; what comes later meets the incident as the earlier parts leave it."""
    macro, draft = act.macro, copy.copy(incident)
    if incident.is_locked:
        yield lambda: _refuse_finished(incident)
        return
    yield lambda: _check_variables(macro)
    if act.values or act.assigns:
        yield lambda: require(by, *moving.DESK_RIGHTS)
    if act.replies:
        yield lambda: require_writer(incident, EntryKind.PUBLIC, by)
    if act.note:
        yield lambda: require_writer(incident, EntryKind.WORK_NOTE, by)
    if macro.step:
        yield lambda: permitted(incident, Action(macro.step), by=by)
    if act.values and not act.is_triage:
        yield lambda: check_details(incident, act.values, now=now)
        for name, value in act.values.items():
            setattr(draft, name, value)
        draft.priority = looked_up_priority(draft.impact, draft.urgency)
    if act.assigns:
        yield lambda: _check_assigning(draft, act.assignee)
        draft.assignee = act.assignee
    if macro.step:
        yield lambda: _check_step(act, draft, by=by, now=now)


def _check_variables(macro: Macro) -> None:
    """Refuse texts of a later version of the product."""
    if unknown := unknown_in(f"{macro.reply} {macro.note} {macro.reason}", NAMES):
        sentence = _("The macro names “%(name)s”, which is not known any more.") % {"name": unknown[0]}
        raise ValidationError(sentence, "guard_failed")


def _refuse_finished(incident: Incident) -> None:
    sentence = _("%(number)s is finished and cannot be written to. Log a new incident and link the two.")
    raise ValidationError(sentence % {"number": incident.number}, "not_allowed_from_state")


def _check_assigning(draft: Incident, assignee: User | None) -> None:
    if not draft.is_open:
        raise ValidationError(_("Only open incidents are assigned."), "not_allowed_from_state")
    moving.check_assignee(assignee, draft.team)


def _check_step(act: Doing, draft: Incident, *, by: Actor, now: datetime) -> None:
    macro = act.macro
    if act.is_triage:
        values = act.triage(draft)
        levels = {name: values.pop(name) for name in ("impact", "urgency")}
        moving.check_triage(draft, levels, **values)
    elif macro.step == MacroStep.START:
        moving.check_start(draft, act.assignee or draft.assignee or by.user)
    elif macro.step == MacroStep.HOLD:
        moving.check_hold(draft, macro.hold_reason, act.reply, act.until, None, now=now)
        if not act.reply and _owes_an_answer(draft):
            refuse({"reason": "not_answered"})
    elif macro.step == MacroStep.TRANSFER:
        moving.check_transfer(draft, macro.team, act.assignee)
    elif macro.step == MacroStep.RESOLVE:
        check_resolution(draft, act.resolution)
    elif macro.step == MacroStep.CANCEL:
        check_offered(draft, reason=macro.cancel_reason)


def _owes_an_answer(draft: Incident) -> bool:
    return Clock.objects.live().filter(incident=draft, kind=ClockKind.RESPONSE).exists()


def _changes(act: Doing, incident: Incident, user: User) -> list[tuple[str, str, str]]:
    """Return what will differ: the name of each field, what it is and what it will be."""
    macro, draft = act.macro, {**act.values}
    if draft.keys() & {"impact", "urgency"}:
        levels = [draft.get(name, getattr(incident, name)) for name in ("impact", "urgency")]
        draft["priority"] = looked_up_priority(*levels)
    if macro.step in (MacroStep.TRIAGE, MacroStep.TRANSFER):
        draft |= {"team": macro.team, "assignee": act.assignee}
    elif macro.step == MacroStep.START:
        draft["assignee"] = act.assignee or incident.assignee or user
    elif act.assignee is not None:
        draft["assignee"] = act.assignee
    if macro.step:
        draft["state"] = _TARGETS[MacroStep(macro.step)]
    return [
        (field_name(name), _shown(name, getattr(incident, name)), _shown(name, value))
        for name, value in draft.items()
        if value != getattr(incident, name)
    ]


_TARGETS = {
    MacroStep.TRIAGE: State.ASSIGNED,
    MacroStep.START: State.IN_PROGRESS,
    MacroStep.HOLD: State.ON_HOLD,
    MacroStep.RESUME: State.IN_PROGRESS,
    MacroStep.TRANSFER: State.ASSIGNED,
    MacroStep.RESOLVE: State.RESOLVED,
    MacroStep.CANCEL: State.CANCELLED,
}


def _shown(name: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if name in ("impact", "urgency"):
        return str(Level(value).label)
    if name == "state":
        return str(State(value).label)
    return f"P{value}" if name == "priority" else str(value)
