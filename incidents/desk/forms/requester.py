"""Who reports: found by name, e-mail or phone, or written down here for the first time (CH-06)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from accounts.choices import Right
from accounts.once_form import OnceForm
from accounts.people.models import User
from accounts.people.queries import people_matching, person_named
from accounts.roles.operations import MAY_INTRODUCE, introduce

SHOWN = 6
_NEW = ("new_name", "new_email", "new_phone")


def offered(reader: User, typed: str, *names: str) -> list[User]:
    """Return the people to choose from: those named, then the one who is meant exactly or the first few that fit."""
    exact = person_named(typed)
    by_contact = reader.may(Right.SEE_PERSONAL_DATA)
    fitting = [exact] if exact else list(people_matching(typed, by_contact=by_contact)[:SHOWN])
    named = [person_named(name) for name in names]
    return list(dict.fromkeys(one for one in (*named, *fitting) if one is not None))


def requester_in(query: Mapping[str, Any]) -> User | None:
    """Return whom a half-filled form means: the person that was picked, or the one that is named exactly."""
    return person_named(query.get("person") or "") or person_named(query.get("requester") or "")


class RequesterForm(OnceForm):
    """Part of the log form; after it the value `requester` is a person, or None for whoever logs."""

    aliases = {"name": "new_name", "email": "new_email", "phone": "new_phone"}

    requester = forms.CharField(
        label=gettext_lazy("Requester"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Name, e-mail or phone. Empty means yourself."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    person = forms.CharField(max_length=150, required=False)
    new_name = forms.CharField(label=gettext_lazy("Name"), max_length=150, required=False)
    new_email = forms.CharField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    new_phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.may_introduce = any(user.may(right) for right in MAY_INTRODUCE)
        self._holder = ""

    @property
    def people(self) -> list[User]:
        """Return who is offered: whoever has the new address already, the one that was picked, those who fit."""
        return offered(self.user, self["requester"].value() or "", self._holder, self.picked)

    @property
    def picked(self) -> str:
        """Return the user name of the person that is marked in the list."""
        exact = person_named(self["requester"].value() or "")
        return str(self["person"].value() or (exact.username if exact else ""))

    @property
    def is_new(self) -> bool:
        """Say whether something of a new person was typed."""
        return any(self[name].value() for name in _NEW)

    def clean(self) -> dict[str, Any]:
        """Turn what was typed or picked into a person; what fits nobody or several is refused."""
        values = super().clean() or self.cleaned_data
        typed, picked = values.get("requester") or "", values.pop("person", "") or ""
        values["requester"] = person_named(picked) if picked else None
        if self.is_new:
            self._check_new(values)
        elif picked or typed:
            self._check_known(values, typed)
        return values

    def _check_new(self, values: dict[str, Any]) -> None:
        picked, address = values["requester"], values.get("new_email") or ""
        if picked is not None and picked.email and picked.email.lower() == address.lower():
            values.update(dict.fromkeys(_NEW, ""))
        elif picked is not None:
            self.add_error(
                "new_name", _("Choose somebody from the list or write down a new person, not both.")
            )
        elif not values.get("new_name") and "new_name" not in self.errors:
            self.add_error("new_name", _("Write the name too."))

    def _check_known(self, values: dict[str, Any], typed: str) -> None:
        values["requester"] = values["requester"] or person_named(typed)
        if values["requester"] is None and "requester" not in self.errors:
            fits = bool(offered(self.user, typed))
            sentence = (
                _("Choose who it is.") if fits else _("Nobody fits. Write down a new person, or look again.")
            )
            self.add_error("requester", ValidationError(sentence, "invalid_choice"))

    def introduced(self, values: dict[str, Any], *, by: Actor, now: datetime) -> dict[str, Any]:
        """Return the values with the requester, who is written down at this moment if that was asked for."""
        name, email, phone = (values.pop(part, "") for part in _NEW)
        if name:
            why = "reported by phone or in person"
            values["requester"] = introduce(name, email=email, phone=phone, by=by, now=now, why=why)
        return values

    def take(self, refusal: ValidationError) -> None:
        """Offer the person who has the address already, so that one choice takes them."""
        super().take(refusal)
        errors = refusal.error_dict.get("email", ()) if hasattr(refusal, "error_dict") else ()
        holders = [error.params["username"] for error in errors if error.code == "conflict" and error.params]
        self._holder = next(iter(holders), "")
