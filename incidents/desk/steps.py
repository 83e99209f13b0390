"""How the steps of the life cycle look on the page: words, keys, icons, and which one is the likeliest next."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.lifecycle.choices import Action
from incidents.records.choices import State
from incidents.records.models import Incident


@dataclass(frozen=True, slots=True)
class Step:
    """One button of the action bar; `is_direct` steps need no dialog."""

    action: str
    label: Any
    key: str
    icon: str
    is_direct: bool = False


ASSIGN, MERGE, UNMERGE, COPY, CHILD = "assign", "merge", "unmerge", "copy", "child"

STEPS: dict[str, Step] = {
    step.action: step
    for step in (
        Step(Action.TRIAGE, _("Triage…"), "t", "flag"),
        Step(Action.START, _("Start work"), "s", "bolt", is_direct=True),
        Step(Action.HOLD, _("Hold…"), "h", "state-on-hold"),
        Step(Action.RESUME, _("Resume"), "h", "bolt", is_direct=True),
        Step(Action.RESOLVE, _("Resolve…"), "e", "check"),
        Step(ASSIGN, _("Assign…"), "a", "assign"),
        Step(Action.TRANSFER, _("Hand over to a team…"), "", "team"),
        Step(Action.CLOSE, _("Close…"), "e", "check"),
        Step(Action.REOPEN, _("Reopen…"), "", "undo"),
        Step(Action.CANCEL, _("Cancel incident…"), "", "close"),
        Step(MERGE, _("Merge…"), "", "merge"),
        Step(COPY, _("Copy…"), "", "plus"),
        Step(CHILD, _("Create a child…"), "", "plus"),
        Step(UNMERGE, _("Take the merge back"), "", "undo", is_direct=True),
        Step(Action.RESTORE, _("Bring back…"), "", "undo"),
        Step(Action.PROPOSE_MAJOR, _("Propose as major…"), "", "siren"),
        Step(Action.DECLARE_MAJOR, _("Declare major…"), "", "siren"),
        Step(Action.REJECT_MAJOR, _("Not major…"), "", "undo"),
        Step(Action.STAND_DOWN, _("Stand down…"), "", "undo"),
        Step(Action.DEMOTE, _("Demote…"), "", "undo"),
    )
}

# The order of buttons while the incident is in a state; what is not named follows in the order above.
_LIKELIEST: dict[str, tuple[str, ...]] = {
    State.NEW: (Action.TRIAGE, Action.RESOLVE, Action.START),
    State.ASSIGNED: (Action.START, ASSIGN, Action.RESOLVE),
    State.IN_PROGRESS: (Action.RESOLVE, Action.HOLD, ASSIGN),
    State.ON_HOLD: (Action.RESUME, Action.RESOLVE, ASSIGN),
    State.RESOLVED: (Action.CLOSE, Action.REOPEN),
    State.CLOSED: (Action.REOPEN,),
    State.CANCELLED: (UNMERGE, Action.RESTORE),
}
_SHOWN = 3


def arranged(
    incident: Incident, allowed: Iterable[str], *, may_assign: bool
) -> tuple[list[Step], list[Step]]:
    """Return the buttons of the action bar, the likeliest first, and what stands under “…”."""
    actions = list(allowed)
    if may_assign and incident.is_open and incident.team_id is not None:
        actions.append(ASSIGN)
    likeliest = _LIKELIEST[incident.state]
    order = [*likeliest, *(name for name in STEPS if name not in likeliest)]
    found = [STEPS[name] for name in order if name in actions]
    return found[:_SHOWN], found[_SHOWN:]
