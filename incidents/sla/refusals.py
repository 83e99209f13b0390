"""Sentences for what is wrong with a calendar or a policy, each beside its field."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.sla.calendar_plan import Plan
from incidents.sla.rules import Problem

_SENTENCES = {
    "no_targets": gettext_lazy("Promise something: give at least one clock its targets."),
    "not_covered": gettext_lazy(
        "The clock “%(clock)s” does not belong to this kind of promise. Leave its row empty."
    ),
    "minutes": gettext_lazy("Give a time from 1 to %(most)d minutes."),
    "incomplete": gettext_lazy(
        "The clock “%(clock)s” needs a target for %(priority)s too, because this policy applies to it."
    ),
    "step_twice": gettext_lazy("The step %(step)s is there twice. Put both into one line."),
    "step_measure": gettext_lazy("A step is either at a percentage or some minutes after the breach."),
    "step_percent": gettext_lazy("A step is at 1 to %(most)d percent of the target."),
    "step_minutes": gettext_lazy("A step is 1 to %(most)d working minutes after the breach."),
    "step_idle": gettext_lazy("The step %(step)s does nothing. Say whom it tells, or clear its line."),
    "no_breach_step": gettext_lazy(
        "One step must be at 100 percent: it records that the target is missed, even if it tells nobody."
    ),
    "close_days": gettext_lazy("Give 1 to %(most)d working days."),
    "same_position": gettext_lazy(
        "“%(other)s” stands at position %(position)d already. Which of the two is tried first?"
    ),
    "hidden": gettext_lazy(
        "This policy would never apply: “%(above)s” is tried first and takes everything that it could. "
        "Give it a lower position, or narrow the conditions of “%(above)s”."
    ),
    "hides": gettext_lazy(
        "“%(below)s” would never apply any more: this policy is tried first and takes everything that it could. "
        "Give this policy a higher position, or narrow its conditions."
    ),
}
_PLACE = re.compile(r"(?P<top>\w+)(?:\.(?P<sub>[\w-]+))?(?:\[\d+\])?(?:\.\w+)?: (?P<sentence>.*)", re.DOTALL)


def refused(field: str, sentence: str) -> ValidationError:
    """Return the refusal of one field."""
    return ValidationError({field: ValidationError(sentence, "guard_failed")})


def refuse(problems: Iterable[Problem]) -> None:
    """Refuse if there are problems, each with its sentence beside its field."""
    by_field: dict[str, list[ValidationError]] = {}
    for problem in problems:
        sentence = _SENTENCES[problem.word] % problem.names
        by_field.setdefault(problem.place, []).append(ValidationError(sentence, "guard_failed"))
    if by_field:
        raise ValidationError(by_field)


def check_calendar(definition: Mapping[str, Any], now: datetime) -> Plan:
    """Return the plan that a definition describes, or refuse with a sentence beside the field (SLA-26)."""
    try:
        plan = Plan.from_dict(definition)
    except ValueError as problem:
        raise _told(str(problem)) from None
    try:
        plan.check_not_empty(now.date())
    except ValueError as problem:
        raise refused(*_nothing_open(str(problem))) from None
    return plan


def _nothing_open(problem: str) -> tuple[str, str]:
    if problem.startswith("holidays"):
        return "holidays", _("The holidays leave no working time in the next year. Take some of them out.")
    return "week", _("There is no working time in the next year. Give at least one weekday its hours.")


def _told(problem: str) -> ValidationError:
    """Put the sentence about a place such as week.mon[0] beside the field that holds it."""
    match = _PLACE.fullmatch(problem)
    if match is None:
        return refused("week", problem)
    top, sub, sentence = match["top"], match["sub"], match["sentence"]
    sentence = sentence[:1].upper() + sentence[1:]
    if top == "week" and sub:
        return refused(sub, sentence)
    return refused(top, f"{sub}: {sentence}" if sub else sentence)
