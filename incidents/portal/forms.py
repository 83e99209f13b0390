"""Forms of the requester's pages, in plain words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.moment_field import MomentField
from accounts.once_form import new_token
from accounts.operation_form import OperationForm
from accounts.people.models import User
from incidents.catalogue.choices import Level
from incidents.catalogue.models import Service
from incidents.lifecycle.operations.opening import Report
from incidents.records.form_fields import FilesField

_REACH = [
    (Level.LOW, _("Only me")),
    (Level.MEDIUM, _("My team or department")),
    (Level.HIGH, _("A whole building or organisation")),
]
_HASTE = [
    (Level.LOW, _("It can wait")),
    (Level.MEDIUM, _("Work goes on, but slower or by a detour")),
    (Level.HIGH, _("My work has stopped")),
]


class ReportForm(OperationForm):
    """What is not working, and how much it matters."""

    title = forms.CharField(
        label=_("What can you not do?"), max_length=200, help_text=_("One line, such as “My e-mail is late”.")
    )
    description = forms.CharField(
        label=_("What happens exactly?"),
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you did, what you saw, the words of an error message."),
    )
    service = forms.ModelChoiceField(
        queryset=Service.objects.offered(),
        to_field_name="slug",
        label=_("What is it about?"),
        required=False,
        empty_label=_("I do not know"),
    )
    impact = forms.ChoiceField(
        label=_("Who is affected?"), choices=_REACH, initial=Level.LOW, widget=forms.RadioSelect
    )
    urgency = forms.ChoiceField(
        label=_("How does it affect your work?"),
        choices=_HASTE,
        initial=Level.MEDIUM,
        widget=forms.RadioSelect,
    )
    occurred_at = MomentField(label=_("Since when?"), required=False)
    location = forms.CharField(label=_("Where are you?"), max_length=120, required=False)
    contact = forms.CharField(
        label=_("How do we reach you?"), max_length=120, required=False, help_text=_("If not by e-mail.")
    )
    uploads = FilesField(
        label=_("Files"), required=False, help_text=_("A picture of the screen often says most.")
    )
    form_token = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    aliases = {"file": "uploads"}

    def __init__(self, *args: Any, user: User, title: str = "", **options: Any) -> None:
        start = {
            "title": title[:200],
            "location": user.location,
            "contact": user.phone,
            "form_token": new_token(),
        }
        super().__init__(*args, **{**options, "initial": start})

    def report(self) -> Report:
        """Return what was told."""
        told = {
            name: value for name, value in self.cleaned_data.items() if name not in ("uploads", "form_token")
        }
        return Report(**told)


class ReplyForm(OperationForm):
    """A message with files."""

    body = forms.CharField(
        label=_("Write a message"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    uploads = FilesField(label=_("Files"), required=False)
    form_token = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    aliases = {"file": "uploads"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "initial": {"form_token": new_token()}})


class ReasonForm(OperationForm):
    """What still goes wrong, which only reopening asks for."""

    reason = forms.CharField(
        label=_("What still goes wrong?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(ReasonForm):
    """Whether it works, and if not, what still goes wrong."""

    works = forms.ChoiceField(choices=[("yes", _("Yes, it works")), ("no", _("No, still broken"))])
