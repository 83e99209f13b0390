"""The connection to the database after something went wrong with it."""

from django.db import connection


def drop_if_broken() -> None:
    """Let go of a connection that does not answer any more; the next statement makes a new one.

    Work in the background does it before it writes down that it failed: with the connection that the restart of a
    database has cut, it could not, and its rows would wait for the end of the lease.
    """
    if connection.errors_occurred and not connection.in_atomic_block and not connection.is_usable():
        connection.close()
