"""The page that applies a calendar or policy to running clocks: first what would change, then why (SLA-18)."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access.requests import actor_of
from accounts.admin_base import ReadOnlyAdmin
from accounts.admin_forms import ReasonForm
from accounts.admin_site import register
from accounts.choices import Channel
from incidents.sla.admin_versions import VersionedAdmin
from incidents.sla.operations.reapplying import start_reapplication
from incidents.sla.pinned import SHOWN, pinned
from incidents.sla.reapplication_models import Reapplication

SHIFTS = {
    "later": _("later"),
    "earlier": _("earlier"),
    "same": _("unchanged"),
    "missed": _("missed at once"),
    "ends": _("no promise any more"),
}


class ReapplyPage(VersionedAdmin):
    """The page beside the form of a calendar or policy."""

    def reapply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show how the deadlines of running clocks would change; apply once somebody has said why."""
        row = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and (asked := self._started(request, row, form)):
            return redirect(reverse("admin:incidents_reapplication_change", args=[asked.pk]))
        found = pinned(row, clock.now())
        context = {
            **self.admin_site.each_context(request),
            "title": _t("Apply “%(row)s” to running clocks") % {"row": row},
            "opts": self.opts,
            "row": row,
            "form": form,
            "pinned": found,
            "shown": SHOWN,
            "shifts": [(SHIFTS[word], count) for word, count in found.shifts.items() if count],
            "moves": [(move, SHIFTS[move.shift]) for move in found.moves],
            "unfinished": Reapplication.objects.unfinished()
            .filter(**{str(self.opts.model_name): row})
            .first(),
        }
        return TemplateResponse(request, "admin/reapply.html", context)

    def _started(self, request: HttpRequest, row: Any, form: ReasonForm) -> Reapplication | None:
        by, why = actor_of(request, Channel.ADMIN), form.cleaned_data["reason"]
        try:
            asked = start_reapplication(row, by=by, now=clock.now(), why=why)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return None
        messages.success(request, _t("It is applied in the background. This page shows how far it is."))
        return asked


@register(Reapplication)
class ReapplicationAdmin(ReadOnlyAdmin):
    """Re-applications and how far they are."""

    list_display = ("subject", "asked_at", "asked_by", "progress", "clocks_changed", "failed", "finished_at")
    list_select_related = ("calendar", "policy", "asked_by")
    fields = (
        "subject",
        "why",
        "asked_by",
        "asked_at",
        "progress",
        "clocks_changed",
        "failed",
        "finished_at",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("calendar", "policy", "asked_by")

    @admin.display(description=_("What is applied anew"))
    def subject(self, row: Reapplication) -> str:
        """Name the calendar or policy."""
        return f"{row.subject._meta.verbose_name}: {row.subject}"

    @admin.display(description=_("Progress"))
    def progress(self, row: Reapplication) -> str:
        """Say how many incidents have been looked at."""
        told = {"done": row.looked_at, "all": max(row.incidents, row.looked_at)}
        return _t("%(done)d of %(all)d incidents") % told
