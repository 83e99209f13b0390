"""Questions about maintenance windows."""

from dataclasses import dataclass
from datetime import datetime

from incidents.intake.adapters.observation import Observation
from incidents.intake.maintenance.models import MaintenanceWindow
from incidents.intake.maintenance.rules import Span
from incidents.intake.models import Integration
from incidents.intake.queries import service_for
from incidents.records.models import Incident


@dataclass(frozen=True, slots=True)
class Running:
    """A window with the occurrence that is going on."""

    window: MaintenanceWindow
    span: Span


def running_windows(now: datetime) -> list[Running]:
    """Return the windows that are active, the one that ends last first."""
    begun = MaintenanceWindow.objects.begun(now).select_related("service").order_by("id")
    found = [Running(window, span) for window in begun if (span := window.span_at(now)) is not None]
    return sorted(found, key=lambda one: one.span.ends_at, reverse=True)


def window_over(
    seen: Observation, integration: Integration, *, at: datetime, now: datetime
) -> Running | None:
    """Return the window that covers what came in at a moment, if it is still active; of several the last to end."""
    running = [one for one in running_windows(now) if one.span.has(at)]
    if not running:
        return None
    service, _marks = service_for(seen, integration)
    key = service.pk if service is not None else None
    return next((one for one in running if one.window.covers(key, seen.source)), None)


def windows_around(incident: Incident, now: datetime) -> list[Running]:
    """Return the active windows of the service or the item of an incident."""
    return [
        one
        for one in running_windows(now)
        if one.window.covers(incident.service_id, incident.configuration_item)
    ]
