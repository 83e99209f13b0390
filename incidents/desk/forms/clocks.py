"""What a person says about a missed target: why it was missed, and that it shall not count."""

from abc import abstractmethod
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.operation_form import OperationForm
from incidents.desk.forms.fields import text_area
from incidents.sla.choices import BreachCause
from incidents.sla.models import Clock
from incidents.sla.operations.judging import CHOSEN_CAUSES, FOUND_CAUSES, explain_breach, waive_breach


class JudgementForm(OperationForm):
    """A judgement on one clock; `title` and `button` say what will happen."""

    title: Any = ""
    button: Any = ""

    def __init__(self, *args: Any, clock: Clock, **options: Any) -> None:
        options["auto_id"] = "judge_%s"
        super().__init__(*args, **options)
        self.clock = clock
        self.prepare()

    def prepare(self) -> None:
        """Fill in what is known already."""

    @abstractmethod
    def run(self, *, by: Actor, now: datetime) -> bool:
        """Judge, and say whether it was taken."""


class ExplainForm(JudgementForm):
    """Why the target was missed (SLA-22)."""

    title, button = _("Say why it was missed"), _("Save the cause")
    cause = forms.ChoiceField(label=_("Cause"))
    comment = forms.CharField(
        label=_("How it came about"),
        required=False,
        max_length=500,
        widget=text_area(3),
        help_text=_("Needed at priority 1 and 2."),
    )

    def prepare(self) -> None:
        """Offer what may be chosen; what follows from the times alone can only be commented on."""
        found = self.clock.breach_cause
        causes = (found,) if found in FOUND_CAUSES else CHOSEN_CAUSES
        field = self.fields["cause"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(cause, BreachCause(cause).label) for cause in causes]
        field.initial, self.fields["comment"].initial = found, self.clock.breach_comment

    def run(self, *, by: Actor, now: datetime) -> bool:
        """Note the cause."""
        return self.is_valid() and self.submit(
            explain_breach, self.clock, **self.cleaned_data, by=by, now=now
        )


class WaiveForm(JudgementForm):
    """That a miss shall not count, and why (SLA-23)."""

    title, button = _("Waive the missed target"), _("Waive it")
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=text_area(3),
        help_text=_("The miss stays visible, with your name and this reason. It cannot be taken back."),
    )

    def run(self, *, by: Actor, now: datetime) -> bool:
        """Waive it."""
        return self.is_valid() and self.submit(waive_breach, self.clock, **self.cleaned_data, by=by, now=now)


JUDGEMENTS: dict[str, type[JudgementForm]] = {"explain": ExplainForm, "waive": WaiveForm}
