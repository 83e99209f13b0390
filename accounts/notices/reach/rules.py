"""By which ways somebody is told of an event: the choice, the defaults of the roles, the floor (COM-07)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Choices = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the matrix as the product sets it: ways that are on at first, and ways that nobody switches off."""

    slug: str
    default: frozenset[str] = frozenset()
    floor: frozenset[str] = frozenset()


def cell(slug: str, way: str) -> str:
    """Return the name of a cell of the matrix, under which a choice is kept."""
    return f"{slug}.{way}"


def by_default(row: Row, way: str, by_role: Sequence[Choices]) -> bool:
    """Say what holds for somebody who chose nothing: of several roles, one that tells is enough."""
    key = cell(row.slug, way)
    set_by_roles = [choices[key] for choices in by_role if key in choices]
    return any(set_by_roles) if set_by_roles else way in row.default


def is_on(row: Row, way: str, choices: Choices, by_role: Sequence[Choices]) -> bool:
    """Say whether a row tells by a way: the floor first, then the own choice, then the roles, then the product."""
    if way in row.floor:
        return True
    own = choices.get(cell(row.slug, way))
    return by_default(row, way, by_role) if own is None else own


def ways_of(
    rows: Iterable[Row], ways: Iterable[str], choices: Choices, by_role: Sequence[Choices]
) -> list[str]:
    """Return the ways by which any of the rows tells; an urgent event has the row of all urgent ones beside its own."""
    rows = list(rows)
    return [way for way in ways if any(is_on(row, way, choices, by_role) for row in rows)]


def deviations(wanted: Choices, rows: Iterable[Row], by_role: Sequence[Choices]) -> dict[str, bool]:
    """Return what to keep of a filled-in matrix: only what differs, so that later defaults reach everybody else."""
    standard = {
        cell(row.slug, way): by_default(row, way, by_role)
        for row in rows
        for way in {key.rpartition(".")[2] for key in wanted}
        if way not in row.floor
    }
    return {key: wanted[key] for key in standard if key in wanted and wanted[key] != standard[key]}
