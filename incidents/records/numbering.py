"""Incident numbers: unique, never reused, allocated without waiting for other transactions (LOG-01)."""

from django.conf import settings
from django.db import connection

FIRST = 1001
SEQUENCE = "incidents_incident_number"


def next_number() -> str:
    """Return the next number, such as INC-1001; a rolled-back transaction leaves a gap, never a double."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(%s)", [SEQUENCE])
        else:
            cursor.execute(
                "UPDATE incidents_numbersequence SET last = last + 1 WHERE name = %s RETURNING last",
                [SEQUENCE],
            )
        (value,) = cursor.fetchone()
    return f"{settings.INCIDENT_PREFIX}-{value}"
