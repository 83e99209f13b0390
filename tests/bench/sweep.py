"""Measures a sweep over many running clocks of which a hundred are due, beside the bare SQL of those hundred rows.

Each engine and size has a process and a database of its own (`python -m tests.bench.sweep SIZE`, by DATABASE_URL);
`tables` starts them. BENCH_POSTGRES is the address of a PostgreSQL server where databases may be made.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

DUE = 100
SIZES = {"SQLite": (100_000,), "PostgreSQL": (100_000, 1_000_000)}
SERVER = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1")
_KINDS = ("response", "update", "resolution", "ola", "uc")
_REPORTED = datetime(2026, 2, 27, 8, 0, tzinfo=UTC)
# 75 % of the medium target, reached on the next working day.
_NOW = datetime(2026, 3, 2, 13, 0, 30, tzinfo=UTC)
_FAR = datetime(2030, 1, 1, tzinfo=UTC)


@contextmanager
def database(engine: str, name: str) -> Iterator[str | None]:
    """Yield the address of a fresh database, dropped at the end; None where no server answers."""
    if engine == "SQLite":
        yield ""
        return
    import psycopg  # noqa: PLC0415 - only where a server is to be asked

    name = f"ek_bench_{name}_{os.getpid()}"
    try:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    except psycopg.OperationalError:
        yield None
        return
    try:
        yield f"{SERVER}/{name}"
    finally:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def tables(rounds: int) -> list[str]:
    """Return the table of all engines and sizes, each measured in a process of its own."""
    lines = [
        f"| sweep, {DUE} due of | engine | SQL, row by row | ours | ratio (lowest to highest) | nothing due "
        "| queries per clock |",
        "|---|---|---|---|---|---|---|",
    ]
    for engine, sizes in SIZES.items():
        for size in sizes:
            with database(engine, f"sweep_{size}") as address, tempfile.TemporaryDirectory() as folder:
                if address is None:
                    lines.append(f"| {size:,} | {engine} | no server | – | – | – | – |")
                    continue
                env = {**os.environ, "EVENKEEL_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "itsm.settings"}
                env.pop("DATABASE_URL", None)
                if address:
                    env["DATABASE_URL"] = address
                words = [sys.executable, "-m", "tests.bench.sweep", str(size), str(rounds)]
                done = subprocess.run(words, env=env, check=True, stdout=subprocess.PIPE, text=True)
                lines.append(f"| {size:,} | {engine} | {done.stdout.strip().splitlines()[-1]} |")
    return lines


def _measured(size: int, rounds: int) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 - the settings stand only now
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from incidents.lifecycle.operations.escalating import sweep_clocks  # noqa: PLC0415

    keys = _fill(size)
    bare, ours, idle = [], [], []
    for _round in range(rounds + 1):
        _make_due(keys)
        bare.append(_milliseconds(_bare))
        _make_due(keys)
        ours.append(_milliseconds(lambda: sweep_clocks(now=_NOW)))
        idle.append(_milliseconds(lambda: sweep_clocks(now=_NOW)))
    _make_due(keys)
    with CaptureQueriesContext(connection) as queries:
        done = sweep_clocks(now=_NOW)
    if done != DUE:
        raise SystemExit(f"{done} of {DUE} clocks were dealt with")
    # The first round warms up.
    return {"bare": bare[1:], "ours": ours[1:], "idle": idle[1:], "queries": len(queries) / DUE}


def _milliseconds(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


def _bare() -> None:
    """Find the due rows by the index and move each on, in a transaction of its own as a sweep must."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, incident_id FROM incidents_clock WHERE next_at <= %s ORDER BY next_at, id LIMIT 500",
            [_NOW],
        )
        for key, _incident in cursor.fetchall():
            cursor.execute("UPDATE incidents_clock SET next_at = %s WHERE id = %s", [_FAR, key])


def _fill(size: int) -> list[int]:
    """Make incidents with five running clocks each by copying one that was made through the operations."""
    from django.db import connection  # noqa: PLC0415

    from incidents.models import Clock, ClockSegment, Incident  # noqa: PLC0415
    from tests.builders import started  # noqa: PLC0415
    from tests.cast import make_cast  # noqa: PLC0415

    model = started(make_cast(), now=_REPORTED)
    clock = Clock.objects.get(incident=model, kind="resolution")
    count = size // len(_KINDS)
    series = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    _copy(Incident, {"number": "'B-' || n.i"}, f"incidents_incident t, n WHERE t.id = {model.pk}", series)
    kinds = " UNION ALL ".join(f"SELECT '{kind}' AS kind" for kind in _KINDS)
    _copy(
        Clock,
        {"incident_id": "i.id", "kind": "k.kind", "next_at": f"'{_FAR:%Y-%m-%d %H:%M:%S}'"},
        f"incidents_clock t, incidents_incident i, ({kinds}) k WHERE t.id = {clock.pk} AND i.id <> {model.pk}",
    )
    _copy(
        ClockSegment,
        {"clock_id": "c.id"},
        "incidents_clocksegment t, incidents_clock c "
        f"WHERE t.clock_id = {clock.pk} AND c.incident_id <> {model.pk}",
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        cursor.execute(
            "SELECT id FROM incidents_clock WHERE kind = 'resolution' AND incident_id <> %s", [model.pk]
        )
        found = [key for (key,) in cursor.fetchall()]
    return found[:: len(found) // DUE][:DUE]


def _copy(model: Any, changes: dict[str, str], source: str, series: str = "") -> None:
    from django.db import connection  # noqa: PLC0415

    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join(changes.get(column, f"t.{column}") for column in columns)
    if connection.vendor == "postgresql":
        values = values.replace(f"'{_FAR:%Y-%m-%d %H:%M:%S}'", f"TIMESTAMPTZ '{_FAR.isoformat()}'")
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) {series} SELECT {values} FROM {source}")


def _make_due(keys: list[int]) -> None:
    """Let the same hundred be due again, as if nobody had dealt with them."""
    from accounts.notices.models import Delivery, Event, Notice  # noqa: PLC0415
    from incidents.models import Clock, ClockStep, Entry  # noqa: PLC0415

    ClockStep.objects.all().delete()
    Entry.objects.filter(story__startswith="target").delete()
    for rows in (Delivery, Notice, Event):
        rows.objects.all().delete()
    Clock.objects.filter(pk__in=keys).update(next_at=_NOW - timedelta(seconds=30))


def main() -> None:
    """Migrate, fill, measure, and print the cells of one row."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    found = _measured(int(sys.argv[1]), int(sys.argv[2]))
    ratios = sorted(mine / sql for sql, mine in zip(found["bare"], found["ours"], strict=True))
    cells = [
        f"{statistics.median(found['bare']):.1f}",
        f"{statistics.median(found['ours']):.1f}",
        f"{statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f})",
        f"{statistics.median(found['idle']):.2f}",
        f"{found['queries']:.1f}",
    ]
    sys.stdout.write(" | ".join(cells) + "\n")


if __name__ == "__main__":
    main()
