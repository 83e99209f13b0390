"""What each step of a review demands, as pure rules: plain facts in, {part: code of the refusal} out."""

from dataclasses import dataclass

MAX_SUMMARY_WORDS = 120

Refusals = dict[str, str]


def word_count(text: str) -> int:
    """Count the words of a text."""
    return len(text.split())


@dataclass(frozen=True, slots=True)
class SubmitFacts:
    """What handing in looks at."""

    summary: str
    has_owner: bool
    factors: int
    unsourced_starred: int


def submit_refusals(facts: SubmitFacts) -> Refusals:
    """P2: an owner, a short summary, at least one factor, a source for every starred entry."""
    refusals: Refusals = {}
    if not facts.summary.strip():
        refusals["summary"] = "summary_missing"
    elif word_count(facts.summary) > MAX_SUMMARY_WORDS:
        refusals["summary"] = "summary_long"
    if not facts.has_owner:
        refusals["owner"] = "owner_missing"
    if not facts.factors:
        refusals["factors"] = "factor_missing"
    if facts.unsourced_starred:
        refusals["timeline"] = "source_missing"
    return refusals


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What approving and closing look at in one action; cancelled ones are left out."""

    has_owner: bool
    has_due_date: bool
    has_verification: bool
    is_verified: bool


def approve_refusals(actions: list[ActionFacts]) -> Refusals:
    """P4: every action has an owner, a due date and a way to check its effect."""
    complete = all(action.has_owner and action.has_due_date and action.has_verification for action in actions)
    return {} if complete else {"actions": "action_incomplete"}


def close_refusals(actions: list[ActionFacts]) -> Refusals:
    """P6: the effect of every action has been checked, or its risk accepted."""
    return {} if all(action.is_verified for action in actions) else {"actions": "action_open"}
