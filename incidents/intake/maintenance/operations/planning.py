"""Plan maintenance windows, end them early, cancel them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.notices.wake import wake
from incidents.intake.maintenance.models import MaintenanceWindow
from incidents.intake.maintenance.rules import plan_problem

SWEEP_DUE = "incidents.intake.tasks.sweep_due"
PLANNERS = (Right.CONFIGURE, Right.INCIDENT_MANAGER)
ASKED = ("name", "service", "item", "zone", "begins_at", "ends_at", "repeats", "repeats_until")
_PROBLEMS = {
    "begins_far": ("begins_at", gettext_lazy("Choose a year from 2000 to 2199.")),
    "until_far": ("repeats_until", gettext_lazy("Choose a year from 2000 to 2199.")),
    "ends_first": ("ends_at", gettext_lazy("It must end after it begins.")),
    "too_long": (
        "ends_at",
        gettext_lazy("It lasts too long: at most 92 days, and it must be over before it comes again."),
    ),
    "until_alone": (
        "repeats_until",
        gettext_lazy("Only what repeats has a last day. Choose how it repeats."),
    ),
    "until_first": ("repeats_until", gettext_lazy("This is before the day on which it begins first.")),
}


def save_window(row: MaintenanceWindow, *, by: Actor, now: datetime, why: str) -> MaintenanceWindow:
    """Plan a window, or change one; what it holds is looked at again by the new plan."""
    require(by, *PLANNERS)
    is_new = row._state.adding
    if row.cancelled_at is not None:
        raise ValidationError(_("It is cancelled. Plan a new one."), "not_allowed_from_state")
    row.item = row.item.strip()
    if is_new:
        row.created_at = now
    row.clean_fields()
    _refuse_bad(row)
    over_at = row.plan.over_at()
    if is_new and over_at is not None and over_at <= now:
        raise _refused("ends_at", _("It would be over already."))
    with transaction.atomic():
        _save(row, by=by, why=why, fields=None if is_new else ASKED)
    return row


def plan_window(values: Mapping[str, Any], *, by: Actor, now: datetime, why: str = "") -> MaintenanceWindow:
    """Plan a window from what is told of it; the rest is as usual."""
    told = {name: values[name] for name in ASKED if name in values}
    return save_window(MaintenanceWindow(**told), by=by, now=now, why=why or "planned")


def change_window(
    window: MaintenanceWindow, values: Mapping[str, Any], *, by: Actor, now: datetime, why: str = ""
) -> MaintenanceWindow:
    """Change what is named of a window."""
    require(by, *PLANNERS)
    with transaction.atomic():
        row = _locked(window)
        for name in ASKED:
            if name in values:
                setattr(row, name, values[name])
        return save_window(row, by=by, now=now, why=why)


def end_window(window: MaintenanceWindow, *, by: Actor, now: datetime, why: str = "") -> MaintenanceWindow:
    """End the occurrence that is going on; a window that repeats comes again as planned."""
    require(by, *PLANNERS)
    with transaction.atomic():
        row = _locked(window)
        if row.span_at(now) is None:
            raise ValidationError(_("It is not active now."), "not_allowed_from_state")
        row.ended_at = now
        _save(row, by=by, why=why, fields=["ended_at"])
    return row


def cancel_window(window: MaintenanceWindow, *, by: Actor, now: datetime, why: str = "") -> MaintenanceWindow:
    """Call a window off, with all that was to come; the row stays to be read."""
    require(by, *PLANNERS)
    with transaction.atomic():
        row = _locked(window)
        if not row.is_to_come(now):
            raise ValidationError(_("It is over or cancelled already."), "not_allowed_from_state")
        row.cancelled_at = now
        _save(row, by=by, why=why, fields=["cancelled_at"])
    return row


def _locked(window: MaintenanceWindow) -> MaintenanceWindow:
    return MaintenanceWindow.objects.select_for_update(no_key=True, of=("self",)).get(pk=window.pk)


def _save(row: MaintenanceWindow, *, by: Actor, why: str, fields: list[str] | tuple[str, ...] | None) -> None:
    row.over_at = row.plan.over_at()
    row.version += 1
    save_as(row, by=by, why=why, fields=None if fields is None else [*fields, "over_at", "version"])
    # What the window held is due by its new version; the sweep would come anyway, a little later.
    wake(SWEEP_DUE)


def _refuse_bad(row: MaintenanceWindow) -> None:
    if row.service_id is not None and row.item:
        raise _refused("item", _("Choose a service or name an item, not both."))
    if row.service_id is None and not row.item:
        raise _refused("service", _("Choose a service, or name an item."))
    if problem := plan_problem(row.plan):
        field, sentence = _PROBLEMS[problem]
        raise _refused(field, str(sentence))


def _refused(field: str, sentence: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, "invalid")})
