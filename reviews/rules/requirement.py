"""Decides whether an incident needs a review, and by which rules (R1, R2, R3)."""

from dataclasses import dataclass

from reviews.rules.choices import Rule

# Slugs of categories that mean a lasting effect, at any level of the category's path (R3).
LASTING_EFFECTS = frozenset({"security", "data-loss", "safety"})


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What the rules look at; `priority` is the highest of the incident and its children.

    `was_declared` stays true after standing down and after demoting: people were mobilised.
    """

    priority: int
    was_declared: bool = False
    category_paths: frozenset[str] = frozenset()
    is_child: bool = False


def rules_that_apply(facts: IncidentFacts) -> tuple[Rule, ...]:
    """Return the rules that require a review; a child is looked at together with its parent."""
    if facts.is_child:
        return ()
    found = {
        Rule.MAJOR: facts.was_declared,
        Rule.PRIORITY_1: facts.priority == 1,
        Rule.LASTING_EFFECT: any(has_lasting_effect(path) for path in facts.category_paths),
    }
    return tuple(rule for rule, applies in found.items() if applies)


def has_lasting_effect(category_path: str) -> bool:
    """Say whether a category, or one above it, means that data, safety or security was affected."""
    return not LASTING_EFFECTS.isdisjoint(category_path.split("/"))
