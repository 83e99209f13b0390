"""A version of a policy field by field, in words, for comparing two of them and for people who may only look."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from incidents.sla.choices import ClockKind, Tell
from incidents.sla.models import EscalationStep, PolicyVersion


def policy_words(version: PolicyVersion) -> dict[str, str]:
    """Return label and value of everything a version says."""
    everything = _("all")
    words = {
        _("Calendar"): str(version.calendar),
        _("The service's own calendar goes first"): _yes_no(version.follows_service),
        _("Priorities"): ", ".join(f"P{priority}" for priority in version.priorities) or everything,
        _("Services"): _names(version.services.all()) or everything,
        _("Organisations of the requester"): _names(version.organisations.all()) or everything,
        _("Teams"): _names(version.teams.all()) or everything,
        _("Major incidents"): version.get_majors_display(),
        _("The response ends with"): version.get_stops_on_display(),
        _("The next update is owed"): version.get_update_mode_display(),
        _("Working days until a resolved incident closes"): str(version.close_after_days),
    }
    for kind in ClockKind:
        targets = [target for target in version.targets.all() if target.kind == kind]
        words[_("Target: %(clock)s") % {"clock": kind.label}] = ", ".join(
            _("P%(priority)d %(minutes)d min") % {"priority": target.priority, "minutes": target.minutes}
            for target in targets
        )
    words[_("Escalation")] = "; ".join(_step_words(step) for step in version.steps.all())
    return words


def _names(rows: Iterable[Any]) -> str:
    return ", ".join(sorted(str(row) for row in rows))


def _yes_no(is_so: bool) -> str:
    return _("yes") if is_so else _("no")


def _step_words(step: EscalationStep) -> str:
    acts = [str(Tell(word).label) for word in step.tell]
    if step.raises_urgency:
        acts.append(_("raise the urgency"))
    if step.reassign_to is not None:
        acts.append(_("hand over to %(team)s") % {"team": step.reassign_to})
    if step.webhook is not None:
        acts.append(_("call the web-hook %(webhook)s") % {"webhook": step.webhook})
    return f"{step}: {', '.join(acts)}"
