"""The one place that asks what time it is; everything else gets the moment as a parameter."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant in UTC, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)
