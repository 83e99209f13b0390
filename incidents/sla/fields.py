"""Form fields for hours, holidays and durations as people write them; each says what it did not understand."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.sla.calendar_words import Pairs, read_duration, read_holiday, read_hours, read_special

# A list that is longer than this is no list of holidays.
_MOST_LINES = 1000


class HoursField(forms.CharField):
    """The hours of a weekday."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=500, widget=AdminTextInputWidget, **options)

    def clean(self, value: Any) -> Any:
        try:
            return read_hours(super().clean(value))
        except ValueError:
            raise ValidationError(
                _("Write the hours like 09:00-12:00, 13:00-17:00, or leave it empty if the day is closed."),
                "invalid",
            ) from None


class LinesField(forms.CharField):
    """Several lines, each read by itself; a line that is not understood is named with its number."""

    def __init__(self, read: Callable[[str], Any], example: Any, **options: Any) -> None:
        super().__init__(required=False, widget=AdminTextareaWidget, **options)
        self.read, self.example = read, example

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        if len(lines) > _MOST_LINES:
            raise ValidationError(_("At most %(most)d lines.") % {"most": _MOST_LINES}, "invalid")
        found, problems = [], []
        for number, line in enumerate(lines, start=1):
            try:
                found += [self.read(line)] if line else []
            except ValueError:
                sentence = _("Line %(number)d, “%(line)s”, was not understood. Write it like %(example)s.")
                told = {"number": number, "line": line[:60], "example": self.example}
                problems.append(ValidationError(sentence % told, "invalid"))
        if problems:
            raise ValidationError(problems)
        return found


def holidays_field(**options: Any) -> LinesField:
    """Return the field for holidays, one per line."""
    return LinesField(read_holiday, gettext_lazy("2026-12-25 Christmas"), **options)


class SpecialDaysField(LinesField):
    """Special days, one per line; each date once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_special, "2026-11-28 08:00-13:00", **options)

    def clean(self, value: Any) -> dict[str, Pairs]:
        days: dict[str, Pairs] = {}
        for day, pairs in super().clean(value):
            if day in days:
                raise ValidationError(
                    _("%(day)s is there twice. Write all its hours in one line.") % {"day": day}, "invalid"
                )
            days[day] = pairs
        return days


class DurationField(forms.CharField):
    """A time in minutes, hours or working days: how long a working day is, the form learns from the calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=20, **options)
        self.widget.attrs["size"] = 8

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        if not words:
            return None
        try:
            duration: tuple[Decimal, Decimal] = read_duration(words)
        except ValueError:
            raise ValidationError(
                _("Write minutes such as 90, hours such as 4h, or working days such as 2d."), "invalid"
            ) from None
        return duration
