"""Measures the import of incidents with their past, beside writing the very same rows with nothing decided.

That is COPY of their text on PostgreSQL and one prepared statement a table on SQLite, the fastest that each knows.

Each engine has a process and a database of its own (`python -m tests.bench.imports ROUNDS`, by DATABASE_URL). A row of
the file becomes an incident with five versions, five entries, two clocks and their ledgers.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bench.sweep import database

ROWS = int(os.environ.get("IMPORT_ROWS", "2000"))
_BEGAN = datetime(2024, 1, 2, 8, 0, tzinfo=UTC)
_NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_TABLES = (
    *("incidents_incident", "incidents_historicalincident", "incidents_origin", "incidents_entry"),
    *("incidents_clock", "incidents_clocksegment", "incidents_clockstep"),
)


def tables(rounds: int) -> list[str]:
    """Return the table of both engines."""
    lines = [
        f"| import of {ROWS:,} incidents | rows a second | of processor time | bare inserts | ours "
        "| ratio (lowest to highest) |",
        "|---|---|---|---|---|---|",
    ]
    for engine in ("SQLite", "PostgreSQL"):
        with database(engine, "imports") as address, tempfile.TemporaryDirectory() as folder:
            if address is None:
                lines.append(f"| {engine} | no server | – | – | – | – |")
                continue
            env = {**os.environ, "EVENKEEL_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "itsm.settings"}
            env.pop("DATABASE_URL", None)
            if address:
                env["DATABASE_URL"] = address
            words = [sys.executable, "-m", "tests.bench.imports", str(rounds)]
            done = subprocess.run(words, env=env, check=True, stdout=subprocess.PIPE, text=True)
            lines.append(f"| {engine} | {done.stdout.strip().splitlines()[-1]} |")
    return lines


def _file() -> bytes:
    from tests.incidents.intake.imports.files import CLOSED, csv_of  # noqa: PLC0415 - the settings stand only now

    def at(row: int, minutes: int) -> str:
        return (_BEGAN + timedelta(minutes=37 * row + minutes)).isoformat()

    return csv_of(
        *(
            {
                **CLOSED,
                "key": f"T-{row}",
                "title": f"Printer {row} prints nothing",
                "description": "It worked yesterday. " * (1 + row % 7),
                "assignee": ("rafael", "nadia", "lena")[row % 3],
                "requester": ("ruth", "oskar", "stefan", "vera")[row % 4],
                "impact": ("high", "medium", "low")[row % 3],
                "urgency": ("medium", "low", "high", "medium")[row % 4],
                "reported_at": at(row, 0),
                "acknowledged_at": at(row, 7 + row % 90),
                "resolved_at": at(row, 200 + row % 3000),
                "closed_at": at(row, 9000),
            }
            for row in range(ROWS)
        )
    )


def _measured(rounds: int) -> tuple[list[float], list[float], list[float]]:
    """Return the seconds of ours, the processor's seconds of ours, and the seconds of the bare inserts."""
    from django.db import transaction  # noqa: PLC0415

    from incidents.intake.imports.operations import runs  # noqa: PLC0415
    from tests.cast import make_cast  # noqa: PLC0415
    from tests.incidents.intake.imports.files import CLOSED, mapping_for  # noqa: PLC0415

    cast = make_cast()
    by, content = cast.actor("adam"), _file()
    ours: list[float] = []
    processor: list[float] = []
    bare: list[float] = []
    for _round in range(rounds + 1):
        with transaction.atomic():
            run = runs.take_in(content, "bench.csv", "incidents", by=by, now=_NOW)
            run = runs.set_mapping(run, mapping_for({**CLOSED, "description": ""}), by=by)
            run = runs.begin(run, by=by, now=_NOW, is_dry=False)
            begin, cpu = time.perf_counter(), time.process_time()
            lots = list(runs.work_off(run, now=_NOW))
            _judge()
            ours.append(time.perf_counter() - begin)
            processor.append(time.process_time() - cpu)
            if lots[-1].made != ROWS:
                raise SystemExit(f"{lots[-1].made} of {ROWS} rows were imported")
            rows = _read()
            transaction.set_rollback(True)
        with transaction.atomic():
            begin = time.perf_counter()
            _write(rows)
            _judge()
            bare.append(time.perf_counter() - begin)
            transaction.set_rollback(True)
    return ours[1:], processor[1:], bare[1:]


def _judge() -> None:
    """Let PostgreSQL check the keys to other tables, which it puts off to the commit."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "postgresql":
        connection.check_constraints()


def _read() -> dict[str, tuple[list[str], Any]]:
    """Return what was written, table by table: the columns, and the rows as the engine takes them fastest."""
    from django.db import connection  # noqa: PLC0415

    found: dict[str, tuple[list[str], Any]] = {}
    with connection.cursor() as cursor:
        for table in _TABLES:
            columns = [
                column.name
                for column in connection.introspection.get_table_description(cursor, table)
                if column.name not in ("search", "run_id")
            ]
            names = ", ".join(columns)
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY (SELECT {names} FROM {table}) TO STDOUT") as copy:
                    found[table] = (columns, b"".join(map(bytes, copy)))
            else:
                cursor.execute(f"SELECT {names} FROM {table}")
                found[table] = (columns, cursor.fetchall())
    return found


def _write(rows: dict[str, tuple[list[str], Any]]) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        for table, (columns, told) in rows.items():
            names = ", ".join(columns)
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    copy.write(told)
            else:
                places = ", ".join("%s" for _column in columns)
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", told)


def main() -> None:
    """Measure on the database of the environment and print the row of the table."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    ours, processor, bare = _measured(int(sys.argv[1]))
    ratios = sorted(mine / plain for mine, plain in zip(ours, bare, strict=True))
    rate, cpu = ROWS / statistics.median(ours), ROWS / statistics.median(processor)
    spread = f"{statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f})"
    print(
        f"{rate:,.0f} | {cpu:,.0f} | {statistics.median(bare):.2f} s | {statistics.median(ours):.2f} s | {spread}"
    )


if __name__ == "__main__":
    main()
