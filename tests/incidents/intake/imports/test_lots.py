"""Many incidents in a few statements are the same as each for itself: every table is equal but for keys."""

import re

from django.db import connection, transaction

from tests.incidents.intake.imports.files import CLOSED, csv_of, imported, mapping_for, problems, taken
from tests.incidents.intake.imports.test_incidents import LATER, OPEN

WORKED = {name: value for name, value in OPEN.items() if name != "state"}
LIVES = {
    "closed": CLOSED,
    "odd-letters": CLOSED | {"title": 'Tab "quote" \\N Größe 🙂', "description": "a\n\tb\\nc\n\\."},
    "open": OPEN,
    "assigned": {k: v for k, v in OPEN.items() if k != "acknowledged_at"} | {"state": "assigned"},
    "held": OPEN
    | {"state": "on_hold", "held_at": "2026-03-02T12:30:00Z", "hold_reason": "agreed_date"}
    | {"hold_until": "2026-06-01T08:00:00Z"},
    "resolved": CLOSED | {"state": "resolved", "closed_at": ""},
    "cancelled": {**WORKED, "state": "cancelled", "cancelled_at": "2026-03-02T14:00:00Z"}
    | {"cancel_reason": "withdrawn"},
    "paused": CLOSED
    | {
        "pauses": "2026-03-02T12:10:00Z/2026-03-02T12:20:00Z=agreed_date;"
        "2026-03-02T12:30:00Z/2026-03-02T12:40:00Z=agreed_date"
    },
    "of-somebody-else": CLOSED | {"requester": "oskar", "assignee": "", "impact": "high", "urgency": "high"},
    "at-night": CLOSED
    | {"reported_at": "2026-02-28T23:59:59+05:30", "acknowledged_at": "2026-03-02T09:00:00Z"},
}
ROWS = [row | {"key": name} for name, row in LIVES.items()]
TABLES = {
    "incidents_incident": "{id} = incidents_incident.id",
    "incidents_historicalincident": "{id} = incidents_historicalincident.id",
    "incidents_entry": "{id} = incidents_entry.incident_id",
    "incidents_clock": "{id} = incidents_clock.incident_id",
    "incidents_clocksegment": "{id} = (SELECT incident_id FROM incidents_clock WHERE id = clock_id)",
    "incidents_clockstep": "{id} = (SELECT incident_id FROM incidents_clock WHERE id = clock_id)",
    "incidents_origin": "{id} = incidents_origin.incident_id",
}
# Keys, and the numbers that a rolled-back transaction leaves out.
KEYS = {"id", "history_id", "incident_id", "clock_id", "run_id", "number", "search"}


def told():
    """Return the rows of every table that an import writes, by the key of their incident, in their order."""
    found = {}
    for table, where in TABLES.items():
        place = "history_id" if "historical" in table else "id"
        joined = where.format(id="origin.incident_id")
        statement = (
            f"SELECT origin.key, {table}.* FROM {table} JOIN incidents_origin origin ON {joined} "
            f"ORDER BY origin.key, {table}.{place}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement)
            names = [column[0] for column in cursor.description]
            found[table] = [
                {name: plain(value) for name, value in zip(names, row, strict=True) if name not in KEYS}
                for row in cursor.fetchall()
            ]
    return found


def plain(value):
    """Leave out of a signature which row of which import it was."""
    return re.sub(r"row \d+ of import \d+", "a row", value) if isinstance(value, str) else value


def singly(cast):
    for row in ROWS:
        assert problems(imported(cast, row, now=LATER)) == []


def by_lots(cast):
    run = imported(cast, *ROWS, now=LATER)
    assert (run.made, problems(run)) == (len(ROWS), [])


def test_a_lot_is_what_its_rows_are_one_by_one(cast):
    states = []
    for act in (singly, by_lots):
        with transaction.atomic():
            act(cast)
            states.append(told())
            transaction.set_rollback(True)
    for table in TABLES:
        assert states[0][table], f"{table} stayed empty"
        assert states[1][table] == states[0][table], table


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(cast, django_assert_max_num_queries):
    content = csv_of(*(CLOSED | {"key": f"Z-{place}"} for place in range(60)))
    with django_assert_max_num_queries(110):
        run = taken(cast, content, mapping_for(CLOSED), now=LATER)
    assert run.made == 60
