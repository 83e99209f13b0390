"""Templates of new incidents in the administration."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.admin_site import register
from incidents.catalogue.admin import ReferenceAdmin
from incidents.prepared.reports.models import ReportTemplate
from incidents.prepared.reports.operations import save_template


@register(ReportTemplate)
class ReportTemplateAdmin(ReferenceAdmin):
    """What incidents of one kind begin with."""

    fields = None
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", "position")}),
        (
            _("Fills in where it is empty"),
            {
                "fields": (
                    "title",
                    "text",
                    "service",
                    "category",
                    "impact",
                    "urgency",
                    "configuration_item",
                    "location",
                )
            },
        ),
    )
    list_display = ("name", "slug", "service", "category", "position", "is_offered")
    list_select_related = ("service", "category")
    search_fields: ClassVar[Any] = ("name", "slug", "description", "title")

    def save_row(self, row: ReportTemplate, form: Any, *, by: Actor, why: str) -> None:
        save_template(row, by=by, why=why)
