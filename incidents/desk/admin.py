"""Views of the queue that are shared, the one that each role starts with, and limits of the board."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.admin_base import SignedAdmin
from accounts.admin_forms import SignedForm
from accounts.admin_site import register
from incidents.desk.choices import Audience
from incidents.desk.models import FirstView, SavedView, WipLimit
from incidents.desk.operations import Sharing, change_view, save_first_view
from incidents.desk.queues import VIEWS


class FirstViewForm(SignedForm):
    """A role, and a view of the product or one that everybody finds."""

    class Meta:
        model = FirstView
        fields = ("role", "view", "saved")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "view" not in self.fields:
            return
        self.fields["view"] = forms.ChoiceField(
            label=_("View"),
            choices=[("", _("A saved view")), *((view.slug, view.name) for view in VIEWS)],
            required=False,
        )
        saved: Any = self.fields["saved"]
        saved.queryset = SavedView.objects.kept().filter(audience=Audience.EVERYBODY)


@register(FirstView)
class FirstViewAdmin(SignedAdmin):
    """First views of roles."""

    form = FirstViewForm
    fields = ("role", "view", "saved")
    fixed_after_adding = ("role",)
    list_display = ("role", "view", "saved")
    list_select_related = ("role", "saved")

    def save_row(self, row: FirstView, form: Any, *, by: Actor, why: str) -> None:
        save_first_view(row, by=by, why=why)


@register(SavedView)
class SavedViewAdmin(SignedAdmin):
    """What people share. A view that nobody else should find goes back to its owner; private ones are not here."""

    fields = ("name", "audience", "team", "owner", "view", "query", "created_at")
    readonly_fields = ("owner", "view", "query", "created_at")
    list_display = ("name", "audience", "team", "owner")
    list_select_related = ("team", "owner")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedView]:
        return SavedView.objects.kept().exclude(audience=Audience.OWNER)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_row(self, row: SavedView, form: Any, *, by: Actor, why: str) -> None:
        change_view(row, row.name, Sharing(row.audience, row.team), by=by, why=why)


@register(WipLimit)
class WipLimitAdmin(SignedAdmin):
    """How much a team should have in one state."""

    fields = ("team", "state", "most")
    fixed_after_adding = ("team", "state")
    list_display = ("team", "state", "most")
    list_select_related = ("team",)
