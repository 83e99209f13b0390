"""Measures signals: taken in at the door, and worked on behind it, each beside the bare inserts of the rows it writes.

Each engine has a process and a database of its own (`python -m tests.bench.signals ROUNDS`, by DATABASE_URL). Every
signal is a trigger with a key of its own: the dearest kind, which opens an incident with entry, clocks and notices.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.bench.sweep import database

COUNT = 50
_NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def tables(rounds: int) -> list[str]:
    """Return the table of both engines."""
    lines = [
        "| signals | a second | of processor time | bare inserts, ms each | ours, ms each | ratio (lowest to highest) "
        "| queries each |",
        "|---|---|---|---|---|---|---|",
    ]
    for engine in ("SQLite", "PostgreSQL"):
        with database(engine, "signals") as address, tempfile.TemporaryDirectory() as folder:
            if address is None:
                lines.append(f"| {engine}: no server | – | – | – | – | – | – |")
                continue
            env = {**os.environ, "EVENKEEL_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "itsm.settings"}
            env.pop("DATABASE_URL", None)
            if address:
                env["DATABASE_URL"] = address
            words = [sys.executable, "-m", "tests.bench.signals", str(rounds)]
            done = subprocess.run(words, env=env, check=True, stdout=subprocess.PIPE, text=True)
            lines += [f"| {engine}, {row} |" for row in done.stdout.strip().splitlines()[-2:]]
    return lines


class _Kept:
    """Keeps the inserts of an act, and counts all its statements."""

    def __init__(self) -> None:
        self.inserts: list[tuple[str, Any]] = []
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        if sql.startswith("INSERT"):
            self.inserts.append((sql, params))
        return execute(sql, params, many, context)


def _row(name: str, act: Callable[[int], None], rounds: int) -> str:
    """Measure an act that deals with COUNT signals; all is rolled back, ours and the bare inserts."""
    from django.db import connection, transaction  # noqa: PLC0415 - the settings stand only now

    ours, processor, bare, kept = [], [], [], _Kept()
    for number in range(rounds + 1):
        kept = _Kept()
        with transaction.atomic():
            with connection.execute_wrapper(kept):
                begin, cpu = time.perf_counter(), time.process_time()
                act(number)
                ours.append(time.perf_counter() - begin)
                processor.append(time.process_time() - cpu)
            transaction.set_rollback(True)
        with transaction.atomic():
            begin = time.perf_counter()
            with connection.cursor() as cursor:
                for sql, params in kept.inserts:
                    cursor.execute(sql, params)
            bare.append(time.perf_counter() - begin)
            transaction.set_rollback(True)
    ours, processor, bare = ours[1:], processor[1:], bare[1:]
    ratios = sorted(mine / plain for mine, plain in zip(ours, bare, strict=True))
    return (
        f"{name} | {COUNT / statistics.median(ours):,.0f} | {COUNT / statistics.median(processor):,.0f} "
        f"| {1000 * statistics.median(bare) / COUNT:.2f} | {1000 * statistics.median(ours) / COUNT:.2f} "
        f"| {statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f}) | {kept.statements / COUNT:.1f}"
    )


def main() -> None:
    """Measure on the database of the environment and print the rows of the table."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from incidents.intake.operations.receiving import store  # noqa: PLC0415
    from incidents.intake.operations.sweeping import sweep_signals  # noqa: PLC0415
    from tests.cast import make_cast  # noqa: PLC0415
    from tests.incidents.intake.bodies import event  # noqa: PLC0415
    from tests.incidents.intake.conftest import monitor  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    cast = make_cast()
    sender = monitor(cast, "events")
    sender.set(team=cast.teams["network"])
    bodies = [json.dumps(event(sender.key, dedup_key=f"disk-{number}")).encode() for number in range(COUNT)]
    client = Client(headers={"host": "localhost"})

    def accept(_round: int) -> None:
        for body in bodies:
            answer = client.post(sender.path, body, content_type="application/json")
            if answer.status_code != 202:
                raise SystemExit(answer.content.decode())

    print(_row("accepted", accept, int(sys.argv[1])))
    for body in bodies:
        store(sender.integration, body, {}, now=_NOW)

    def work(_round: int) -> None:
        if sweep_signals(_NOW) != COUNT:
            raise SystemExit("not all signals were worked on")

    print(_row("worked on", work, int(sys.argv[1])))


if __name__ == "__main__":
    main()
