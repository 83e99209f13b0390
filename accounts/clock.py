"""The one place that asks what time it is; everything else gets the moment as a parameter.

On PostgreSQL the database's clock decides, whatever the hosts of web and workers believe: each new connection asks it
once, and until the next one the seconds are counted. On SQLite the database has no other clock than this host's.
"""

from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# What the database said last, and the reading of the counter of seconds at that moment; None before it was asked.
_told: tuple[datetime, float] | None = None


def now() -> datetime:
    """Return the present instant in UTC, in whole seconds."""
    told = _told
    instant = of_this_host() if told is None else told[0] + timedelta(seconds=monotonic() - told[1])
    return instant.replace(microsecond=0)


def of_this_host() -> datetime:
    """Return what this host takes for the present instant."""
    return datetime.now(UTC)


def ask_database(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Take the time from the database, once for each new connection."""
    global _told
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        _told = cursor.fetchone()[0].astimezone(UTC), monotonic()


def listen() -> None:
    """Ask the database whenever a connection is made."""
    connection_created.connect(ask_database, dispatch_uid="accounts.clock")
