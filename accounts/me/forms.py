"""Forms of one's own pages."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.access.choices import Scope
from accounts.operation_form import OperationForm
from accounts.people.models import User

_CHOOSE_ZONE = _("Choose a time zone such as Europe/London.")


def zones(current: str) -> list[tuple[str, str]]:
    """Return the zones to choose from: places, universal time, and the one that is set."""
    names = {name for name in available_timezones() if "/" in name and not name.startswith("Etc/")}
    return [(name, name.replace("_", " ")) for name in sorted(names | {"UTC", current})]


class ProfileForm(OperationForm):
    """What people say about themselves."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Times on all pages and in messages to you are shown in this zone."),
        error_messages={"invalid_choice": _CHOOSE_ZONE, "required": _CHOOSE_ZONE},
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    location = forms.CharField(
        label=_("Location"), max_length=120, required=False, help_text=_("Where you usually work.")
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        own = {name: getattr(user, name) for name in ("language", "time_zone", "phone", "location")}
        super().__init__(*args, **{**options, "initial": own})
        self.fields["time_zone"].choices = zones(user.time_zone)  # type: ignore[attr-defined]


_LIFETIMES = [
    ("30", _("30 days")),
    ("90", _("90 days")),
    ("365", _("One year")),
    ("never", _("No end; revoke it yourself")),
]


class TokenForm(OperationForm):
    """What a new token is for."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Where you use it."))
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=Scope, widget=forms.CheckboxSelectMultiple, initial=[Scope.INCIDENTS_READ]
    )
    lifetime = forms.ChoiceField(label=_("It works for"), choices=_LIFETIMES, initial="90")

    aliases = {"expires_at": "lifetime"}

    def expiry(self, now: datetime) -> datetime | None:
        """Return when the token ends; None for never."""
        days = self.cleaned_data["lifetime"]
        return None if days == "never" else now + timedelta(days=int(days))
