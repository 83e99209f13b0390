"""A window for the tests: planned by Adam, from noon for an hour, on the service of the monitors."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from incidents.intake.maintenance.models import MaintenanceWindow
from incidents.intake.maintenance.operations.planning import plan_window
from tests.builders import NOON
from tests.cast import Cast

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
END = NOON + HOUR


def planned(cast: Cast, **changes: Any) -> MaintenanceWindow:
    """Plan a window on e-mail from noon to one."""
    values = {
        "name": "Updates",
        "service": cast.services["email"],
        "zone": "Europe/Berlin",
        "begins_at": NOON,
        "ends_at": END,
        **changes,
    }
    return plan_window(values, by=cast.actor("adam"), now=NOON - DAY)


@pytest.fixture
def window(cast: Cast) -> Callable[..., MaintenanceWindow]:
    """Plan one with other values."""
    return lambda **changes: planned(cast, **changes)
