"""Which events a reader who goes on by sequence may be shown without missing one later."""

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields import BooleanField

from accounts.notices.models import Event

# Sequences are drawn before commit: a lower number may appear after a higher one. An event counts as settled when
# no transaction is running any more that is as old as the one that wrote it.
_SETTLED = "age(accounts_event.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)"


def committed(events: QuerySet[Event]) -> QuerySet[Event]:
    """Leave out what a running transaction may still overtake; SQLite has one writer, so nothing can."""
    if connection.vendor != "postgresql":
        return events
    return events.filter(RawSQL(_SETTLED, (), output_field=BooleanField()))  # noqa: S611
