"""Which changes are worth a look, and how long they are kept."""

from datetime import datetime, timedelta

# Long enough for what was put in place on a Friday and is used again on Monday.
LOOK_BACK = timedelta(days=3)
# A change without a verdict tells nothing any more when nobody can say what it did.
KEPT = timedelta(days=180)


def span_before(occurred_at: datetime | None, detected_at: datetime) -> tuple[datetime, datetime]:
    """Return from when to when a change may have led to an impact (INV-07): up to its start, else its detection."""
    impact = occurred_at or detected_at
    return impact - LOOK_BACK, impact
