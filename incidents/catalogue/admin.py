"""Reference data: services, categories, codes and reasons; the matrix has its own page."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.admin_base import RetirableAdmin, SignedAdmin
from accounts.admin_site import register
from incidents.catalogue.models import (
    CancelReason,
    Category,
    CauseCategory,
    CopiedField,
    HoldReason,
    LevelDefinition,
    ResolutionCode,
    Service,
    Supplier,
)
from incidents.catalogue.operations import save_category, save_service

_WORDS = ("name", "slug", "description", "position")


class ReferenceAdmin(RetirableAdmin):
    """A word that incidents refer to; its short name is what the API says, so it stays as it is."""

    fields: ClassVar[Any] = _WORDS
    fixed_after_adding = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    list_display: Any = ("name", "slug", "position", "is_offered")
    search_fields = ("name", "slug", "description")


@register(ResolutionCode, CauseCategory)
class CodeAdmin(ReferenceAdmin):
    """Resolution codes and cause categories."""


@register(HoldReason)
class HoldReasonAdmin(ReferenceAdmin):
    """Why work waits, and whether the clocks wait with it."""

    fields = (*_WORDS, "pauses", "pauses_team", "is_supplier", "waits_for")
    list_display = (
        "name",
        "slug",
        "pauses",
        "pauses_team",
        "is_supplier",
        "waits_for",
        "position",
        "is_offered",
    )


@register(CancelReason)
class CancelReasonAdmin(ReferenceAdmin):
    """Why an incident was not one."""

    fields = (*_WORDS, "needs_target")
    list_display = ("name", "slug", "needs_target", "position", "is_offered")


@register(Supplier)
class SupplierAdmin(ReferenceAdmin):
    """Who tells of failures of what they supply (CH-24)."""

    fields = (*_WORDS, "contact")
    search_fields: ClassVar[Any] = (*_WORDS[:3], "contact")


@register(Service)
class ServiceAdmin(ReferenceAdmin):
    """The service catalogue (CAT-05)."""

    fields = None
    fieldsets = (
        (None, {"fields": _WORDS}),
        (_("Responsibility"), {"fields": ("owner", "owner_team", "support_team")}),
        (
            _("Service level and cost"),
            {"fields": ("criticality", "calendar", "cost_per_hour", "cost_per_hour_outside")},
        ),
        (_("Many reports at once"), {"fields": ("storm_reports", "storm_minutes")}),
        (_("Dependencies"), {"fields": ("upstream",)}),
    )
    autocomplete_fields = ("owner", "upstream")
    list_display = ("name", "slug", "criticality", "owner_team", "support_team", "is_offered")
    list_select_related = ("owner_team", "support_team")
    list_filter = ("criticality", ("retired_at", admin.EmptyFieldListFilter))

    def save_row(self, row: Service, form: Any, *, by: Actor, why: str) -> None:
        save_service(row, upstream=form.cleaned_data["upstream"], by=by, why=why)


@register(Category)
class CategoryAdmin(RetirableAdmin):
    """The category tree; moving a node moves what is below it (CAT-04)."""

    fields = ("parent", "name", "slug", "default_team", "default_service")
    fixed_after_adding = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("path", "name", "default_team", "default_service", "is_offered")
    list_select_related = ("default_team", "default_service")
    search_fields = ("path", "name")

    def save_row(self, row: Category, form: Any, *, by: Actor, why: str) -> None:
        save_category(row, by=by, why=why)


class FixedRowsAdmin(SignedAdmin):
    """Rows that are there from the start; what they say is edited, none is added or taken away."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@register(LevelDefinition)
class LevelDefinitionAdmin(FixedRowsAdmin):
    """What each impact and urgency means here."""

    fields = ("dimension", "level", "description")
    readonly_fields = ("dimension", "level")
    list_display = ("__str__", "description")
    list_display_links = ("__str__",)


@register(CopiedField)
class CopiedFieldAdmin(FixedRowsAdmin):
    """What a copy or a new child of an incident begins with; how it was resolved is never copied (LOG-16)."""

    fields = ("name", "for_copy", "for_child")
    readonly_fields = ("name",)
    list_display = ("__str__", "for_copy", "for_child")
