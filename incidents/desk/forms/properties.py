"""Inline edit of one property: a field per property, and what each choice leads to."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from accounts.moment_field import MomentField
from accounts.operation_form import OperationForm
from accounts.people.models import User
from incidents.catalogue.choices import Level, Priority
from incidents.catalogue.models import Category, Service, Supplier
from incidents.catalogue.queries import priority_matrix
from incidents.catalogue.rules import priority_for
from incidents.desk.consequences import Consequences, consequences_for
from incidents.desk.forms.fields import NumberField, PersonField, WholeNumberField, text_area
from incidents.lifecycle.operations.details import change_details
from incidents.records.models import Incident
from incidents.records.operations.saving import as_fact

if TYPE_CHECKING:
    _ServiceChoice = forms.ModelChoiceField[Service]
else:
    _ServiceChoice = forms.ModelChoiceField

Make = Callable[[Incident, User], forms.Field]


def _line(incident: Incident, user: User) -> forms.Field:
    return forms.CharField(max_length=120, required=False)


def _moment(incident: Incident, user: User) -> forms.Field:
    return MomentField(required=False)


class ServiceField(_ServiceChoice):
    """A service, each with what it does to the deadline."""

    told: Consequences | None = None

    def label_from_instance(self, obj: Service) -> str:
        """Return the name, and the consequence where there is one."""
        consequence = self.told.with_service(obj) if self.told is not None else ""
        return f"{obj}: {consequence}" if consequence else str(obj)


def _service(incident: Incident, user: User) -> forms.Field:
    return ServiceField(queryset=Service.objects.offered(), to_field_name="slug", required=False)


def _level(name: str) -> Make:
    """Offer the levels, each with the priority it leads to (consequences before saving)."""
    return lambda incident, user: forms.ChoiceField(choices=_levels(incident, name, None))


def _levels(incident: Incident, name: str, told: Consequences | None) -> list[tuple[str, str]]:
    matrix = told.matrix if told is not None else priority_matrix()
    other = incident.urgency if name == "impact" else incident.impact
    choices = []
    for level in Level:
        pair = (level.value, other) if name == "impact" else (other, level.value)
        priority = Priority(priority_for(matrix, *pair))
        facts = {"level": level.label, "code": priority.code, "priority": priority.label}
        sentence = _("%(level)s: priority %(code)s %(priority)s") % facts
        consequence = told.with_levels(*pair) if told is not None else ""
        choices.append((level.value, f"{sentence}, {consequence}" if consequence else sentence))
    return choices


def _say_consequences(field: forms.Field, incident: Incident, name: str, told: Consequences) -> None:
    """Put behind each choice what it does to the deadline."""
    if isinstance(field, ServiceField):
        field.told = told
    elif isinstance(field, forms.ChoiceField):
        field.choices = _levels(incident, name, told)


def _assignee(incident: Incident, user: User) -> forms.Field:
    members = User.objects.active().people().filter(memberships__team=incident.team_id)
    return PersonField(queryset=members, required=False, empty_label=_("Nobody"))


MAKERS: dict[str, Make] = {
    "title": lambda incident, user: forms.CharField(max_length=200),
    "description": lambda incident, user: forms.CharField(
        max_length=50_000, required=False, widget=text_area(8)
    ),
    "service": _service,
    "category": lambda incident, user: forms.ModelChoiceField(
        queryset=Category.objects.offered(), to_field_name="path", required=False
    ),
    "impact": _level("impact"),
    "urgency": _level("urgency"),
    "assignee": _assignee,
    "requester": lambda incident, user: PersonField(),
    "configuration_item": _line,
    "location": _line,
    "contact": _line,
    "external_reference": _line,
    "supplier": lambda incident, user: forms.ModelChoiceField(
        queryset=Supplier.objects.offered(), to_field_name="slug", required=False
    ),
    "supplier_reference": _line,
    "affected_count": lambda incident, user: WholeNumberField(
        min_value=0, max_value=10_000_000, required=False
    ),
    "parent": lambda incident, user: NumberField(user=user, required=False, help_text=_("Its number.")),
    "occurred_at": _moment,
    "detected_at": _moment,
    "reported_at": _moment,
    "restored_at": _moment,
}


class NextStepForm(OperationForm):
    """What is done next and when (INV-15); both are emptied to plan nothing."""

    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=200, required=False)
    next_step_at = MomentField(label=gettext_lazy("When"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def run(self, incident: Incident, *, by: Actor, now: datetime) -> bool:
        """Plan it; somebody else's change of something else does not get in the way."""
        if not self.is_valid():
            return False
        values = dict(self.cleaned_data)
        version = values.pop("version")
        return self.submit(change_details, incident, values, by=by, now=now, version=version, merge=True)


class PropertyForm(OperationForm):
    """One property, the version that was seen, and a reason where one may be asked for."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, incident: Incident, name: str, user: User, now: datetime, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.incident, self.name = incident, name
        field = MAKERS[name](incident, user)
        if incident.is_open and name in ("impact", "urgency", "service"):
            _say_consequences(field, incident, name, consequences_for(incident, now))
        field.label = str(Incident._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
        field.initial = (
            as_fact(getattr(incident, name)) if not name.endswith("_at") else getattr(incident, name)
        )
        self.fields[name] = field
        self.fields["version"].initial = incident.version
        if name.endswith("_at"):
            self.fields["why"] = forms.CharField(
                label=gettext_lazy("Reason"),
                max_length=250,
                required=False,
                help_text=gettext_lazy("Needed if the moments do not follow one another."),
            )

    def run(self, *, by: Actor, now: datetime) -> bool:
        """Change the property; somebody else's change of another property does not get in the way."""
        if not self.is_valid():
            return False
        return self.submit(
            change_details,
            self.incident,
            {self.name: self.cleaned_data[self.name]},
            by=by,
            now=now,
            version=self.cleaned_data["version"],
            why=self.cleaned_data.get("why", ""),
            merge=True,
        )
