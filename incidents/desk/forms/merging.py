"""What merging asks for: the incident that goes on, and what else goes into it."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.people.models import User
from incidents.desk.forms.fields import NumberField
from incidents.desk.forms.steps import StepForm
from incidents.lifecycle.merging import MOST_AT_ONCE
from incidents.lifecycle.operations import merging
from incidents.records.models import Incident


class NumbersField(forms.CharField):
    """Several incidents by their numbers; only those that the person may see exist for the field."""

    def __init__(self, *, user: User, **options: Any) -> None:
        super().__init__(max_length=2_000, **options)
        self.user = user

    def clean(self, value: Any) -> list[Incident]:
        """Return the incidents, each once; numbers that fit nothing are refused by name."""
        numbers = list(
            dict.fromkeys(part.upper() for part in re.split(r"[\s,;]+", super().clean(value)) if part)
        )
        if len(numbers) > MOST_AT_ONCE:
            raise ValidationError(_("Choose at most %(most)d incidents."), "invalid", {"most": MOST_AT_ONCE})
        rows = Incident.objects.with_people().visible_to(self.user).filter(number__in=numbers).order_by("pk")
        found = list(rows)
        unknown = [number for number in numbers if number not in {row.number for row in found}]
        if unknown:
            raise ValidationError(
                _("There is no incident %(number)s that you can see."),
                "invalid",
                {"number": ", ".join(unknown)},
            )
        return found


class MergeForm(StepForm):
    title, button = _("Merge %s"), _("Merge")

    def prepare(self) -> None:
        self.fields["into"] = NumberField(
            user=self.user, label=_("Goes on as"), help_text=_("The number of the incident that stays.")
        )
        self.fields["also"] = NumbersField(
            user=self.user,
            label=_("Merge these, too"),
            required=False,
            help_text=_("Numbers of more incidents that repeat it, with commas between them."),
        )

    @property
    def incidents(self) -> list[Incident]:
        """Return all that shall be merged, each once."""
        return list({row.pk: row for row in (self.incident, *self.cleaned_data["also"])}.values())

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return merging.merge(self.incident, **self.values(), by=by, now=now, version=version)


class UnmergeForm(StepForm):
    title, button = _("Take the merge of %s back"), _("Take it back")

    def perform(self, *, by: Actor, now: datetime, version: int | None) -> Incident:
        return merging.unmerge(self.incident, by=by, now=now, version=version)
