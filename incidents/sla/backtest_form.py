"""The form of a back-test: what there is, filled in, to be changed; the draft is what differs."""

from itertools import product
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.operation_form import OperationForm
from incidents.catalogue.choices import Level, Priority
from incidents.catalogue.queries import priority_matrix
from incidents.sla.audit_models import MOST_DAYS
from incidents.sla.choices import KINDS_COVERED, ClockKind
from incidents.sla.drafts import MOST_MINUTES
from incidents.sla.forms import HoursForm, definition_of, words_of
from incidents.sla.models import Calendar, CalendarVersion
from incidents.sla.queries import current_book
from incidents.sla.refusals import check_calendar
from incidents.sla.terms import Terms

_PAIRS = tuple(product(Level, Level))


def policies() -> list[Terms]:
    """Return the policies in force, in their order."""
    return list(current_book().policies)


def calendars() -> list[Calendar]:
    """Return the calendars that can be chosen."""
    return list(Calendar.objects.filter(retired_at=None))


class BacktestForm(OperationForm):
    """Days, the targets and calendar of one policy, the hours of one calendar, and the matrix."""

    days = forms.IntegerField(
        label=gettext_lazy("Incidents logged in the last days"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=30,
        widget=AdminIntegerFieldWidget,
    )

    aliases = {"week": "mon"}

    def __init__(self, *args: Any, policy: Terms | None, calendar: Calendar | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms, self.calendar = policy, calendar
        self._slugs = {row.pk: row.slug for row in calendars()}
        self._matrix = priority_matrix()
        self._hours: HoursForm | None = None
        if policy is not None:
            self._add_policy(policy)
        if calendar is not None:
            self._add_hours(calendar)
        for impact, urgency in _PAIRS:
            self.fields[f"cell_{impact}_{urgency}"] = forms.TypedChoiceField(
                label=_("Impact %(impact)s, urgency %(urgency)s")
                % {"impact": impact.label, "urgency": urgency.label},
                choices=[(level.value, f"{level.code} {level.label}") for level in Priority],
                initial=self._matrix.get((impact, urgency)),
                coerce=int,
            )

    def _add_hours(self, calendar: Calendar) -> None:
        current = CalendarVersion.objects.get(calendar=calendar, is_current=True)
        self._hours = HoursForm(words_of(current.definition))
        for name, field in self._hours.fields.items():
            field.initial = self._hours.data[name]
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self._hours is not None and not self.errors:
            try:
                check_calendar(definition_of(cleaned), clock.now())
            except ValidationError as refusal:
                self.take(refusal)
        return cleaned

    def _add_policy(self, terms: Terms) -> None:
        self.fields["policy_calendar"] = forms.ChoiceField(
            label=_("Calendar of the policy"),
            choices=[(row.slug, row.name) for row in calendars()],
            initial=self._slugs.get(terms.calendar),
        )
        for kind, priority in product(KINDS_COVERED[terms.covers], Priority):
            self.fields[f"target_{kind}_{priority}"] = forms.IntegerField(
                label=_("%(clock)s, %(priority)s, in working minutes")
                % {"clock": kind.label, "priority": priority.code},
                initial=terms.targets.get(kind, {}).get(priority),
                required=False,
                min_value=1,
                max_value=MOST_MINUTES,
                widget=AdminIntegerFieldWidget,
            )

    def draft(self) -> dict[str, Any]:
        """Return what differs from what there is."""
        found = {
            "policy": self._policy_part(),
            "calendar": self._calendar_part(),
            "matrix": self._matrix_part(),
        }
        return {name: part for name, part in found.items() if part}

    def _policy_part(self) -> dict[str, Any]:
        if self.terms is None:
            return {}
        part: dict[str, Any] = {}
        if self.cleaned_data["policy_calendar"] != self._slugs.get(self.terms.calendar):
            part["calendar"] = self.cleaned_data["policy_calendar"]
        targets: dict[str, dict[str, int]] = {}
        for kind, priority in product(KINDS_COVERED[self.terms.covers], Priority):
            minutes = self.cleaned_data[f"target_{kind}_{priority}"]
            if minutes is not None:
                targets.setdefault(kind.value, {})[str(priority.value)] = minutes
        present = {
            kind.value: {str(priority): minutes for priority, minutes in row.items()}
            for kind, row in self.terms.targets.items()
        }
        if targets != present:
            part["targets"] = targets
        return {"slug": self.terms.slug, **part} if part else {}

    def _calendar_part(self) -> dict[str, Any]:
        if self.calendar is None or self._hours is None or not self._hours.is_valid():
            return {}
        tried = definition_of(self.cleaned_data)
        # Both sides are read by the same fields, so that another way of writing is no change.
        if tried == definition_of(self._hours.cleaned_data):
            return {}
        return {"slug": self.calendar.slug, "definition": tried}

    def _matrix_part(self) -> dict[str, int]:
        cells = {pair: self.cleaned_data[f"cell_{pair[0]}_{pair[1]}"] for pair in _PAIRS}
        if all(self._matrix.get(pair) == priority for pair, priority in cells.items()):
            return {}
        return {f"{impact}_{urgency}": priority for (impact, urgency), priority in cells.items()}

    def hours(self) -> list[forms.BoundField]:
        """Return the fields of the calendar."""
        return [self[name] for name in self._hours.fields] if self._hours is not None else []

    def target_rows(self) -> list[tuple[ClockKind, list[forms.BoundField]]]:
        """Return the targets as the page shows them: a line for each clock."""
        kinds = KINDS_COVERED[self.terms.covers] if self.terms else ()
        return [(kind, [self[f"target_{kind}_{level}"] for level in Priority]) for kind in kinds]

    def matrix_rows(self) -> list[tuple[Level, list[forms.BoundField]]]:
        """Return the matrix as the page shows it: a line for each impact."""
        return [(impact, [self[f"cell_{impact}_{urgency}"] for urgency in Level]) for impact in Level]
