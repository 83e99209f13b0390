"""Workers on one import: two at once, one that lost its claim, one that is killed; each row comes in once."""

import multiprocessing
import os
import signal
import warnings
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from incidents.intake.imports.models import ImportRun, Origin
from incidents.intake.imports.operations.runs import (
    ROWS_A_LOT,
    begin,
    cancel,
    set_mapping,
    sweep_imports,
    take_in,
    work_off,
)
from incidents.records.models import Incident
from incidents.records.timeline_models import Entry
from tests.cast import make_cast
from tests.contracts.test_concurrency import together
from tests.incidents.intake.imports.files import CLOSED, csv_of, mapping_for
from tests.incidents.intake.imports.test_incidents import LATER

AFTER = LATER + timedelta(minutes=11)
MANY = ROWS_A_LOT + 5


def begun(cast, count=MANY):
    by = cast.actor("adam")
    content = csv_of(*(CLOSED | {"key": f"Z-{place}"} for place in range(count)))
    run = take_in(content, "f.csv", "incidents", by=by, now=LATER)
    return begin(set_mapping(run, mapping_for(CLOSED), by=by), by=by, now=LATER, is_dry=False)


class AtTheEndOfLot:
    """Ends the worker when a lot is written but for the word that it is."""

    def __init__(self, number, die):
        self.left, self.die = number, die

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("UPDATE") and '"position"' in sql:
            self.left -= 1
            if not self.left:
                self.die()
        return execute(sql, params, many, context)


def _kill():
    os.kill(os.getpid(), signal.SIGKILL)


def sweep(now):
    while sweep_imports(now):
        pass


def assert_whole(run, count=MANY):
    run = ImportRun.objects.get(pk=run.pk)
    assert (run.state, run.seen, run.made, run.same, run.refused) == ("done", count, count, 0, 0)
    assert Origin.objects.count() == Incident.objects.count() == count
    assert Incident.history.count() == Entry.objects.count() == 5 * count
    assert not run.lots.exists()


def test_a_worker_whose_claim_ran_out_stops_and_another_goes_on(cast):
    run = begun(cast)
    slow = work_off(run, now=LATER)
    assert next(slow).seen == ROWS_A_LOT
    assert sweep_imports(LATER) == 0
    with pytest.raises(ValidationError, match="Somebody else"):
        next(work_off(run, now=LATER))
    sweep(AFTER)
    assert list(slow) == []
    assert_whole(run)


def test_what_is_cancelled_between_two_lots_goes_no_further(cast):
    run = begun(cast)
    worker = work_off(run, now=LATER)
    next(worker)
    cancel(run, by=cast.actor("adam"), now=LATER)
    assert list(worker) == []
    run.refresh_from_db()
    assert (run.state, run.made, Incident.objects.count()) == ("cancelled", ROWS_A_LOT, ROWS_A_LOT)
    assert not run.lots.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_bring_every_row_in_once(transactional_db):
    run = begun(make_cast())
    together(*[lambda: sweep(LATER)] * 2)
    assert_whole(run)


@pytest.mark.django_db(transaction=True)
def test_after_a_kill_the_rest_comes_in_and_nothing_twice(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("a process of its own needs a database that others reach")
    run = begun(make_cast())

    def doomed():
        connections.close_all()
        with connection.execute_wrapper(AtTheEndOfLot(2, _kill)):
            sweep(LATER)

    connections.close_all()
    worker = multiprocessing.get_context("fork").Process(target=doomed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        worker.start()
    worker.join(60)
    assert worker.exitcode == -signal.SIGKILL
    run.refresh_from_db()
    assert (run.state, run.seen) == ("importing", ROWS_A_LOT)
    assert sweep_imports(LATER) == 0
    sweep(AFTER)
    assert_whole(run)
