"""A row of a file as values by field, with everything that is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from incidents.intake.imports.cells import CellError, Problem, Reader
from incidents.intake.imports.fields import Field, fields_of
from incidents.intake.imports.mapping import Mapping as FileMapping
from incidents.intake.imports.tables import Row


@dataclass(slots=True)
class Read:
    """A row that was read: its values, and its problems."""

    row: Row
    columns: Mapping[str, str]
    cells: Mapping[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, name: str, reason: str) -> None:
        """Note a problem at a field; one per field is enough."""
        column = self.columns.get(name, name)
        if all(problem.column != column for problem in self.problems):
            self.problems.append(Problem(column, self.cells.get(name, ""), reason))

    def get(self, name: str) -> Any:
        """Return the value of a field, or None."""
        return self.values.get(name)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the fields of a subject stand in the rows of one file."""

    subject: str
    mapping: FileMapping
    places: Mapping[str, int]
    fields: Mapping[str, Field]

    @classmethod
    def of(cls, subject: str, mapping: FileMapping, headers: list[str]) -> "Layout":
        """Return the layout of a file."""
        places = {name: headers.index(header) for name, header in mapping.columns.items()}
        return cls(subject, mapping, places, fields_of(subject))

    def told(self, row: Row) -> dict[str, str]:
        """Return the text of each mapped field, with the defaults where a cell is empty."""
        found = dict(self.mapping.defaults)
        for name, place in self.places.items():
            if cell := row.cells[place].strip():
                found[name] = cell
        return found

    def read(self, row: Row, reader: Reader) -> Read:
        """Read a row; problems are collected, so that one run shows them all."""
        cells = self.told(row)
        read = Read(row, self.mapping.columns, cells)
        if row.problem:
            read.problems.append(Problem("", "", row.problem))
            return read
        for name, one in self.fields.items():
            if name in cells:
                try:
                    value = reader.read(one, cells[name])
                except CellError as problem:
                    read.refuse(name, str(problem))
                else:
                    if value not in ("", None):
                        read.values[name] = value
            if one.is_required and name not in read.values:
                read.refuse(name, _("Fill this in."))
        return read
