"""People and roles in the administration."""

from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.actor import Actor
from accounts.admin_base import ConfigurationAdmin, SignedAdmin
from accounts.admin_site import register
from accounts.admin_steps import DELETE, Step
from accounts.choices import Right
from accounts.people.models import User
from accounts.roles.forms import PersonForm, RoleForm
from accounts.roles.operations import (
    Access,
    deactivate,
    delete_role,
    reactivate,
    save_person,
    save_role,
)
from accounts.roles.queries import may_edit, may_set_access
from accounts.roles.teams_admin import TeamsInline

DEACTIVATE = Step(
    "deactivate",
    _("Deactivate"),
    _("The person cannot sign in any more, and tokens stop working at once. Nothing is deleted."),
    _("Deactivated: %(rows)s."),
    deactivate,
    lambda person: person.is_active,
)
REACTIVATE = Step(
    "reactivate",
    _("Let in again"),
    _("The person can sign in again."),
    _("Let in again: %(rows)s."),
    reactivate,
    lambda person: not person.is_active,
)
# The last two are fields of the form alone; being read-only takes them out of it.
_SIGN_IN = ("username", "email", "kind", "is_staff", "role_names", "roles", "new_password")


@register(User)
class PersonAdmin(SignedAdmin):
    """People: deactivated, never deleted; nobody changes the access of somebody of equal or higher role."""

    form = PersonForm
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "kind")}),
        (_("Profile"), {"fields": ("organisation", "phone", "location", "is_vip", "time_zone", "language")}),
        (_("Access"), {"fields": ("is_staff", "roles", "new_password")}),
    )
    steps = (DEACTIVATE, REACTIVATE)
    inlines = (TeamsInline,)
    list_display = ("display_name", "username", "email", "kind", "organisation", "is_vip", "is_active")
    list_select_related = ("organisation",)
    list_filter = ("kind", "is_active", "is_vip", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    search_help_text = _("Name, username or e-mail address")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if may_set_access(request.user, obj):  # type: ignore[arg-type]
            return fieldsets
        kept = {"fields": ("is_staff", "role_names")}
        return [(name, kept if "roles" in options["fields"] else options) for name, options in fieldsets]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fixed = () if may_set_access(request.user, obj) else _SIGN_IN  # type: ignore[arg-type]
        return [*super().get_readonly_fields(request, obj), *fixed]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_edit(request.user, obj))  # type: ignore[arg-type]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("Roles"))
    def role_names(self, person: User) -> str:
        """Name the roles of somebody whose roles cannot be changed here."""
        return ", ".join(sorted(role.name for role in person.groups.all())) or "–"

    def save_row(self, row: User, form: Any, *, by: Actor, why: str) -> None:
        cleaned = form.cleaned_data
        access = Access(tuple(cleaned["roles"]), cleaned["new_password"]) if "roles" in cleaned else None
        save_person(row, access, by=by, now=clock.now(), why=why)


@register(Group)
class RoleAdmin(ConfigurationAdmin):
    """Roles: which of the product's rights each one gives (ROL-01)."""

    form = RoleForm
    fields = ("name", "rights")
    list_display = ("name",)
    search_fields = ("name",)
    ordering = ("name",)
    delete_step = replace(DELETE, carry_out=delete_role)

    def save_row(self, row: Group, form: Any, *, by: Actor, why: str) -> None:
        rights = [Right(value) for value in form.cleaned_data["rights"]]
        save_role(row, rights, by=by, now=clock.now(), why=why)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Keep the reason in the log too: roles have no history table."""
        given = ", ".join(sorted(form.cleaned_data["rights"])) or "–"
        return _("Rights: %(rights)s. %(why)s") % {"rights": given, "why": form.cleaned_data["reason"]}
