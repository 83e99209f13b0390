"""What each transition demands, as pure rules: plain facts in, {field: code of the refusal} out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from accounts.text import is_blank

REOPEN_WINDOW = timedelta(days=14)
EXCEPTIONAL_REOPEN_WINDOW = timedelta(days=30)
RESTORE_WINDOW = timedelta(days=7)
# A clock that is a little ahead of ours is no reason to refuse a report.
CLOCK_TOLERANCE = timedelta(minutes=5)

TIME_ORDER = (
    "occurred_at",
    "detected_at",
    "reported_at",
    "acknowledged_at",
    "restored_at",
    "resolved_at",
    "closed_at",
)

Refusals = dict[str, str]


def required(**fields: object) -> Refusals:
    """Refuse each field that is empty."""
    return {
        field: "required"
        for field, value in fields.items()
        if value in (None, "", []) or (isinstance(value, str) and is_blank(value))
    }


def supplier_refusals(*, has_supplier: bool, reference: str) -> Refusals:
    """CH-24: a supplier's reference means something only beside the supplier's name."""
    return {"supplier": "supplier_needed"} if reference and not has_supplier else {}


def hold_refusals(
    *, waits_for_requester: bool, question: str, until: datetime | None, blocked: bool
) -> Refusals:
    """T4: awaiting the requester needs a question sent now; anything else a moment or a blocking incident."""
    if waits_for_requester:
        return {"question": "required"} if is_blank(question) else {}
    return {} if until or blocked else {"until": "hold_needs_end"}


@dataclass(frozen=True, slots=True)
class ResolveFacts:
    """What resolving looks at."""

    priority: int
    has_code: bool
    text: str
    has_cause: bool
    evidence: str
    has_open_tasks: bool
    has_undecided_children: bool


def resolve_refusals(facts: ResolveFacts) -> Refusals:
    """T8, T9: code, public text, evidence, cause at priority 1 and 2, no open mandatory task, no undecided child."""
    refusals: Refusals = {}
    if not facts.has_code:
        refusals["code"] = "required"
    if is_blank(facts.text):
        refusals["text"] = "required"
    if not facts.evidence:
        refusals["evidence"] = "required"
    if facts.priority <= 2 and not facts.has_cause:
        refusals["cause_category"] = "cause_needed"
    if facts.has_open_tasks:
        refusals["tasks"] = "tasks_open"
    if facts.has_undecided_children:
        refusals["children"] = "children_undecided"
    return refusals


def is_within(window: timedelta, since: datetime | None, now: datetime) -> bool:
    """Say whether a window that opened at `since` is still open."""
    return since is not None and now - since <= window


def out_of_order(times: Mapping[str, datetime | None]) -> str | None:
    """Return the first moment that lies before its predecessor, or None (LOG-02)."""
    known = [(name, times[name]) for name in TIME_ORDER if times.get(name) is not None]
    for (_earlier, before), (name, moment) in pairwise(known):
        if moment < before:  # type: ignore[operator]
            return name
    return None


def minutes_before(moment: datetime, recorded_at: datetime) -> int:
    """Return how many whole minutes a moment lies before it was written down; none if it does not."""
    return max(0, int((recorded_at - moment).total_seconds()) // 60)


def naive_moments(times: Mapping[str, datetime | None]) -> list[str]:
    """Return the moments that do not say in which zone they are meant."""
    return [name for name, moment in times.items() if moment is not None and moment.tzinfo is None]


def future_moments(times: Mapping[str, datetime | None], now: datetime) -> list[str]:
    """Return the moments that have not come yet."""
    return [name for name, moment in times.items() if moment is not None and moment > now + CLOCK_TOLERANCE]
