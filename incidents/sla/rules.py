"""What is wrong with a policy before it is saved: an incomplete matrix, steps twice, nothing left to apply to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from incidents.catalogue.choices import Priority
from incidents.sla.calendar_plan import Plan
from incidents.sla.choices import KINDS_COVERED, ClockKind
from incidents.sla.terms import Step, Terms

# A working year around the clock: more is a slip of the hand.
MOST_MINUTES = 366 * 24 * 60
MOST_PERCENT = 1000
MOST_CLOSE_DAYS = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong: the field it stands at, a word for it, and what the sentence about it names."""

    place: str
    word: str
    names: dict[str, Any] = field(default_factory=dict)


def target_field(kind: str, priority: int) -> str:
    """Return the name of the form field for one target."""
    return f"target_{kind}_{priority}"


def problems_of(terms: Terms) -> list[Problem]:
    """Return what is wrong with the terms by themselves."""
    return [*_target_problems(terms), *_step_problems(terms.steps), *_day_problems(terms)]


def _target_problems(terms: Terms) -> Iterable[Problem]:
    if not any(terms.targets.values()):
        yield Problem("targets", "no_targets")
    admitted = sorted(terms.priorities or Priority.values)
    for kind, minutes in terms.targets.items():
        if minutes and kind not in KINDS_COVERED[terms.covers]:
            yield Problem("targets", "not_covered", {"clock": ClockKind(kind).label})
            continue
        for priority, count in minutes.items():
            if not 1 <= count <= MOST_MINUTES:
                yield Problem(target_field(kind, priority), "minutes", {"most": MOST_MINUTES})
        for priority in admitted:
            if minutes and priority not in minutes:
                names = {"clock": ClockKind(kind).label, "priority": f"P{priority}"}
                yield Problem(target_field(kind, priority), "incomplete", names)


def _step_problems(steps: Sequence[Step]) -> Iterable[Problem]:
    for key, count in Counter(step.key for step in steps if _measures(step) == 1).items():
        if count > 1:
            yield Problem("steps", "step_twice", {"step": key})
    for step in steps:
        if _measures(step) != 1:
            yield Problem("steps", "step_measure")
        elif step.percent is not None and not 1 <= step.percent <= MOST_PERCENT:
            yield Problem("steps", "step_percent", {"most": MOST_PERCENT})
        elif step.minutes_after is not None and not 1 <= step.minutes_after <= MOST_MINUTES:
            yield Problem("steps", "step_minutes", {"most": MOST_MINUTES})
        elif not (step.is_breach or step.tell or step.raises_urgency or step.reassign_to or step.webhook):
            yield Problem("steps", "step_idle", {"step": step.key})
    if not any(step.is_breach for step in steps):
        yield Problem("steps", "no_breach_step")


def _measures(step: Step) -> int:
    return (step.percent is not None) + (step.minutes_after is not None)


def _day_problems(terms: Terms) -> Iterable[Problem]:
    if not 1 <= terms.close_after_days <= MOST_CLOSE_DAYS:
        yield Problem("close_after_days", "close_days", {"most": MOST_CLOSE_DAYS})


def order_problems(ordered: Sequence[Terms], concerned: str) -> list[Problem]:
    """Return where the policy with this short name leaves nothing to another one, or finds nothing left.

    `ordered` are all policies in the order in which they are tried, the concerned one among them.
    """
    found = []
    for index, above in enumerate(ordered):
        for below in ordered[index + 1 :]:
            if concerned in (above.slug, below.slug) and above.hides(below):
                word = "hidden" if below.slug == concerned else "hides"
                found.append(Problem("position", word, {"above": above.name, "below": below.name}))
    return found


def furthest_seconds(terms: Terms) -> int:
    """Return the longest working time after which something still happens."""
    targets = [minutes * 60 for by_priority in terms.targets.values() for minutes in by_priority.values()]
    return max((step.seconds(target) for target in targets for step in (*terms.steps, Step(100))), default=0)


def content_of(terms: Terms) -> Terms:
    """Return the terms without what does not belong to a version, in one order, for comparing."""
    steps = tuple(sorted(terms.steps, key=lambda step: (step.percent or 0, step.minutes_after or 0)))
    targets = {kind: dict(minutes) for kind, minutes in terms.targets.items() if minutes}
    return replace(terms, version=0, number=0, slug="", name="", steps=steps, targets=targets)


def minutes_of_a_day(plan: Plan) -> int:
    """Return the minutes of an ordinary working day: the commonest length among the weekdays, or the longest."""
    lengths = Counter(sum(end - start for start, end in hours) for hours in plan.week if hours)
    return max(lengths, key=lambda length: (lengths[length], length), default=0)
