"""Form fields that several dialogs share: people by name, incidents by number, teams."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Organisation, Team, User
from accounts.people.queries import person_named
from incidents.records.models import Incident

if TYPE_CHECKING:
    _PersonChoice = forms.ModelChoiceField[User]
    _TeamChoice = forms.ModelChoiceField[Team]
    _OrganisationChoice = forms.ModelChoiceField[Organisation]
else:
    _PersonChoice = _TeamChoice = _OrganisationChoice = forms.ModelChoiceField


_MOST_PEOPLE = 20


class NumberField(forms.CharField):
    """An incident by its number; only incidents that the person may see exist for the field."""

    def __init__(self, *, user: User, **options: Any) -> None:
        super().__init__(max_length=24, **options)
        self.user = user

    def clean(self, value: Any) -> Incident | None:
        number = super().clean(value)
        if not number:
            return None
        found = Incident.objects.visible_to(self.user).filter(number__iexact=number).first()
        if found is None:
            raise ValidationError(
                _("There is no incident %(number)s that you can see."), "invalid", {"number": number}
            )
        return found


class WholeNumberField(forms.IntegerField):
    """A number in plain figures; Python alone would also read 1_000 and the figures of other scripts."""

    def to_python(self, value: Any) -> int | None:
        """Read the number."""
        if isinstance(value, str) and ("_" in value or not value.isascii()):
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return super().to_python(value)


class PersonField(_PersonChoice):
    """Somebody, by user name."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("queryset", User.objects.active().people())
        super().__init__(to_field_name="username", **options)


class PeopleField(forms.CharField):
    """Several people by user name or e-mail address, with commas between them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=2_000, **options)

    def clean(self, value: Any) -> list[User]:
        """Return the people, each once; names that fit nobody are refused by name."""
        named = {
            name: person_named(name) for part in super().clean(value).split(",") if (name := part.strip())
        }
        if len(named) > _MOST_PEOPLE:
            raise ValidationError(_("Name at most %(limit)d people."), "invalid", {"limit": _MOST_PEOPLE})
        unknown = [name for name, person in named.items() if person is None]
        if unknown:
            raise ValidationError(
                _("Nobody is called %(names)s."), "invalid_choice", {"names": ", ".join(unknown)}
            )
        return list(dict.fromkeys(person for person in named.values() if person is not None))


def several(model: Any, **options: Any) -> "forms.ModelMultipleChoiceField[Any]":
    """Return a field for any of the groups that are offered, by short name."""
    return forms.ModelMultipleChoiceField(
        queryset=model.objects.offered(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **options,
    )


class TeamField(_TeamChoice):
    """A team that is offered, by short name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Team.objects.offered(), to_field_name="slug", **options)


class OrganisationField(_OrganisationChoice):
    """An organisation that is offered, by short name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Organisation.objects.offered(), to_field_name="slug", **options)


def text_area(rows: int = 3, **attributes: Any) -> forms.Textarea:
    """Return a field for several lines."""
    return forms.Textarea(attrs={"rows": rows, **attributes})
