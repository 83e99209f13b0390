"""Maintenance windows in the administration: planned by the clock on the wall of their zone."""

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.actor import Actor
from accounts.admin_base import SignedAdmin
from accounts.admin_forms import SignedForm
from accounts.admin_site import register
from accounts.admin_steps import Step
from accounts.people.models import known_zones
from incidents.intake.maintenance.models import MaintenanceWindow
from incidents.intake.maintenance.operations.planning import cancel_window, end_window, save_window
from incidents.intake.maintenance.wording import when

_MOMENTS = ("begins_at", "ends_at")


class WallField(forms.SplitDateTimeField):
    """A day and a time of a zone that another field of the form names."""

    widget = AdminSplitDateTime

    def compress(self, data_list: Any) -> Any:
        """Return the reading of a clock, without a zone."""
        return datetime.combine(*data_list) if all(part is not None for part in data_list or ()) else None


class WindowForm(SignedForm):
    """Reads beginning and end in the zone of the window, wherever the administrator sits."""

    begins_at = WallField(label=_("Begins"))
    ends_at = WallField(label=_("Ends"))
    zone = forms.ChoiceField(
        label=_("Time zone"), help_text=MaintenanceWindow._meta.get_field("zone").help_text
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "zone" not in self.fields:
            return
        choices = [(name, name.replace("_", " ")) for name in sorted(known_zones())]
        self.fields["zone"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("zone", settings.TIME_ZONE)
        if self.instance.pk is not None:
            for name in _MOMENTS:
                wall = self.instance.in_zone(getattr(self.instance, name))
                self.initial[name] = wall.replace(tzinfo=None)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        zone = self.cleaned_data.get("zone")
        if not zone:
            for name in _MOMENTS:
                self.cleaned_data.pop(name, None)
            return cleaned
        for name in _MOMENTS:
            if not {name, "zone"} & set(self.changed_data):
                # What is read twice on the night the clock is put back keeps its place.
                self.cleaned_data[name] = getattr(self.instance, name)
            elif isinstance(wall := self.cleaned_data.get(name), datetime):
                self._place(name, wall, ZoneInfo(zone))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Leave what two fields say together to the operation, which names one of them."""
        return {*super()._get_validation_exclusions(), *_MOMENTS, "service", "item"}  # type: ignore[misc]

    def _place(self, name: str, wall: datetime, zone: ZoneInfo) -> None:
        """Put the reading of the clock on the line of time; one that the clock skips is a mistake worth showing."""
        try:
            moment = wall.replace(tzinfo=zone)
            is_skipped = moment.timestamp() > moment.replace(fold=1).timestamp()
        except (OverflowError, ValueError):
            self.add_error(name, ValidationError(_now("Choose a year from 2000 to 2199."), "invalid"))
            return
        if is_skipped:
            sentence = _now("On this day the clock is put forward: this time does not exist there.")
            self.add_error(name, ValidationError(sentence, "invalid"))
            return
        self.cleaned_data[name] = moment


def _end(window: MaintenanceWindow, *, by: Actor, now: datetime, why: str) -> None:
    end_window(window, by=by, now=now, why=why)


def _cancel(window: MaintenanceWindow, *, by: Actor, now: datetime, why: str) -> None:
    cancel_window(window, by=by, now=now, why=why)


END = Step(
    "end",
    _("End now"),
    _("What still fires opens its incidents within a minute. A window that repeats comes again as planned."),
    _("Ended: %(rows)s."),
    _end,
    lambda window: window.span_at(clock.now()) is not None,
)
CANCEL = Step(
    "cancel",
    _("Cancel"),
    _("It covers nothing from now on, and does not come again. What still fires opens its incidents."),
    _("Cancelled: %(rows)s."),
    _cancel,
    lambda window: window.is_to_come(clock.now()),
)


@register(MaintenanceWindow)
class MaintenanceWindowAdmin(SignedAdmin):
    """Announced work, during which monitors open nothing and page nobody (CH-13)."""

    form = WindowForm
    steps = (END, CANCEL)
    fields: ClassVar[Any] = (
        "name",
        "service",
        "item",
        "zone",
        "begins_at",
        "ends_at",
        "repeats",
        "repeats_until",
    )
    list_display = ("name", "subject", "repeats", "status", "held_now")
    list_filter: ClassVar[Any] = ("repeats", ("service", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("service",)
    search_fields = ("name", "item", "service__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MaintenanceWindow]:
        in_list = request.resolver_match and "object_id" not in request.resolver_match.kwargs
        rows = MaintenanceWindow.objects.order_by(*self.get_ordering(request))
        return rows.with_counts() if in_list else rows

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_cancelled = obj is not None and obj.cancelled_at is not None
        return super().has_change_permission(request, obj) and not is_cancelled

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # What was held refers to it, and the question "why was nobody paged?" comes later.
        return False

    def save_row(self, row: MaintenanceWindow, form: Any, *, by: Actor, why: str) -> None:
        save_window(row, by=by, now=clock.now(), why=why)

    @admin.display(description=_("covers"))
    def subject(self, window: MaintenanceWindow) -> str:
        """Return the service or the item."""
        return window.subject

    @admin.display(description=_("when"))
    def status(self, window: MaintenanceWindow) -> str:
        """Say whether it is active, or when it is next."""
        return when(window, clock.now())

    @admin.display(description=_("held alerts"))
    def held_now(self, window: Any) -> int:
        """Return how many alerts wait for its end."""
        count: int = window.held_count
        return count
