"""Files to import: rows as tables, with the columns and the mapping that most tests share."""

import csv
import io
from typing import Any

from openpyxl import Workbook

from incidents.intake.imports.models import ImportRun
from incidents.intake.imports.operations.runs import begin, set_mapping, sweep_imports, take_in
from tests.cast import Cast

# Each column fills the field of its name.
CLOSED = {
    "key": "Z-1",
    "title": "E-mail arrives late",
    "state": "closed",
    "requester": "ruth",
    "service": "vpn",
    "category": "network",
    "team": "network",
    "assignee": "rafael",
    "reported_at": "2026-03-02T12:00:00Z",
    "acknowledged_at": "2026-03-02T12:02:00Z",
    "resolved_at": "2026-03-02T13:05:00Z",
    "closed_at": "2026-03-02T13:10:00Z",
    "resolution_code": "fixed_permanently",
    "resolution_text": "The relay was restarted.",
    "impact": "medium",
    "urgency": "medium",
}
PERSON = {
    "username": "nora",
    "email": "nora@example.org",
    "first_name": "Nora",
    "last_name": "New",
    "organisation": "north",
}


def csv_of(*rows: dict[str, str], separator: str = ",") -> bytes:
    """Return rows as CSV; the columns are those that any row has."""
    headers = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, headers, restval="", delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def xlsx_of(*rows: list[Any]) -> bytes:
    """Return rows of cells as a workbook."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mapping_for(*rows: dict[str, str], **options: Any) -> dict[str, Any]:
    """Return the mapping in which each column fills the field of its name."""
    columns = {name: name for row in rows for name in row}
    return {"columns": columns, "source": "zammad", **options}


def taken(
    cast: Cast,
    content: bytes,
    mapping: dict[str, Any],
    *,
    now: Any,
    subject: str = "incidents",
    is_dry: bool = False,
) -> ImportRun:
    """Take a file in, map it and let the worker finish; return the run as it ended."""
    by = cast.actor("adam")
    run = take_in(content, "file.csv", subject, by=by, now=now)
    if subject != "incidents":
        mapping.pop("source", None)
    run = set_mapping(run, mapping, by=by)
    begin(run, by=by, now=now, is_dry=is_dry)
    while sweep_imports(now):
        pass
    return ImportRun.objects.get(pk=run.pk)


def imported(
    cast: Cast, *rows: dict[str, str], now: Any, subject: str = "incidents", **options: Any
) -> ImportRun:
    """Import rows with a column for each field."""
    is_dry = options.pop("is_dry", False)
    mapping = mapping_for(*rows, **options)
    return taken(cast, csv_of(*rows), mapping, now=now, subject=subject, is_dry=is_dry)


def problems(run: ImportRun) -> list[tuple[int, str, str, str]]:
    """Return every problem as (row, column, value, reason)."""
    return [
        (row.number, problem["column"], problem["value"], problem["reason"])
        for row in run.refused_rows.all()
        for problem in row.problems
    ]
