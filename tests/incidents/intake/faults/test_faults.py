"""A1, A2, B1, B2: web, worker, beat, broker and database die while monitors send; nothing is lost, nothing twice."""

import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Model

from accounts import clock
from accounts.notices.models import Delivery, Notice
from incidents.intake.models import Alert, Signal
from incidents.records.models import Incident
from tests.cast import make_cast
from tests.incidents.intake.conftest import monitor
from tests.incidents.intake.faults.senders import Ledger, Senders
from tests.incidents.intake.faults.stage import WORKER_PROCESSES, Stage, eventually, staged

FAULTS: dict[str, Callable[[Stage], None]] = {
    "worker": lambda stage: stage.restart("worker"),
    "web": lambda stage: stage.restart("web"),
    "beat": lambda stage: stage.restart("beat"),
    "broker": Stage.flush_broker,
    "database": Stage.cut_database,
}
# Each of these may have had one message on its way: handed over, and not yet written down.
CUTS_MAIL = {"worker": WORKER_PROCESSES, "database": WORKER_PROCESSES}
# So long nothing moves before the test lets time pass: to the end of the leases of the dead, to the next attempt.
STANDSTILL = 4.0


def plan(seed: int, count: int, kills: int) -> tuple[list[str], list[str]]:
    """Return the dedup keys in the order in which they are sent, a fifth of them again, and the faults."""
    dice = random.Random(seed)
    keys = [f"disk-{number}" for number in range(count * 4 // 5)]
    keys += dice.choices(keys, k=count - len(keys))
    dice.shuffle(keys)
    faults = [("worker", "web", "beat")[number % 3] for number in range(kills)] + ["broker"]
    if connection.vendor == "postgresql":
        faults.append("database")
    dice.shuffle(faults)
    return keys, faults


class Course:
    """How far the work has come, and the faults that strike when it has come so far."""

    def __init__(self, stage: Stage, senders: Senders, count: int, faults: list[str], seed: int) -> None:
        self.stage, self.senders = stage, senders
        # Most strike while monitors send, the others while the work behind is done.
        dice = random.Random(seed)
        marks = sorted(dice.uniform(0.05, 1.5) * count for _fault in faults)
        self.faults = list(zip(marks, faults, strict=True))
        self.moved_at, self.last = time.monotonic(), ""

    def progress(self) -> float:
        """Return signals that are accepted, and those that are worked on."""
        done = Signal.objects.exclude(state="waiting").count()
        return sum(self.senders.ledger.accepted.values()) + done

    def step(self) -> bool:
        """Let faults strike, and time pass when nothing moves any more; say whether all is done."""
        while self.faults and self.progress() >= self.faults[0][0]:
            FAULTS[self.faults.pop(0)[1]](self.stage)
            self.moved_at = time.monotonic()
        owed = self._owed()
        if not owed and not self.faults and self.senders.are_done:
            return True
        state = f"{self.progress()} {owed}"
        if state != self.last:
            self.last, self.moved_at = state, time.monotonic()
        if time.monotonic() - self.moved_at > STANDSTILL and self.senders.are_done:
            self._let_time_pass()
        return False

    def _owed(self) -> list[tuple[object, ...]]:
        signals = Signal.objects.filter(state="waiting").values_list("pk", "claim", "attempts")
        deliveries = Delivery.objects.waiting().values_list("pk", "claim", "attempts")
        return [*signals.order_by("pk"), *deliveries.order_by("pk")]

    def _let_time_pass(self) -> None:
        """Whoever holds what has not moved for seconds is dead: let its lease run out, and the next attempt come."""
        now = clock.now()
        for rows in (Signal.objects.filter(state="waiting"), Delivery.objects.waiting()):
            rows.filter(claimed_until__gt=now).update(claimed_until=now - timedelta(seconds=1))
            rows.filter(due_at__gt=now).update(due_at=now)
        # What is left of the faults shall not wait for work that is done.
        self.faults = [(0.0, fault) for _mark, fault in self.faults]
        self.moved_at = time.monotonic()


def run(folder: Path, *, seed: int, count: int, kills: int, with_redis: bool, within: float) -> None:
    cast = make_cast()
    sender = monitor(cast, "events")
    sender.set(team=cast.teams["applications"])
    keys, faults = plan(seed, count, kills)
    with staged(folder, with_redis=with_redis, STORM_REPORTS="0", WEB_PROCESSES="1") as stage:
        senders = Senders(stage.port, sender.key, keys)
        senders.start()
        course = Course(stage, senders, count, faults, seed)
        try:
            eventually(course.step, within=within)
        except AssertionError:
            print(stage.logs()[-5_000:], course.last, course.faults)  # noqa: T201 - what a failure is judged by
            raise
        finally:
            senders.stop()
        nothing_is_lost_or_twice(senders.ledger)
        everybody_was_told(stage, faults)
        assert_nothing_is_held()


def nothing_is_lost_or_twice(ledger: Ledger) -> None:
    """Every accepted signal counts, on the one incident of its key; one whose answer was lost may count."""
    assert ledger.refusals == []
    assert set(Signal.objects.values_list("state", flat=True)) == {"done"}
    stored = Counter(
        json.loads(bytes(body))["dedup_key"] for body in Signal.objects.values_list("body", flat=True)
    )
    alerts = Alert.objects.values_list("dedup_key", "occurrences", "incident")
    assert {key: count for key, count, _incident in alerts} == stored
    assert len({incident for _key, _count, incident in alerts}) == len(stored) == Incident.objects.count()
    for key, count in stored.items():
        assert ledger.accepted[key] <= count <= ledger.accepted[key] + ledger.unknown[key], key


def everybody_was_told(stage: Stage, faults: list[str]) -> None:
    """Every notice that is owed was sent; what was sent twice was on its way when something died."""
    owed = {f"<{pk}@localhost>" for pk in Delivery.objects.values_list("pk", flat=True)}
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    sent = Counter(str(message["Message-ID"]) for message in stage.mailbox.messages)
    assert set(sent) == owed
    assert sent.total() - len(sent) <= sum(CUTS_MAIL.get(fault, 0) for fault in faults)
    told = Counter(Notice.objects.values_list("event__about", "event__kind", "recipient__username"))
    per_incident: dict[str, set[tuple[str, str]]] = {}
    for about, kind, name in told:
        per_incident.setdefault(about, set()).add((kind, name))
    assert set(told.values()) == {1}
    # The incidents are alike, and so are those who are told of them.
    assert len({frozenset(what) for what in per_incident.values()}) == 1
    assert len(per_incident) == Incident.objects.count()


def assert_nothing_is_held() -> None:
    models: tuple[type[Model], ...] = (Signal, Delivery)
    for model in models:
        assert not model._base_manager.exclude(claim=None, claimed_until=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_few_signals_and_every_fault(tmp_path: Path) -> None:
    run(tmp_path / "data", seed=7, count=60, kills=3, with_redis=False, within=120)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_redis", [False, True], ids=["embedded", "redis"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_signals_and_many_faults(tmp_path: Path, seed: int, *, with_redis: bool) -> None:
    if with_redis and shutil.which("redis-server") is None:
        pytest.skip("there is no redis-server")
    run(tmp_path / "data", seed=seed, count=500, kills=20, with_redis=with_redis, within=900)
