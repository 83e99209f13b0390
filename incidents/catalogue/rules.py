"""The priority matrix as a rule: complete, unique, and looked up (CAT-01)."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from incidents.catalogue.choices import Level, Priority

Matrix = Mapping[tuple[str, str], int]

DEFAULT_MATRIX: dict[tuple[str, str], int] = {
    (Level.HIGH, Level.HIGH): Priority.P1,
    (Level.HIGH, Level.MEDIUM): Priority.P2,
    (Level.MEDIUM, Level.HIGH): Priority.P2,
    (Level.HIGH, Level.LOW): Priority.P3,
    (Level.MEDIUM, Level.MEDIUM): Priority.P3,
    (Level.LOW, Level.HIGH): Priority.P3,
    (Level.MEDIUM, Level.LOW): Priority.P4,
    (Level.LOW, Level.MEDIUM): Priority.P4,
    (Level.LOW, Level.LOW): Priority.P5,
}


def missing_cells(matrix: Matrix) -> list[tuple[str, str]]:
    """Return the (impact, urgency) pairs that have no priority."""
    return [pair for pair in product(Level.values, Level.values) if pair not in matrix]


def priority_for(matrix: Matrix, impact: str, urgency: str) -> int:
    """Look up the priority, 1 to 5."""
    return matrix[(impact, urgency)]


def matrix_problem(cells: Sequence[tuple[str, str, int]]) -> str | None:
    """Say why these cells are no matrix: unknown, out_of_range, doubled, incomplete, or None."""
    pairs = [(impact, urgency) for impact, urgency, _priority in cells]
    if not set(pairs) <= set(product(Level.values, Level.values)):
        return "unknown"
    if any(priority not in Priority.values for _impact, _urgency, priority in cells):
        return "out_of_range"
    if len(set(pairs)) < len(pairs):
        return "doubled"
    return "incomplete" if missing_cells(dict.fromkeys(pairs, 0)) else None


def path_of(node: int, tree: Mapping[int, tuple[int | None, str]]) -> str | None:
    """Return the path of a node, given {node: (parent, short name)}; None if it stands below itself."""
    slugs: list[str] = []
    seen: set[int] = set()
    here: int | None = node
    while here is not None:
        if here in seen:
            return None
        seen.add(here)
        here, slug = tree[here]
        slugs.append(slug)
    return "/".join(reversed(slugs))


def depends_on_itself(node: int, upstream: Mapping[int, Iterable[int]]) -> bool:
    """Say whether following the upstream services leads back to where it began."""
    return node in all_upstream(node, upstream)


def all_upstream(node: int, upstream: Mapping[int, Iterable[int]]) -> set[int]:
    """Return every service that this one cannot work without, also by way of others."""
    seen: set[int] = set()
    waiting = list(upstream.get(node, ()))
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting.extend(upstream.get(here, ()))
    return seen
