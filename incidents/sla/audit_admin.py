"""Audits of service levels in the administration: what each run compared and what it found."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_base import ReadOnlyAdmin
from accounts.admin_site import register
from incidents.sla.audit_models import AuditRun

_COLUMNS = ("incident", "clock", "field", "stored", "computed", "source")


@register(AuditRun)
class AuditRunAdmin(ReadOnlyAdmin):
    """The runs, newest first."""

    list_display = (
        "began_at",
        "night",
        "finished_at",
        "incidents_checked",
        "clocks_checked",
        "difference_count",
    )
    fields = (*list_display, "sample", "what_differs")
    readonly_fields = ("what_differs",)

    @admin.display(description=gettext_lazy("What differs"))
    def what_differs(self, run: AuditRun) -> SafeString | str:
        """Draw the differences that were kept as a table."""
        if not run.differences:
            return _("Nothing")
        heads = (_("Incident"), _("Clock"), _("Field"), _("Is"), _("Should be"), _("By"))
        return format_html(
            "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
            format_html_join("", '<th scope="col">{}</th>', ((head,) for head in heads)),
            format_html_join("", "<tr>{}</tr>", ((_row(told),) for told in run.differences)),
        )


def _row(told: dict[str, Any]) -> SafeString:
    return format_html_join("", "<td>{}</td>", ((told[name],) for name in _COLUMNS))
