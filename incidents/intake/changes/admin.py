"""Changes in the administration: what was reported, to look at; the desk judges them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import ReadOnlyAdmin
from accounts.admin_site import register
from incidents.intake.changes.models import Change, ChangeQuerySet


@register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    """Changes and deployments (INV-07)."""

    list_display = ("title", "happened_at", "service", "item", "source", "integration")
    list_filter: ClassVar[Any] = ("integration", ("service", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("service", "integration")
    search_fields = ("title", "item", "source")
    fields = (
        "summary",
        "happened_at",
        "received_at",
        "service",
        "item",
        "source",
        "integration",
        "addresses",
        "details",
    )

    def get_queryset(self, request: HttpRequest) -> ChangeQuerySet:
        rows: ChangeQuerySet = super().get_queryset(request)  # type: ignore[assignment]
        return rows.visible_to(request.user)  # type: ignore[arg-type]

    @admin.display(description=_("links"))
    def addresses(self, change: Change) -> SafeString:
        """Return the links of the sender, which were looked at for their scheme when they came in."""
        rows = [(link["href"], link["text"] or link["href"]) for link in change.links]
        return format_html_join("", '<div><a href="{}" rel="noreferrer">{}</a></div>', rows) or format_html(
            "–"
        )
