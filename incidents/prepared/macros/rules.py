"""What makes a macro whole: plain facts in, {field: code of the refusal} out."""

from collections.abc import Mapping

# What each step needs of a macro; a triage takes what it does not say from the incident.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "triage": ("team",),
    "hold": ("hold_reason",),
    "transfer": ("team", "reason"),
    "resolve": ("resolution_code", "evidence", "reply"),
    "cancel": ("cancel_reason",),
}
# What means something only beside one of these steps.
ONLY_WITH: Mapping[str, tuple[str, ...]] = {
    "team": ("triage", "transfer"),
    "reason": ("transfer", "resume"),
    "hold_reason": ("hold",),
    "hold_minutes": ("hold",),
    "resolution_code": ("resolve",),
    "cause_category": ("resolve",),
    "evidence": ("resolve",),
    "cancel_reason": ("cancel",),
}
# What a macro may do beside its step.
ELSE = ("service", "category", "impact", "urgency", "assignee", "takes", "reply", "note", "watches")


def refusals_of(
    step: str, told: Mapping[str, object], *, waits_for_requester: bool = False, needs_target: bool = False
) -> dict[str, str]:
    """Return what a macro lacks, has too much of, or says twice; `told` has every field, empty or not.

    `waits_for_requester` is a fact of the reason for the hold, `needs_target` one of the reason for cancelling.
    """
    if not step and not any(told[name] for name in ELSE):
        return {"step": "does_nothing"}
    needed = (*NEEDS.get(step, ()), *_hold_needs(step, waits_for_requester=waits_for_requester))
    refusals = {name: "required" for name in needed if not told[name]}
    refusals |= {
        name: "of_another_step" for name, steps in ONLY_WITH.items() if told[name] and step not in steps
    }
    if told["assignee"] and told["takes"]:
        refusals["assignee"] = "two_assignees"
    if told["stars"] and not told["note"]:
        refusals["stars"] = "stars_nothing"
    if needs_target:
        refusals["cancel_reason"] = "target_unknown"
    return refusals


def _hold_needs(step: str, *, waits_for_requester: bool) -> tuple[str, ...]:
    if step != "hold":
        return ()
    return ("reply",) if waits_for_requester else ("hold_minutes",)
