"""Keep macros, and do what they say: all of it in one transaction, or nothing."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.notices.operations.templating import checked_text
from incidents.catalogue.choices import HoldUntil
from incidents.lifecycle.operations import cancelling, moving, resolving
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.stepping import lock
from incidents.lifecycle.operations.talking import comment
from incidents.prepared.macros.choices import MacroStep
from incidents.prepared.macros.models import Macro
from incidents.prepared.macros.plans import Doing, plan_of
from incidents.prepared.macros.rules import ELSE, ONLY_WITH, refusals_of
from incidents.prepared.variables import NAMES
from incidents.records.choices import EntryKind
from incidents.records.models import Incident
from incidents.records.operations.relating import watch
from incidents.records.operations.starring import star

_LONGEST = {"reply": 10_000, "note": 10_000, "reason": 500}
_SENTENCES = {
    "does_nothing": gettext_lazy("Choose a step, or something else that the macro does."),
    "required": gettext_lazy("The step needs this."),
    "of_another_step": gettext_lazy("This belongs to another step. Leave it empty, or choose that step."),
    "two_assignees": gettext_lazy("Name somebody, or assign to whoever uses it, not both."),
    "stars_nothing": gettext_lazy("Write a note: it is what would be marked."),
    "target_unknown": gettext_lazy("This reason needs the other incident, which no macro can know."),
}


def save_macro(row: Macro, *, by: Actor, why: str) -> Macro:
    """Keep a macro, new or changed; one that could never be done is refused."""
    require(by, Right.CONFIGURE)
    for field, limit in _LONGEST.items():
        setattr(row, field, checked_text(field, getattr(row, field), NAMES, limit=limit))
    names = {*ONLY_WITH, *ELSE, "stars"}
    refusals = refusals_of(
        row.step,
        {name: getattr(row, name) for name in names},
        waits_for_requester=row.hold_reason is not None and row.hold_reason.waits_for == HoldUntil.REQUESTER,
        needs_target=row.cancel_reason is not None and row.cancel_reason.needs_target,
    )
    if refusals:
        raise ValidationError(
            {field: ValidationError(_SENTENCES[code], "guard_failed") for field, code in refusals.items()}
        )
    if row.team is not None:
        moving.check_assignee(row.assignee, row.team)
    with transaction.atomic():
        save_as(row, by=by, why=why)
    return row


def run_macro(
    incident: Incident, macro: Macro, *, by: Actor, now: datetime, version: int | None = None
) -> Incident:
    """Do what the macro says, after every right and guard was asked (UX-09)."""
    with transaction.atomic():
        incident = lock(incident, version=version)
        if macro.retired_at is not None:
            raise ValidationError(_("This macro is not offered any more."), "guard_failed")
        plan = plan_of(macro, incident, by=by, now=now)
        plan.check()
        _do_beside(plan.doing, incident, by=by, now=now)
        return _take_step(plan.doing, incident, by=by, now=now) if macro.step else lock(incident)


def _do_beside(act: Doing, incident: Incident, *, by: Actor, now: datetime) -> None:
    """Do all but the step: details, assignee, words, following."""
    if act.values and not act.is_triage:
        change_details(incident, act.values, by=by, now=now, why=_why(act))
    if act.assigns:
        moving.assign(incident, assignee=act.assignee, by=by, now=now)
    if act.replies:
        comment(incident, EntryKind.PUBLIC, act.reply, by=by, now=now)
    if act.note:
        entry = comment(incident, EntryKind.WORK_NOTE, act.note, by=by, now=now)
        if act.macro.stars:
            star(entry, is_starred=True, by=by, now=now)
    if act.macro.watches:
        watch(incident, by.user, by=by, now=now)


def _why(act: Doing) -> str:
    return _("Macro “%(name)s”") % {"name": act.macro.name}


def _take_step(act: Doing, incident: Incident, *, by: Actor, now: datetime) -> Incident:
    macro, how = act.macro, {"by": by, "now": now}
    if macro.step == MacroStep.RESOLVE:
        return resolving.resolve(incident, act.resolution, by=by, now=now)
    if macro.step == MacroStep.CANCEL:
        return cancelling.cancel(incident, reason=macro.cancel_reason, by=by, now=now)
    details: dict[str, Any] = {
        MacroStep.TRIAGE: act.triage(incident),
        MacroStep.START: {"assignee": act.assignee},
        MacroStep.HOLD: {"reason": macro.hold_reason, "question": act.reply, "until": act.until},
        MacroStep.RESUME: {"reason": act.reason},
        MacroStep.TRANSFER: {"team": macro.team, "reason": act.reason, "assignee": act.assignee},
    }[MacroStep(macro.step)]
    verbs: dict[str, Any] = {
        MacroStep.TRIAGE: moving.triage,
        MacroStep.START: moving.start,
        MacroStep.HOLD: moving.hold,
        MacroStep.RESUME: moving.resume,
        MacroStep.TRANSFER: moving.transfer,
    }
    moved: Incident = verbs[macro.step](incident, **details, **how)
    return moved
