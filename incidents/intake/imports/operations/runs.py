"""A run from the upload to its end: taken in, mapped, tried, carried out piece by piece, given up (IMP-01)."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor, require
from accounts.choices import Channel, Right
from accounts.notices.wake import wake
from incidents.intake.imports.choices import HALTED, UNFINISHED, WAITING, Outcome, RunState, Subject
from incidents.intake.imports.encodings import BadFileError
from incidents.intake.imports.fields import proposed
from incidents.intake.imports.mapping import mapping_of
from incidents.intake.imports.models import ImportLot, ImportRun, RefusedRow
from incidents.intake.imports.operations.lots import Lot, Result, layout_of, take_lot, uniques_of
from incidents.intake.imports.tables import Row, Table, read_table

log = structlog.get_logger(__name__)

TASK = "incidents.intake.tasks.sweep_imports"
ROWS_A_LOT = 500
_LOTS_A_SWEEP = 10
# Longer than any task may run, so that a claim never outlives a living worker.
_LEASE = timedelta(minutes=10)
_AFTER = {RunState.CHECKING: RunState.CHECKED, RunState.IMPORTING: RunState.DONE}


def take_in(
    content: bytes, name: str, subject: str, *, by: Actor, now: datetime, encoding: str = ""
) -> ImportRun:
    """Keep the rows of a file, with the mapping that its headers propose; nothing is imported yet."""
    require(by, Right.CONFIGURE)
    name = text.line("file", name, limit=150, required=True)
    try:
        table = read_table(content, encoding)
        with transaction.atomic():
            run = ImportRun(
                subject=Subject(subject),
                file_name=name,
                headers=table.headers,
                mapping={"columns": proposed(subject, table.headers), "zone": by.user.time_zone},
                created_by=by.user,
                created_at=now,
            )
            run.save()
            run.total = _keep_rows(run, table)
            run.save(update_fields=["total"])
    except BadFileError as problem:
        raise ValidationError({"file": ValidationError(str(problem), "guard_failed")}) from None
    return run


def _keep_rows(run: ImportRun, table: Table) -> int:
    total = 0
    for number, rows in enumerate(_batches(table.rows)):
        told = [[row.number, row.cells, row.problem] for row in rows]
        ImportLot.objects.create(run=run, number=number, rows=told)
        total += len(rows)
    return total


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, ROWS_A_LOT)):
        yield batch


def set_mapping(run: ImportRun, told: Any, *, by: Actor) -> ImportRun:
    """Say how the rows of a run become records; an earlier dry run says nothing about it any more."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        current = _locked(run, WAITING)
        mapping = mapping_of(told, current.subject, current.headers)
        current.mapping = mapping.told()
        _rewind(current, RunState.DRAFT)
        _note_doubles(current)
    return current


def _note_doubles(run: ImportRun) -> None:
    """Find rows that share what each row must have alone, once for the whole file."""
    layout = layout_of(run)
    first: dict[tuple[str, str], int] = {}
    for lot in run.lots.iterator(chunk_size=20):
        doubles: dict[str, dict[str, int]] = {}
        for row in _rows_of(lot):
            for name, value in uniques_of(layout, row).items():
                earlier = first.setdefault((name, value), row.number)
                if earlier != row.number:
                    doubles.setdefault(str(row.number), {})[name] = earlier
        if doubles != lot.doubles:
            lot.doubles = doubles
            lot.save(update_fields=["doubles"])


def _rows_of(lot: ImportLot) -> list[Row]:
    return [Row(*told) for told in lot.rows]


def begin(run: ImportRun, *, by: Actor, now: datetime, is_dry: bool) -> ImportRun:
    """Let a worker try the rows, or import them; what failed or was stopped goes on where it stands."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        current = _locked(run, WAITING if is_dry else (*WAITING, *HALTED))
        if "announce" not in current.mapping:
            raise ValidationError(_("Say first which columns fill which fields."), "guard_failed")
        if current.state in HALTED:
            current.state, current.problem = RunState.IMPORTING, ""
            current.save(update_fields=["state", "problem"])
        else:
            _rewind(current, RunState.CHECKING if is_dry else RunState.IMPORTING)
            current.started_at, current.created_by = now, by.user
            current.save(update_fields=["started_at", "created_by"])
        wake(TASK)
    return current


def stop(run: ImportRun, *, by: Actor, now: datetime) -> ImportRun:
    """Let the worker rest after its lot: an import may go on later, a dry run begins anew."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        current = _locked(run, UNFINISHED)
        if current.state == RunState.CHECKING:
            _rewind(current, RunState.DRAFT)
        else:
            _end(current, RunState.STOPPED, now=now)
    return current


