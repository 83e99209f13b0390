"""The form of a correlation rule, with hours of the past to try it on."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.admin_forms import SignedForm
from incidents.intake.choices import Severity
from incidents.intake.correlation.choices import Attribute
from incidents.intake.correlation.queries import Trial, rule_of, tried

TRY = "_try"
_MOST_HOURS = 7 * 24


class RuleForm(SignedForm):
    """A rule; a trial saves nothing."""

    tries: ClassVar[bool] = False

    severities = forms.MultipleChoiceField(
        label=_("Severities"),
        choices=Severity,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )
    group_by = forms.MultipleChoiceField(
        label=_("Have in common"),
        choices=Attribute,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Alerts with the same values make a group; one that lacks a value is left to the next rule."
        ),
    )
    hours = forms.IntegerField(
        label=_("Hours to look back"),
        min_value=1,
        max_value=_MOST_HOURS,
        initial=24,
        required=False,
        help_text=_("For trying the rule on what came in; nothing is saved."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.tries:
            for name in ("reason", "name"):
                self.fields[name].required = False

    @cached_property
    def changed_data(self) -> list[str]:
        """Leave out the hours: they say nothing about the rule."""
        return [name for name in super().changed_data if name != "hours"]

    def is_valid(self) -> bool:
        return super().is_valid() and not self.tries

    def trial(self, now: datetime) -> Trial | None:
        """Return what the rule as it stands in the form would have grouped; None unless that was asked for."""
        if not (self.tries and self.is_bound) or self.errors:
            return None
        chosen = {name: [row.pk for row in self.cleaned_data[name]] for name in ("services", "integrations")}
        hours = timedelta(hours=self.cleaned_data["hours"] or 24)
        return tried(rule_of(self.instance, **chosen), since=now - hours, now=now)
