"""A week of work; sweeps come when they like, die in the middle, meet one another: nothing is lost or doubled."""

import multiprocessing
import os
import signal
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.notices.models import Event
from incidents.lifecycle.operations.escalating import close_due, sweep_clocks
from incidents.lifecycle.operations.moving import resume_due
from incidents.records.timeline_models import Entry
from incidents.sla import clockwork
from incidents.sla.choices import Cause
from incidents.sla.models import Clock, ClockStep
from incidents.sla.operations.ledgers import ledger_of
from incidents.sla.queries import current_book
from tests.cast import make_cast
from tests.contracts.test_concurrency import together
from tests.incidents.sla.builders import STEPS, Tale, make_calendar, make_policy
from tests.incidents.sla.calendars_cast import ALWAYS, BER

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = datetime(2026, 10, 19, 6, 0, tzinfo=UTC)
# The clocks of Berlin go back on the last night.
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)


class Killed(BaseException):
    """The end of a worker: nothing that means well with errors catches it."""


class Fuse:
    """Ends the worker at its n-th statement."""

    def __init__(self, statements: int, die: Callable[[], None]) -> None:
        self.left = statements
        self.die = die

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            self.die()
        return execute(sql, params, many, context)


def _raise() -> None:
    raise Killed


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _dies(act: Callable[[], Any], statements: int) -> bool:
    """Let a worker, with a connection of its own, die in the middle of the act; say if it did."""
    died = []

    def work() -> None:
        try:
            with connection.execute_wrapper(Fuse(statements, _raise)):
                act()
        except Killed:
            died.append(True)
        finally:
            connection.close()

    worker = Thread(target=work)
    worker.start()
    worker.join()
    return bool(died)


def _promise() -> None:
    office, always = make_calendar("ber", BER), make_calendar("always", ALWAYS)
    steps = [*STEPS, {"minutes_after": 60, "tell": ["owner"]}]
    make_policy(
        "urgent", always, {"response": 15, "resolution": 240}, steps=steps, position=1, priorities=[1]
    )
    make_policy(
        "office",
        office,
        {"response": {2: 30, 3: 60, 4: 240}, "update": 60, "resolution": {2: 240, 3: 480, 4: 960}},
        steps=steps,
        position=2,
    )


_ACTS = ("work", "work", "hold", "say", "answer", "prioritise", "resolve", "reopen", "cancel")


def _act(tale: Tale, name: str, at: datetime, chance: Random) -> None:
    moment = at.replace(tzinfo=None).isoformat()
    try:
        match name:
            case "answer":
                tale.say(moment, by="agnes")
            case "prioritise":
                tale.prioritise(moment, chance.randint(1, 4))
            case "hold" if chance.random() < 0.5:
                tale.hold(moment, "agreed_date", until=at + chance.randint(10, 2000) * MINUTE)
            case _:
                getattr(tale, name)(moment)
    except (ValidationError, PermissionDenied):
        # Random people try what the table does not offer.
        return


def _sweep(at: datetime, chance: Random) -> bool:
    fate = chance.random()
    resume_due(now=at)
    if fate < 0.4:
        return _dies(lambda: sweep_clocks(now=at), chance.randint(2, 20))
    if fate < 0.6:
        together(*[lambda: sweep_clocks(now=at)] * 2)
    else:
        sweep_clocks(now=at)
    return False


def _process(at: datetime, statements: int = 0) -> None:
    """Do what is due, as a process of its own; it may be killed at its n-th statement."""
    with connection.execute_wrapper(Fuse(statements, _kill)):
        for act in (resume_due, sweep_clocks, close_due):
            act(now=at)
    connection.close()


def _sweep_by_processes(at: datetime, chance: Random) -> bool:
    """Let two processes sweep at once and kill one, at a statement or at whatever it does then; say if it died."""
    # Neither may speak through a connection of the other.
    connection.close()
    fork = multiprocessing.get_context("fork")
    statements, seconds = (chance.randint(1, 12), 30.0) if chance.random() < 0.7 else (0, chance.random() / 5)
    doomed = fork.Process(target=_process, args=(at, statements))
    other = fork.Process(target=_process, args=(at,))
    with warnings.catch_warnings():
        # Newer Pythons warn of threads at a fork; those of the test runner touch nothing that the children use.
        warnings.simplefilter("ignore", DeprecationWarning)
        doomed.start()
        other.start()
    doomed.join(seconds)
    doomed.kill()
    doomed.join()
    other.join()
    assert (doomed.exitcode in (0, -signal.SIGKILL), other.exitcode) == (True, 0)
    return doomed.exitcode == -signal.SIGKILL