def cancel(run: ImportRun, *, by: Actor, now: datetime) -> ImportRun:
    """Give a run up; what it has imported stays, and its other rows are forgotten."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        current = _locked(run, (*WAITING, *UNFINISHED, *HALTED))
        _end(current, RunState.CANCELLED, now=now)
    return current


def _locked(run: ImportRun, states: Iterable[str]) -> ImportRun:
    current = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if current.state not in states:
        sentence = _("This is not possible while the import is “%(state)s”.")
        raise ValidationError(sentence % {"state": current.get_state_display()}, "not_allowed_from_state")
    return current


def _rewind(run: ImportRun, state: RunState) -> None:
    run.refused_rows.all().delete()
    run.state, run.problem, run.claim, run.claimed_until = state, "", "", None
    run.position = run.seen = run.made = run.changed = run.same = run.refused = 0
    run.save()


def _end(run: ImportRun, state: RunState, *, now: datetime) -> None:
    run.state, run.finished_at, run.claim, run.claimed_until = state, now, "", None
    run.save(update_fields=["state", "finished_at", "claim", "claimed_until"])
    if run.is_over:
        run.lots.all().delete()


def sweep_imports(now: datetime) -> int:
    """Work on the first run that nobody works on; returns how many lots were done."""
    run = _claimed(now)
    if run is None:
        return 0
    done = 0
    try:
        while done < _LOTS_A_SWEEP and _lot(run, now=now):
            done += 1
    except (SoftTimeLimitExceeded, OperationalError):
        # The lot was undone as a whole; it is taken up again as soon as the claim is given back or runs out.
        _give_back(run)
        raise
    except Exception as problem:
        log.exception("import_failed", run=run.pk)
        _fail(run, f"{type(problem).__name__}: {problem}"[:500])
    _give_back(run)
    if ImportRun.objects.free(now).exists():
        wake(TASK)
    return done + 1


def work_off(run: ImportRun, *, now: datetime) -> Iterator[ImportRun]:
    """Do a run that was begun in the foreground, lot by lot; yields it as it is after each."""
    claim = str(uuid4())
    if (
        not ImportRun.objects.free(now)
        .order_by()
        .filter(pk=run.pk)
        .update(claimed_until=now + _LEASE, claim=claim)
    ):
        raise ValidationError(_("Somebody else works on it."), "conflict")
    run = ImportRun.objects.get(pk=run.pk)
    try:
        while _lot(run, now=now):
            yield ImportRun.objects.get(pk=run.pk)
    finally:
        _give_back(run)


def _claimed(now: datetime) -> ImportRun | None:
    for key in ImportRun.objects.free(now).values_list("pk", flat=True):
        claim = str(uuid4())
        free = ImportRun.objects.free(now).order_by().filter(pk=key)
        if free.update(claimed_until=now + _LEASE, claim=claim):
            return ImportRun.objects.get(pk=key)
    return None


def _give_back(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk, claim=run.claim).update(claimed_until=None, claim="")


def _fail(run: ImportRun, problem: str) -> None:
    """Keep what went wrong; an import may go on from where it stopped, a dry run begins anew."""
    state = RunState.DRAFT if run.state == RunState.CHECKING else RunState.FAILED
    ImportRun.objects.filter(pk=run.pk, claim=run.claim).update(state=state, problem=problem)


def _lot(claimed: ImportRun, *, now: datetime) -> bool:
    """Deal with the next lot in one transaction with how far the run has come; False when nothing is left to do.

    The row of the run is locked, so that a worker that was thought dead finds its claim gone, and stops.
    """
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=claimed.pk)
        if run.claim != claimed.claim or run.state not in UNFINISHED:
            return False
        lot = run.lots.filter(number=run.position).first()
        if lot is None:
            _end(run, _AFTER[RunState(run.state)], now=now)
            return False
        by = Actor(run.created_by, Channel.IMPORT)
        require(by, Right.CONFIGURE)
        is_dry = run.state == RunState.CHECKING
        work = Lot(_rows_of(lot), lot.doubles, _before(run) if is_dry else frozenset())
        with _uncollected():
            result = take_lot(run, work, by=by, now=now, is_dry=is_dry)
        _note(run, result, len(work.rows), now=now)
    return True


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no circles among the many objects of a lot, which has none: it took a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _before(run: ImportRun) -> frozenset[str]:
    """Return the keys of the rows before the next lot, where rows may name earlier ones: in the category tree."""
    if run.subject != Subject.CATEGORIES:
        return frozenset()
    layout = layout_of(run)
    lots = run.lots.filter(number__lt=run.position)
    return frozenset(key for lot in lots for row in _rows_of(lot) for key in uniques_of(layout, row).values())


def _note(run: ImportRun, result: Result, count: int, *, now: datetime) -> None:
    RefusedRow.objects.bulk_create(
        RefusedRow(
            run=run, number=row.number, cells=row.cells, problems=[problem.told() for problem in problems]
        )
        for row, problems in result.refused.values()
    )
    run.position += 1
    run.seen += count
    run.made += result.counts[Outcome.MADE]
    run.changed += result.counts[Outcome.CHANGED]
    run.same += result.counts[Outcome.SAME]
    run.refused += len(result.refused)
    run.claimed_until = now + _LEASE
    run.save(update_fields=["position", "seen", "made", "changed", "same", "refused", "claimed_until"])
