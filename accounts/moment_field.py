"""A form field for moments, in the viewer's zone."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MomentField(forms.DateTimeField):
    """An instant, typed in the viewer's zone; hours that the clock change skips or repeats are refused."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
    default_error_messages = {"invalid": _("Write a date and a time such as 2026-03-02T10:41.")}

    def to_python(self, value: Any) -> datetime | None:
        """Read the moment, and say in our words when the clock change makes it none or two."""
        if isinstance(value, str) and not value.isascii():
            raise ValidationError(self.error_messages["invalid"], "invalid")
        try:
            moment = super().to_python(value)
        except ValidationError as refusal:
            if refusal.code != "ambiguous_timezone":
                raise
            sentence = _(
                "The clocks change in that hour: in %(zone)s this time does not exist or comes twice. "
                "Write a time before or after it."
            )
            facts = {"zone": timezone.get_current_timezone_name()}
            raise ValidationError(sentence, "ambiguous_timezone", facts) from refusal
        if moment is not None and not 1970 <= moment.year < 2200:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return moment
