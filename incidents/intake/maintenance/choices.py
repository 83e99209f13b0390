"""The words of maintenance windows: how often they come."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Repeats(TextChoices):
    """How often a window comes, by the clock on the wall of its zone."""

    ONCE = "once", _("Once")
    DAILY = "daily", _("Each day")
    WEEKLY = "weekly", _("Each week, on the same weekday")
    MONTHLY_DAY = "monthly_day", _("Each month, on the same day")
    MONTHLY_WEEKDAY = "monthly_weekday", _("Each month, on the same weekday (such as the second Sunday)")


class Status(TextChoices):
    """How a window stands at a moment."""

    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("Active")
    OVER = "over", _("Over")
    CANCELLED = "cancelled", _("Cancelled")


# A window must be over before it comes again; a single one that lasts longer than a quarter is a mistake.
LONGEST = {
    Repeats.ONCE: timedelta(days=92),
    Repeats.DAILY: timedelta(days=1),
    Repeats.WEEKLY: timedelta(days=7),
    Repeats.MONTHLY_DAY: timedelta(days=28),
    Repeats.MONTHLY_WEEKDAY: timedelta(days=28),
}
