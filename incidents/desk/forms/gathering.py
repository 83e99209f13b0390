"""The forms of a storm: which reports go below which parent, or why they do not belong together."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.operation_form import OperationForm
from accounts.people.models import User
from incidents.desk.forms.fields import NumberField, text_area
from incidents.intake.storms.models import Storm
from incidents.intake.storms.queries import parent_at_hand
from incidents.records.models import Incident


def _title_of(storm: Storm) -> str:
    words = {"count": storm.reports, "service": storm.service.name}
    title = ngettext("%(service)s: %(count)d report", "%(service)s: %(count)d reports", storm.reports) % words
    return title[:200]


class GatherForm(OperationForm):
    """The reports, all ticked, and their parent: one by its number, or a new one by its title."""

    incidents = forms.ModelMultipleChoiceField(
        Incident.objects.none(),
        label=_("Reports"),
        to_field_name="number",
        error_messages={"required": _("Choose at least one report.")},
    )
    title = forms.CharField(
        label=_("Title of the new parent"),
        max_length=200,
        required=False,
        help_text=_("For a new parent only."),
    )

    def __init__(self, *args: Any, storm: Storm, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["incidents"].queryset = storm.reports_for(user)  # type: ignore[attr-defined]
        self.fields["parent"] = NumberField(
            user=user,
            label=_("Parent"),
            required=False,
            help_text=_("The number of an open incident. Leave it empty to open a new one."),
        )
        parent = parent_at_hand(storm, user)
        self.initial = {"parent": parent.number if parent else "", "title": _title_of(storm)}
        self.order_fields(("incidents", "parent", "title"))

    @property
    def ticked(self) -> frozenset[str] | None:
        """Return the numbers that were sent; None while all are ticked because nothing was sent yet."""
        return frozenset(self.data.getlist("incidents")) if self.is_bound else None  # type: ignore[attr-defined]


class RejectForm(OperationForm):
    """Why these are no one incident."""

    reason = forms.CharField(label=_("Why not?"), max_length=500, widget=text_area(2))
