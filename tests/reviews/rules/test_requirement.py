"""The rules that ask for a review."""

import pytest

from reviews.rules.choices import Rule
from reviews.rules.requirement import IncidentFacts, rules_that_apply


def facts(**changes):
    return IncidentFacts(**{"priority": 3, **changes})


CASES = [
    ("R1-declared", facts(was_declared=True), ("R1",)),
    ("R1-not-declared", facts(), ()),
    ("R2-priority-1", facts(priority=1), ("R2",)),
    ("R2-priority-2-is-not-enough", facts(priority=2), ()),
    ("R3-security", facts(category_paths=frozenset({"security"})), ("R3",)),
    ("R3-data-loss-below", facts(category_paths=frozenset({"storage/data-loss/partial"})), ("R3",)),
    ("R3-safety-last", facts(category_paths=frozenset({"building/safety"})), ("R3",)),
    ("R3-similar-word", facts(category_paths=frozenset({"security-badges", "network"})), ()),
    (
        "R1-R2-R3",
        facts(priority=1, was_declared=True, category_paths=frozenset({"safety"})),
        ("R1", "R2", "R3"),
    ),
    ("child-is-reviewed-with-its-parent", facts(priority=1, was_declared=True, is_child=True), ()),
]


@pytest.mark.parametrize(("seen", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_rules(seen, expected):
    assert rules_that_apply(seen) == tuple(Rule(rule) for rule in expected)