def _live_through(
    cast: Any, chance: Random, incidents: int, sweeps: int, sweep: Callable[[datetime, Random], bool]
) -> int:
    """Play the week in the order of time; return how many sweeps died."""
    minutes = int(WEEK / MINUTE)
    plan: list[tuple[int, str, int]] = []
    for number in range(incidents):
        opened = chance.randrange(minutes)
        plan.append((opened, "open", number))
        plan += [
            (chance.randint(opened + 1, opened + 2000), name, number)
            for name in chance.sample(_ACTS, chance.choice((0, 1, 2, 3)))
        ]
    plan += [(chance.randrange(minutes), "sweep", 0) for _number in range(sweeps)]
    tales: dict[int, Tale] = {}
    died = 0
    for minute, name, number in sorted(plan, key=lambda row: (row[0], row[1] != "open")):
        at = MONDAY + minute * MINUTE + timedelta(seconds=number % 60)
        if at >= MONDAY + WEEK:
            break
        if name == "sweep":
            died += sweep(at, chance)
        elif name == "open":
            moment = at.replace(tzinfo=None).isoformat()
            tales[number] = Tale(cast, moment, priority=chance.randint(1, 4))
        else:
            _act(tales[number], name, at, chance)
    return died


def _targets(ledger: clockwork.Ledger) -> list[tuple[clockwork.Ledger, datetime]]:
    """Return the clock as it was under each target it has had, and until when that was."""
    cuts = [index for index, part in enumerate(ledger.segments) if part.cause == Cause.RETARGETED]
    found = []
    for number, cut in enumerate([*cuts, len(ledger.segments)], start=1):
        parts = ledger.segments[:cut]
        start = ledger.started_at if number == 1 else ledger.segments[cuts[number - 2]].start
        then = replace(
            ledger,
            segments=[*parts[:-1], replace(parts[-1], end=None)],
            agreement=parts[-1].agreement,
            target_number=number,
            targeted_at=start,
        )
        until = ledger.segments[cut].start if cut < len(ledger.segments) else MONDAY + WEEK
        found.append((then, until))
    return found


def _expected(row: Clock) -> set[tuple[int, str, datetime]]:
    """Return what must have been recorded, computed from the ledger alone."""
    book = current_book()
    ledger = ledger_of(row, list(row.segments.all()))
    expected = set()
    for then, until in _targets(ledger):
        steps = clockwork.steps_reached(then, book.terms(then.agreement.terms).steps, book.calendar)
        expected |= {(then.target_number, step.step.key, step.at) for step in steps if step.wakes_at <= until}
    return expected


@pytest.mark.parametrize(
    ("seed", "incidents", "sweeps", "sweep"),
    [(4, 150, 70, _sweep), (5, 45, 30, _sweep_by_processes)],
)
def test_every_step_exists_once_with_its_true_instant(transactional_db, seed, incidents, sweeps, sweep):
    cast = make_cast()
    _promise()
    assert _live_through(cast, Random(seed), incidents, sweeps, sweep) > sweeps / 5
    resume_due(now=MONDAY + WEEK)
    while sweep_clocks(now=MONDAY + WEEK):
        pass
    rows = list(Clock.objects.prefetch_related("segments", "steps"))
    recorded = {row.pk: set(row.steps.values_list("target_number", "key", "true_at")) for row in rows}
    assert recorded == {row.pk: _expected(row) for row in rows}
    assert sum(map(len, recorded.values())) > incidents
    assert max(row.target_number for row in rows) > 1
    for step in ClockStep.objects.all():
        wakes_at = step.true_at + timedelta(seconds=step.key == "100%")
        assert step.is_late == (step.processed_at - wakes_at > MINUTE), step
    loud = ClockStep.objects.filter(is_silent=False).count()
    assert Event.objects.filter(kind__startswith="incident.sla_").count() == loud
    assert Entry.objects.filter(story__in=["target_near", "target_missed"]).count() == loud
    assert not Clock.objects.due(MONDAY + WEEK).exists()
