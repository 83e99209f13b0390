"""All work that is due, in the foreground: for tests and for installations without a broker."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from accounts import clock
from accounts.notices.operations.delivering import sweep_deliveries
from accounts.webhooks.operations.delivering import sweep_webhooks
from incidents.intake.flapping.operations.ending import end_flapping
from incidents.intake.heartbeats.operations.pinging import sweep_heartbeats
from incidents.intake.imports.operations.runs import sweep_imports
from incidents.intake.mail.operations.fetching import fetch_all
from incidents.intake.maintenance.operations.releasing import release_held
from incidents.intake.operations.emptying import delete_raw_texts
from incidents.intake.operations.sweeping import sweep_signals
from incidents.intake.storms.operations.watching import sweep_storms
from incidents.lifecycle.operations.escalating import close_due, sweep_clocks
from incidents.lifecycle.operations.moving import resume_due
from incidents.sla.operations.backtesting import sweep_backtests
from incidents.sla.operations.reapplying import sweep_reapplications


def _holds(now: datetime) -> int:
    return resume_due(now=now)


def _mail(now: datetime) -> int:
    return sum(fetched.stored for fetched in fetch_all(now=now).values())


def _raw_texts(now: datetime) -> int:
    return delete_raw_texts(now=now)


def _clocks(now: datetime) -> int:
    return sweep_clocks(now=now)


def _backtests(now: datetime) -> int:
    return sweep_backtests(now=now)


def _closures(now: datetime) -> int:
    return close_due(now=now)


def _deliveries(now: datetime) -> int:
    return sweep_deliveries(now=now)


def _webhooks(now: datetime) -> int:
    return sweep_webhooks(now=now)


# New targets go before the clocks that count by them.
# What arrives may open incidents, what ends may resume them, and both may owe messages: hence the order.
SWEEPS: tuple[tuple[str, Callable[[datetime], int]], ...] = (
    ("reapplications", sweep_reapplications),
    ("imports", sweep_imports),
    ("mail", _mail),
    ("heartbeats", sweep_heartbeats),
    ("signals", sweep_signals),
    ("raw texts", _raw_texts),
    ("storms", sweep_storms),
    ("held alerts", release_held),
    ("flapping", end_flapping),
    ("holds", _holds),
    ("clocks", _clocks),
    ("closures", _closures),
    ("webhooks", _webhooks),
    ("deliveries", _deliveries),
    ("backtests", _backtests),
)


class Command(BaseCommand):
    help = "Runs the work that is due, once over or until nothing is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="go on until nothing is due")

    def handle(self, *args: Any, until_idle: bool = False, **options: Any) -> None:
        counts = dict.fromkeys((name for name, _sweep in SWEEPS), 0)
        while True:
            done = {name: sweep(clock.now()) for name, sweep in SWEEPS}
            for name, count in done.items():
                counts[name] += count
            if not until_idle or not any(done.values()):
                break
        self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
