"""A data directory with all tables, for tests that start a server of their own."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def prepared(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory to be copied: migrating an empty one takes seconds, and the suite has done it already."""
    data = tmp_path_factory.mktemp("prepared")
    if connection.vendor == "sqlite":
        copy_tables(data)
    else:
        _manage(data, "migrate", "-v0")
    # The suite counts calls in memory, servers do it in a table.
    _manage(data, "createcachetable", "-v0")
    return data


def copy_tables(data: Path) -> None:
    """Copy the suite's own SQLite database, with all that stands in it, to a data directory."""
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as migrated,
        closing(sqlite3.connect(data / "evenkeel.sqlite3")) as copied,
    ):
        migrated.backup(copied)


def _manage(data: Path, *words: str) -> None:
    environment = {"PATH": os.environ["PATH"], "EVENKEEL_DATA_DIR": str(data)}
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True)


def install(prepared: Path, data: Path) -> None:
    """Fill a new data directory with the tables."""
    shutil.copytree(prepared, data, dirs_exist_ok=True)
