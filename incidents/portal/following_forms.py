"""What somebody wants to follow."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.operation_form import OperationForm
from accounts.people.models import Team, User
from incidents.catalogue.models import Service
from incidents.records.choices import Wanted


class FollowForm(OperationForm):
    """A service, or for staff a team, and how much of it."""

    # The operation knows two columns; the form asks once.
    aliases = {"service": "target", "team": "target"}

    target = forms.ChoiceField(label=_("Service or team"))
    wanted = forms.ChoiceField(
        label=_("Told of"), choices=[choice for choice in Wanted.choices if choice[0] != Wanted.NONE]
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self._rows: dict[str, Service | Team] = {}
        groups: list[tuple[Any, list[tuple[str, str]]]] = []
        self._offer(groups, _("Services"), "service", Service.objects.offered())
        if user.is_staff_member:
            self._offer(groups, _("Teams"), "team", Team.objects.offered())
        self.fields["target"].choices = [("", _("Choose one")), *groups]  # type: ignore[attr-defined]

    def _offer(self, groups: list[Any], label: Any, kind: str, rows: Any) -> None:
        named = {f"{kind}-{row.pk}": row for row in rows}
        self._rows.update(named)
        groups.append((label, [(key, str(row)) for key, row in named.items()]))

    @property
    def chosen(self) -> Service | Team:
        """Return what was chosen."""
        return self._rows[self.cleaned_data["target"]]
