"""The refused rows as a file: what came in, with what is wrong, ready to be corrected and sent again."""

import csv
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from incidents.intake.imports.models import ImportRun
from incidents.intake.imports.tables import guarded


class _Echo:
    """A file that hands back each line at once, so that no list of them grows."""

    def write(self, line: str) -> str:
        return line


def refused_lines(run: ImportRun) -> Iterator[str]:
    """Yield the lines of a CSV file; spreadsheets run nothing that stands in it, and read its letters right."""
    writer: Any = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([*map(guarded, run.headers), _("Row"), _("What is wrong")])
    for row in run.refused_rows.order_by("number").iterator(chunk_size=500):
        told = " ".join(map(in_words, row.problems))
        yield writer.writerow([*map(guarded, row.cells), row.number, guarded(told)])


def in_words(problem: dict[str, str]) -> str:
    """Return a problem as a sentence that begins with the column and what stands there."""
    place = f"{problem['column']} “{problem['value']}”: " if problem["column"] else ""
    return f"{place}{problem['reason']}"
