"""The priority matrix as a rule: complete, unique, and looked up (CAT-01)."""

from collections.abc import Mapping
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
