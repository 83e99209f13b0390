"""How a maintenance window says when it is, on the wall of its own zone, which people planned it by."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incidents.intake.maintenance.models import MaintenanceWindow


def in_words(window: MaintenanceWindow, moment: datetime) -> str:
    """Write a moment in the zone of the window."""
    return f"{date_format(window.in_zone(moment), 'DATETIME_FORMAT')} ({window.zone})"


def when(window: MaintenanceWindow, now: datetime) -> str:
    """Say whether it is active, when it is next, or that it is over."""
    span = window.plan.next_span(now)
    if span is None:
        return str(window.status_at(now).label)
    if span.has(now):
        return _("Active until %s") % in_words(window, span.ends_at)
    return _("From %s") % in_words(window, span.begins_at)
