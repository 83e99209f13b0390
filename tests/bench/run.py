"""Measures the main acts in one process, each beside the bare SQL of the same rows; writes the table to a file.

N is the number of incidents, ONLY the name of one act, ROUNDS how often each is measured. The figures are of one
client and one process: they show ratios and growth, not what a server with many people can carry. A second table
tells how fast working time is computed (ONLY=calendars). ONLY=sweep measures nothing but the sweep of due clocks, on
both engines and up to a million clocks; it takes minutes and wants a PostgreSQL server. ONLY=imports measures the
import of incidents on both engines, ONLY=signals what is taken from monitors and what is made of it.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

SIZE, ROUNDS = int(os.environ.get("N", "20000")), int(os.environ.get("ROUNDS", "7"))
ONLY = os.environ.get("ONLY", "")
_folder = tempfile.TemporaryDirectory()
os.environ["EVENKEEL_DATA_DIR"] = _folder.name
os.environ.pop("DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "itsm.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.access.operations import create_token  # noqa: E402
from incidents.lifecycle.operations.opening import Report, open_incident  # noqa: E402
from tests.bench import calendars, imports, signals, sweep  # noqa: E402
from tests.bench.corpus import NOW, fill  # noqa: E402
from tests.cast import make_cast  # noqa: E402

_OPEN = "state IN ('new', 'assigned', 'in_progress', 'on_hold')"
_QUEUE = f"SELECT * FROM incidents_incident WHERE {_OPEN} ORDER BY next_due_at, id LIMIT 50"
_BY_PRIORITY = f"SELECT * FROM incidents_incident WHERE {_OPEN} ORDER BY priority, next_due_at, id LIMIT 50"
Act = Callable[[], object]


def rows(statement: str, *values: object) -> Act:
    """Return an act that only reads rows."""

    def read() -> object:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    return read


def page(client: Client, address: str, **headers: str) -> Act:
    """Return an act that asks for a page; an answer that is no success has no figure."""

    def ask() -> object:
        answer = client.get(address, headers={"host": "localhost", **headers})
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        return answer.content

    return ask


def milliseconds(act: Act) -> float:
    """Return the median of one round of a quarter of a second."""
    taken, end = [], time.perf_counter() + 0.25
    while time.perf_counter() < end:
        begin = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)


def measured(name: str, sql: Act | None, ours: Act) -> str:
    """Return the row of an act: both medians, and the ratio with its lowest and highest where rows are only read."""
    ours()
    if sql is None:
        return f"| {name} | – | {statistics.median(milliseconds(ours) for _round in range(ROUNDS)):.2f} | – |"
    sql()
    pairs = [(milliseconds(sql), milliseconds(ours)) for _round in range(ROUNDS)]
    ratios = sorted(mine / bare for bare, mine in pairs)
    bare, mine = (statistics.median(side) for side in zip(*pairs, strict=True))
    spread = f"{statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f})"
    return f"| {name} | {bare:.2f} | {mine:.2f} | {spread} |"


# What has tables of its own, and takes minutes: the title and what makes them.
_APART: dict[str, tuple[str, Callable[[int], list[str]]]] = {
    "sweep": ("running clocks", sweep.tables),
    "imports": ("imported incidents", imports.tables),
    "signals": ("signals", signals.tables),
}


def main() -> None:
    """Prepare, measure, write."""
    if ONLY in _APART:
        title, tables = _APART[ONLY]
        _write([_title(title), "", _circumstances(), "", *tables(ROUNDS)])
        return
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with transaction.atomic():
        cast = make_cast()
        target = fill(cast, SIZE, seed=7)
    by = cast.actor("agnes")
    _token, text = create_token(cast.agnes, scopes=["incidents:read"], name="bench", by=by, now=NOW)
    client, bearer = Client(), f"Bearer {text}"
    client.force_login(cast.agnes)
    entries = "SELECT * FROM incidents_entry WHERE incident_id = %s ORDER BY id DESC LIMIT 201"
    words = (
        "SELECT i.* FROM incidents_search s JOIN incidents_incident i ON i.id = s.rowid "
        "WHERE incidents_search MATCH %s ORDER BY i.id DESC LIMIT 50"
    )
    acts: dict[str, tuple[Act | None, Act]] = {
        "queue_page": (rows(_QUEUE), page(client, "/queue/all/")),
        "list_api": (
            rows(_BY_PRIORITY),
            page(Client(), "/api/v1/incidents/?open=true&ordering=priority", authorization=bearer),
        ),
        "incident_page": (rows(entries, target.pk), page(client, f"/incidents/{target.number}/")),
        "search_page": (rows(words, '"printer" "mail"*'), page(client, "/queue/all/?q=printer+mail")),
        "create": (
            None,
            lambda: open_incident(Report(title="Measured", requester=cast.ruth), by=by, now=NOW),
        ),
    }
    table = [
        _title(f"{SIZE} incidents, SQLite"),
        "",
        _circumstances(),
        "",
        "| act | SQL | ours | ratio (lowest to highest) |",
        "|---|---|---|---|",
        *(measured(name, *pair) for name, pair in acts.items() if not ONLY or name == ONLY),
        *(["", *calendars.table(ROUNDS)] if ONLY in ("", "calendars") else []),
        *(["", *imports.tables(min(ROUNDS, 3))] if not ONLY else []),
    ]
    _write(table)


def _title(measured: str) -> str:
    return f"# {measured}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def _circumstances() -> str:
    return (
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, "
        f"commit {commit()}; {ROUNDS} rounds, medians in ms."
    )


def _write(table: list[str]) -> None:
    folder = Path("bench-results")
    folder.mkdir(exist_ok=True)
    file = folder / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}-{commit()}.md"
    file.write_text("\n".join(table) + "\n")
    sys.stdout.write("\n".join(table) + f"\n\nWritten to {file}\n")


def commit() -> str:
    """Return the short name of the commit that is measured."""
    words = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
