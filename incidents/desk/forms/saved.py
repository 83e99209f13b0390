"""The forms of saved views: a name and who finds it, and with which view the queue starts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Density
from accounts.operation_form import OperationForm
from accounts.people.models import Team, User
from incidents.desk.choices import Audience
from incidents.desk.columns import COLUMNS
from incidents.desk.models import SavedView
from incidents.desk.operations import SHARES_WITH_EVERYBODY, Sharing
from incidents.desk.queues import VIEWS
from incidents.desk.saved import as_word, views_for

_TEAM = "team-"


class ViewForm(OperationForm):
    """What a view is called, and who finds it."""

    name = forms.CharField(
        label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    audience = forms.ChoiceField(
        label=_("Shared with"), help_text=_("Sharing gives nobody a right to an incident.")
    )

    def __init__(self, *args: Any, user: User, row: SavedView | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        teams = list(Team.objects.offered().filter(pk__in=user.team_ids).only("slug", "name"))
        if row is not None and row.team is not None and row.team not in teams:
            teams.append(row.team)
        self.teams = {f"{_TEAM}{team.slug}": team for team in teams}
        choices: list[tuple[str, Any]] = [(Audience.OWNER, Audience.OWNER.label)]
        choices += [(word, team.name) for word, team in self.teams.items()]
        is_shared = row is not None and row.audience == Audience.EVERYBODY
        if is_shared or any(user.may(right) for right in SHARES_WITH_EVERYBODY):
            choices.append((Audience.EVERYBODY, Audience.EVERYBODY.label))
        audience: Any = self.fields["audience"]
        audience.choices = choices
        if row is not None:
            self.initial["name"] = row.name
            self.initial["audience"] = f"{_TEAM}{row.team.slug}" if row.team else row.audience

    @property
    def sharing(self) -> Sharing:
        """Return what the operation wants to know."""
        chosen = self.cleaned_data["audience"]
        if chosen in self.teams:
            return Sharing(Audience.TEAM, self.teams[chosen])
        return Sharing(chosen)


class NewViewForm(ViewForm):
    """A new view, or a fresh look for one that is there."""

    replaces = forms.ModelChoiceField(
        SavedView.objects.none(),
        label=_("In place of"),
        required=False,
        empty_label=_("A new view"),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        replaces: Any = self.fields["replaces"]
        replaces.queryset = SavedView.objects.kept().changeable_by(user)


class StartForm(OperationForm):
    """With which view the own queue starts."""

    first_view = forms.ChoiceField(label=_("The queue starts with"), required=False)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = user.page.first_view
        first: Any = self.fields["first_view"]
        first.choices = [
            ("", _("What your role starts with")),
            *((view.slug, view.name) for view in VIEWS),
            *((as_word(row), str(row)) for row in views_for(user)),
        ]
        self.initial["first_view"] = chosen if chosen in dict(first.choices) else ""


class ColumnsForm(OperationForm):
    """Which columns the lists show, and how dense."""

    density = forms.ChoiceField(label=_("Rows"), choices=Density, widget=forms.RadioSelect)
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=list(COLUMNS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Some stand only where the list is wide."),
    )
    # Where the person was: a list with all its filters.
    back = forms.CharField(required=False, widget=forms.HiddenInput)
