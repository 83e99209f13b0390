"""One lot of rows: read, checked, and written unless it is a dry run; both find the same errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from incidents.intake.imports.cells import Problem, Reader
from incidents.intake.imports.choices import Outcome, Subject
from incidents.intake.imports.fields import KEY_OF
from incidents.intake.imports.lives import Life, life_of
from incidents.intake.imports.mapping import Mapping as FileMapping
from incidents.intake.imports.models import ImportRun, Origin
from incidents.intake.imports.operations.incidents import write_incidents
from incidents.intake.imports.operations.reference import Shelf, Wanted, write_reference
from incidents.intake.imports.queries import Directory, directory_for, folded
from incidents.intake.imports.rows import Layout, Read
from incidents.intake.imports.tables import Row


@dataclass(slots=True)
class Result:
    """What became of a lot: how many rows of each outcome, and the refused ones with their problems."""

    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    refused: dict[int, tuple[Row, list[Problem]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lot:
    """Rows, with what earlier rows of the file have said already.

    `doubles` is {row: {field: earlier row}} for fields of which each value comes once; `upcoming` are the keys of all
    rows before, which in a dry run are not there yet.
    """

    rows: Sequence[Row]
    doubles: Mapping[str, Mapping[str, int]]
    upcoming: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Work:
    run: ImportRun
    lot: Lot
    layout: Layout
    directory: Directory
    reads: Sequence[Read]
    result: Result
    by: Actor
    now: datetime
    is_dry: bool


def layout_of(run: ImportRun) -> Layout:
    """Return where the fields of a run stand."""
    told = {**run.mapping, "dates": tuple(run.mapping.get("dates", ()))}
    return Layout.of(run.subject, FileMapping(**told), run.headers)


def uniques_of(layout: Layout, row: Row) -> dict[str, str]:
    """Return what no two rows of a file may share, by field, as it is compared."""
    cells = layout.told(row)
    fold = str if layout.subject == Subject.INCIDENTS else folded
    names = [KEY_OF[Subject(layout.subject)]]
    if layout.subject == Subject.PEOPLE:
        names.append("email")
    return {name: fold(cells[name]) for name in names if cells.get(name)}


def take_lot(run: ImportRun, lot: Lot, *, by: Actor, now: datetime, is_dry: bool) -> Result:
    """Deal with the rows of a lot; `is_dry` writes nothing. The caller's transaction."""
    layout = layout_of(run)
    directory = directory_for(lot.rows, layout)
    reader = Reader(layout.mapping, directory.find, now)
    reads = [layout.read(row, reader) for row in lot.rows]
    for read in reads:
        for name, earlier in lot.doubles.get(str(read.row.number), {}).items():
            read.refuse(name, _("Row %(row)d has this already. Keep one of them.") % {"row": earlier})
    work = _Work(run, lot, layout, directory, reads, Result(), by, now, is_dry)
    take = _take_incidents if layout.subject == Subject.INCIDENTS else _take_reference
    take(work)
    for read in reads:
        if read.problems:
            work.result.refused[read.row.number] = (read.row, read.problems)
    return work.result


def _take_incidents(work: _Work) -> None:
    source, directory = work.layout.mapping.source, work.directory
    keys = {read.values["key"] for read in work.reads if "key" in read.values}
    here = set(Origin.objects.filter(source=source, key__in=keys).values_list("key", flat=True))
    wanted: list[tuple[Life, Read]] = []
    for read in work.reads:
        life = life_of(read, directory.matrix, directory.members, work.now)
        if life is None:
            continue
        if life.key in here:
            work.result.counts[Outcome.SAME] += 1
        else:
            wanted.append((life, read))
    made = len(wanted) if work.is_dry else _written(wanted, work)
    work.result.counts[Outcome.MADE] += made


def _written(wanted: Sequence[tuple[Life, Read]], work: _Work) -> int:
    """Write all in a few statements; where the database refuses one of them, find it, so that the others come in."""
    if not wanted:
        return 0
    try:
        with transaction.atomic():
            write_incidents(work.run, [life for life, _read in wanted], by=work.by, now=work.now)
    except (IntegrityError, DataError) as problem:
        if len(wanted) == 1:
            wanted[0][1].problems.append(_of_the_database(problem))
            return 0
        half = len(wanted) // 2
        return _written(wanted[:half], work) + _written(wanted[half:], work)
    return len(wanted)


def _of_the_database(problem: Exception) -> Problem:
    sentence = _("The database does not take it: %(problem)s.")
    return Problem("", "", sentence % {"problem": str(problem).splitlines()[0][:200]})


def _take_reference(work: _Work) -> None:
    layout = work.layout
    named = frozenset(folded(layout.told(read.row).get("username", "")) for read in work.reads)
    shelf = Shelf(layout.subject, named, set(work.lot.upcoming))
    for read in work.reads:
        wanted = shelf.wanted(read, work.directory)
        if wanted is None:
            continue
        if work.is_dry:
            shelf.upcoming |= set(uniques_of(layout, read.row).values())
            work.result.counts[wanted.outcome] += 1
        else:
            _write_reference(wanted, shelf, read, work)


def _write_reference(wanted: Wanted, shelf: Shelf, read: Read, work: _Work) -> None:
    outcome = wanted.outcome
    why = f"import {work.run.pk} of {work.run.file_name}, row {read.row.number}"
    try:
        with transaction.atomic():
            shelf.learn(write_reference(work.layout.subject, wanted, by=work.by, why=why))
    except ValidationError as refusal:
        _refuse(read, refusal)
    except (IntegrityError, DataError) as problem:
        read.problems.append(_of_the_database(problem))
    else:
        work.result.counts[outcome] += 1


def _refuse(read: Read, refusal: ValidationError) -> None:
    if not hasattr(refusal, "error_dict"):
        read.problems.append(Problem("", "", refusal.messages[0]))
        return
    for name, errors in refusal.error_dict.items():
        read.refuse(name, errors[0].messages[0])
