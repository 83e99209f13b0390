"""Numbers of records: unique, never reused, allocated without waiting for other transactions (LOG-01)."""

from django.conf import settings
from django.db import connection

FIRST = 1001
SEQUENCE = "incidents_incident_number"


def next_number() -> str:
    """Return the next number, such as INC-1001; a rolled-back transaction leaves a gap, never a double."""
    return f"{settings.INCIDENT_PREFIX}-{next_value(SEQUENCE)}"


def next_value(sequence: str) -> int:
    """Return the next value of a sequence that a migration started."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(%s)", [sequence])
        else:
            cursor.execute(
                "UPDATE incidents_numbersequence SET last = last + 1 WHERE name = %s RETURNING last",
                [sequence],
            )
        (value,) = cursor.fetchone()
    return int(value)


def next_numbers(count: int) -> list[str]:
    """Return the next numbers for many incidents at once, in one question."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [SEQUENCE, count])
            values = [value for (value,) in cursor.fetchall()]
        else:
            cursor.execute(
                "UPDATE incidents_numbersequence SET last = last + %s WHERE name = %s RETURNING last",
                [count, SEQUENCE],
            )
            (last,) = cursor.fetchone()
            values = list(range(last - count + 1, last + 1))
    return [f"{settings.INCIDENT_PREFIX}-{value}" for value in values]
