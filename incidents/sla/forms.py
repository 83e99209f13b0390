"""The form of a working calendar: hours and holidays as people write them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.admin_forms import SignedForm
from incidents.sla.calendar_plan import WEEKDAYS, DayKind, Plan, zone_names
from incidents.sla.calendar_words import holiday_line, hours_text, special_line
from incidents.sla.fields import HoursField, SpecialDaysField, holidays_field
from incidents.sla.models import CalendarVersion
from incidents.sla.refusals import check_calendar

DAY_NAMES = dict(
    zip(
        WEEKDAYS,
        (
            _("Monday"),
            _("Tuesday"),
            _("Wednesday"),
            _("Thursday"),
            _("Friday"),
            _("Saturday"),
            _("Sunday"),
        ),
        strict=True,
    )
)
PREVIEW = "_preview"
_PREVIEWED_DAYS = 14


class PreviewedDay(NamedTuple):
    """One date, its hours in words, and why it has them."""

    day: date
    hours: str
    is_special: bool
    is_holiday: bool
    name: str


class VersionedForm(SignedForm):
    """A row whose content stands in versions; a preview saves nothing."""

    previews: ClassVar[bool] = False

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        self.current = None
        if instance is not None and instance.pk is not None:
            self.current = instance.versions.filter(is_current=True).first()
        kwargs["initial"] = {**self.content(), **(kwargs.get("initial") or {})}
        super().__init__(*args, instance=instance, **kwargs)
        if self.previews and "reason" in self.fields:
            self.fields["reason"].required = False
        if self.current is not None:
            # Both numbers only grow, so the sum is another one after any change of either.
            self.latest = (self.latest or 0) + self.current.pk
            if "seen" in self.fields:
                self.fields["seen"].initial = self.latest

    def content(self) -> dict[str, Any]:
        """Return what the current version says, as the fields show it."""
        return {}

    def is_valid(self) -> bool:
        return super().is_valid() and not self.previews


class HoursForm(forms.Form):
    """Zone, weekly hours, holidays and special days, as people write them."""

    zone = forms.ChoiceField(label=_("Time zone"), help_text=_("The hours are meant in this zone."))
    always = forms.BooleanField(
        label=_("Open around the clock"),
        required=False,
        help_text=_("24 hours on every day, holidays too. Leave the hours and holidays below empty then."),
    )
    mon = HoursField(
        label=DAY_NAMES["mon"],
        help_text=_(
            "For example 09:00-12:00, 13:00-17:00. Empty means closed. "
            "Write a shift over midnight as 22:00-24:00 on one day and 00:00-06:00 on the next."
        ),
    )
    tue = HoursField(label=DAY_NAMES["tue"])
    wed = HoursField(label=DAY_NAMES["wed"])
    thu = HoursField(label=DAY_NAMES["thu"])
    fri = HoursField(label=DAY_NAMES["fri"])
    sat = HoursField(label=DAY_NAMES["sat"])
    sun = HoursField(label=DAY_NAMES["sun"])
    holidays = holidays_field(
        label=_("Holidays"),
        help_text=_(
            "One per line: 2026-12-25 Christmas, or 12-25 Christmas (every year), "
            "or for a part of the day 2026-12-24 12:00-24:00 Christmas Eve."
        ),
    )
    special = SpecialDaysField(
        label=_("Special days"),
        help_text=_(
            "One per line: 2026-11-28 08:00-13:00, or 2026-11-30 closed. "
            "A special day goes before a holiday and before the weekday's hours."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "zone" in self.fields:
            zones = self.fields["zone"]
            zones.choices = [(name, name.replace("_", " ")) for name in sorted(zone_names())]  # type: ignore[attr-defined]


class CalendarForm(HoursForm, VersionedForm):
    """A working calendar with its hours."""

    def content(self) -> dict[str, Any]:
        return words_of(self.current.definition if self.current is not None else {})

    def definition(self) -> dict[str, Any]:
        """Return the calendar as it is stored."""
        return definition_of(self.cleaned_data)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.previews and not self.errors:
            try:
                check_calendar(self.definition(), clock.now())
            except ValidationError as refusal:
                self.show(refusal)
        return cleaned

    def preview(self, now: datetime) -> list[PreviewedDay]:
        """Return the next days as the form says, or as the current version does; nothing while the form is wrong."""
        if self.is_bound:
            return [] if self.errors else days_ahead(self.definition(), now)
        return days_ahead(self.current.definition, now) if self.current is not None else []


def definition_of(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return the hours of a form that was understood as they are stored."""
    told: dict[str, Any] = {"zone": cleaned.get("zone"), "always": cleaned.get("always", False)}
    week = {day: cleaned[day] for day in WEEKDAYS if cleaned.get(day)}
    parts = {"week": week, "holidays": cleaned.get("holidays"), "special": cleaned.get("special")}
    return {**told, **{name: part for name, part in parts.items() if part}}


def words_of(definition: Mapping[str, Any]) -> dict[str, Any]:
    """Return hours and holidays as the form shows them."""
    week = definition.get("week", {})
    return {
        "zone": definition.get("zone", settings.TIME_ZONE),
        "always": definition.get("always", False),
        **{day: hours_text(week.get(day, [])) for day in WEEKDAYS},
        "holidays": "\n".join(holiday_line(told) for told in definition.get("holidays", [])),
        "special": "\n".join(
            special_line(day, hours) for day, hours in sorted(definition.get("special", {}).items())
        ),
    }


def days_ahead(definition: Mapping[str, Any], now: datetime) -> list[PreviewedDay]:
    """Return the hours of the next two weeks, from today in the calendar's zone."""
    plan = Plan.from_dict(definition)
    today = now.astimezone(plan.zone).date()
    found = []
    for number in range(_PREVIEWED_DAYS):
        day = today + timedelta(days=number)
        told = plan.day(day)
        found.append(
            PreviewedDay(
                day,
                hours_text(told.hours),
                told.kind == DayKind.SPECIAL,
                told.kind == DayKind.HOLIDAY,
                told.name,
            )
        )
    return found


def version_words(version: CalendarVersion) -> dict[str, str]:
    """Return a version field by field, in words, for comparing two of them."""
    words = words_of(version.definition)
    zone, always = words.pop("zone"), words.pop("always")
    return {
        str(_("Time zone")): zone,
        str(_("Hours")): str(_("Open around the clock")) if always else "",
        **{str(DAY_NAMES[day]): words[day] for day in WEEKDAYS},
        str(_("Holidays")): words["holidays"],
        str(_("Special days")): words["special"],
    }
