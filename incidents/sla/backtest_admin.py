"""Back-tests in the administration: ask, watch the progress, read the result, keep the old ones."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.access.requests import actor_of
from accounts.admin_runs import RunAdmin, Step
from accounts.admin_site import configures, register
from accounts.choices import Channel
from incidents.catalogue.choices import Level, Priority
from incidents.sla.audit_models import Backtest
from incidents.sla.backtest_form import BacktestForm, calendars, policies
from incidents.sla.choices import BacktestState, ClockKind
from incidents.sla.operations.backtesting import cancel_backtest, create_backtest
from incidents.sla.outcomes import attainments

_ENDS = {
    "met": gettext_lazy("kept"),
    "missed": gettext_lazy("missed"),
    "running": gettext_lazy("still running"),
}


@register(Backtest)
class BacktestAdmin(RunAdmin):
    """Old runs stay; a new one begins with what there is."""

    page = "backtest"
    list_display = ("id", "created_at", "created_by", "days", "state", "checked", "total", "changed")
    list_select_related = ("created_by",)
    list_filter = ("state",)

    def steps(self) -> Mapping[str, Step]:
        return {"cancel/": self.cancel_view}

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what there is to be changed, and take what differs as the draft."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        offered, hours = policies(), calendars()
        policy = next((one for one in offered if one.slug == request.GET.get("policy")), None)
        calendar = next((one for one in hours if one.slug == request.GET.get("calendar")), None)
        form = BacktestForm.of(request, policy=policy, calendar=calendar)
        by = actor_of(request, Channel.ADMIN)
        if form.is_bound and form.is_valid():
            days = form.cleaned_data["days"]
            if form.submit(create_backtest, form.draft(), days=days, by=by, now=clock.now()):
                return redirect(form.result)
        context = {
            **self.context(request, _("New back-test")),
            "form": form,
            "policies": offered,
            "calendars": hours,
            "policy": policy,
            "calendar": calendar,
            "levels": list(Level),
            "priorities": list(Priority),
        }
        return TemplateResponse(request, "admin/backtest_form.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show how far it has come, or what it says; a request of the page itself gets the part that changes."""
        backtest: Backtest = self.found(request, object_id)
        context = {
            "backtest": backtest,
            "lines": [(ClockKind(line.kind).label, line) for line in attainments(backtest.result)],
            "changes": [_change(told) for told in backtest.result.get("changes", [])],
            "is_done": backtest.state == BacktestState.DONE,
            "may_cancel": backtest.is_unfinished and configures(request),
        }
        return self.shown(request, _("Back-test %(name)s") % {"name": backtest}, context)

    def cancel_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give it up."""
        return self.step(
            request,
            object_id,
            lambda backtest, by: cancel_backtest(backtest, by=by, now=clock.now()),
            _("The back-test was cancelled."),
        )


def _change(told: dict[str, Any]) -> dict[str, Any]:
    """Return a promise that turns, with moments instead of texts and the address of the incident."""
    return {
        "number": told["incident"],
        "address": reverse("incident", args=[told["incident"]]),
        "clock": ClockKind(told["clock"]).label,
        "turns": [_ENDS[told["was"]], _ENDS[told["becomes"]]],
        **{side: datetime.fromisoformat(told[side]) if told[side] else None for side in ("before", "after")},
    }
