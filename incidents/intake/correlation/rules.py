"""Which alerts belong together, decided from plain values: conditions, the key of a group, its window of time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from incidents.intake.correlation.choices import Mode


@dataclass(frozen=True, slots=True)
class Traits:
    """What a rule may look at; `values` holds the text of each attribute, and the summary beside them."""

    service: int | None
    integration: int
    severity: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A correlation rule: an empty condition always holds, as in a service level policy."""

    pk: int
    name: str
    mode: Mode
    group_by: tuple[str, ...]
    window: timedelta
    services: frozenset[int] = frozenset()
    integrations: frozenset[int] = frozenset()
    severities: frozenset[str] = frozenset()
    patterns: Mapping[str, str] = field(default_factory=dict)

    def admits(self, traits: Traits) -> bool:
        """Say whether every condition holds."""
        return (
            (not self.services or traits.service in self.services)
            and (not self.integrations or traits.integration in self.integrations)
            and (not self.severities or traits.severity in self.severities)
            and all(fits(pattern, traits.values.get(name, "")) for name, pattern in self.patterns.items())
        )

    def values_of(self, traits: Traits) -> dict[str, str] | None:
        """Return what the alerts of its group have in common; None for an alert that lacks a part of it."""
        values = {name: traits.values.get(name, "") for name in self.group_by}
        return values if values and all(values.values()) else None


@dataclass(frozen=True, slots=True)
class Fit:
    """The rule that an alert falls under, and the values that name its group."""

    rule: Rule
    values: Mapping[str, str]


def first_fit(rules: Iterable[Rule], traits: Traits) -> Fit | None:
    """Return the first rule whose conditions hold for an alert that has all attributes to group by."""
    for rule in rules:
        values = rule.values_of(traits) if rule.admits(traits) else None
        if values is not None:
            return Fit(rule, values)
    return None


def fits(pattern: str, text: str) -> bool:
    """Say whether a text is what a pattern says: `*` stands for anything, capital letters count as small ones.

    Piece by piece from the left, which takes one pass whatever the pattern: a regular expression might not end.
    """
    if not pattern:
        return True
    first, *middle = pattern.casefold().split("*")
    text = text.casefold()
    if not middle:
        return text == first
    *between, last = middle
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in between:
        found = text.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True


def is_within(window: timedelta, began_at: datetime, at: datetime) -> bool:
    """Say whether an alert belongs to the group that began then; work that is late must not change the answer."""
    return abs(at - began_at) <= window


@dataclass(frozen=True, slots=True)
class Sighting:
    """An alert that would have opened an incident, for trying a rule on the past."""

    at: datetime
    title: str
    traits: Traits


@dataclass(frozen=True, slots=True)
class Gathering:
    """What a rule would have put together."""

    values: Mapping[str, str]
    sightings: Sequence[Sighting]


def gathered(rule: Rule, sightings: Iterable[Sighting]) -> list[Gathering]:
    """Return the groups that a rule makes of alerts, in the order in which they begin."""
    found: list[Gathering] = []
    open_groups: dict[tuple[str, ...], list[Sighting]] = {}
    for sighting in sorted(sightings, key=lambda one: one.at):
        fit = first_fit([rule], sighting.traits)
        if fit is None:
            continue
        key = tuple(fit.values.values())
        members = open_groups.get(key)
        if members is not None and is_within(rule.window, members[0].at, sighting.at):
            members.append(sighting)
            continue
        open_groups[key] = members = [sighting]
        found.append(Gathering(fit.values, members))
    return found
