"""Questions about heartbeats."""

from django.conf import settings

from incidents.intake.heartbeats.models import Heartbeat


def ping_address(row: Heartbeat) -> str:
    """Return the address that a job calls; below BASE_URL, because the host of a request can be forged."""
    return f"{settings.BASE_URL}/ping/{row.key}/"
