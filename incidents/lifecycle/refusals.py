"""The sentences of refusals, each with its code; the doors show them as they are."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.lifecycle.choices import Action
from incidents.records.models import Incident

SENTENCES = {
    "required": _("Fill this in."),
    "hold_needs_end": _("Say until when, or which incident has to close first."),
    "hold_in_past": _("Choose a moment in the future."),
    "cause_needed": _("At priority 1 and 2, say where the cause lay."),
    "tasks_open": _("Finish the mandatory tasks first, or make them optional."),
    "children_undecided": _("Choose whether the open child incidents are resolved too or stay open."),
    "not_a_member": _("Choose somebody who belongs to the team."),
    "inactive": _("This person’s account is not active."),
    "same_team": _("The incident is with this team already. Choose another one."),
    "retired": _("This is not offered any more. Choose another one."),
    "supplier_needed": _("Say whose reference this is: choose the supplier."),
    "service_retired": _("The service is retired. Change the service first."),
    "triage_incomplete": _("Triage first: the incident needs this before work starts."),
    "window_over": _("It is too late for this. Log a new incident and link the two."),
    "restore_over": _("Cancelled more than 7 days ago. Log a new incident and link the two."),
    "target_needed": _("Say which incident this one repeats."),
    "own_blocker": _("An incident cannot wait for itself. Choose another one."),
    "blocker_ended": _("That incident has ended already; nothing needs to wait for it."),
    "blocker_circle": _("That one waits for this incident already. Choose another one."),
    "circle": _("That one repeats this incident already. Choose the one that goes on."),
    "own_target": _("An incident cannot repeat itself. Choose another one."),
    "naive": _("Say in which time zone this moment is meant."),
    "future": _("This moment has not come yet."),
    "order": _("This lies before the step that comes before it. Correct it, or give a reason for the order."),
    "not_answered": _("The first response is still owed. Answer in public first, or ask your question now."),
    "not_restored": _("The service is not restored yet. Post the final update first."),
    "handed_back_reason": _("The incident is not resolved. Say why the major incident ends all the same."),
    "is_child": _("A child incident cannot become major. Use its parent."),
    "not_public": _("Choose evidence that somebody gave: a monitor, a test or the requester’s word."),
}


def refuse(refusals: Mapping[str, str]) -> None:
    """Raise a guard's refusals, all at once; nothing happens when there are none."""
    if refusals:
        raise ValidationError(
            {field: ValidationError(SENTENCES[code], "guard_failed") for field, code in refusals.items()}
        )


def not_allowed(incident: Incident, action: Action, allowed: Iterable[Action]) -> ValidationError:
    """Return the refusal of an action outside the table; it carries the state and what is allowed."""
    sentence = _("%(action)s is not possible while the incident is “%(state)s”.") % {
        "action": action.label,
        "state": incident.get_state_display(),
    }
    refusal = ValidationError(sentence, "not_allowed_from_state")
    refusal.params = {"state": incident.state, "allowed_actions": [str(step) for step in allowed]}
    return refusal


def stale(incident: Incident) -> ValidationError:
    """Return the refusal of a change that was made to an older version."""
    refusal = ValidationError(
        _("Somebody changed this incident in the meantime. Your text is kept: compare and save again."),
        "stale",
    )
    refusal.params = {"number": incident.number, "version": incident.version}
    return refusal
