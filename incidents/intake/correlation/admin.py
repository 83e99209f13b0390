"""Correlation rules in the administration, with a box to try them on what came in (CH-12)."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.actor import Actor
from accounts.admin_base import RetirableAdmin
from accounts.admin_site import register
from incidents.intake.correlation.forms import TRY, RuleForm
from incidents.intake.correlation.models import CorrelationRule
from incidents.intake.correlation.operations.configuring import save_rule

_TRIAL = (_("Try it"), {"fields": ("hours",)})


@register(CorrelationRule)
class CorrelationRuleAdmin(RetirableAdmin):
    """Which alerts belong together, in the order in which the rules are tried."""

    form = RuleForm
    change_form_template = "admin/correlation_rule_form.html"
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("name", "position", "mode")}),
        (
            _("It applies to"),
            {
                "fields": (
                    "services",
                    "integrations",
                    "severities",
                    "summary_pattern",
                    "source_pattern",
                    "component_pattern",
                    "group_pattern",
                    "class_pattern",
                )
            },
        ),
        (_("It groups"), {"fields": ("group_by", "window_minutes")}),
    )
    list_display = ("name", "position", "mode", "window_minutes", "is_offered")
    list_filter: ClassVar[Any] = ("mode", ("retired_at", admin.EmptyFieldListFilter))
    search_fields = ("name",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        # Who may only look cannot try: a field that stands in no column cannot be shown read-only.
        *fieldsets, reason = super().get_fieldsets(request, obj)
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [*fieldsets, _TRIAL, reason] if may_save else [*fieldsets, reason]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.tries = TRY in request.POST
        return form

    def save_row(self, row: CorrelationRule, form: Any, *, by: Actor, why: str) -> None:
        chosen = {name: form.cleaned_data[name] for name in ("services", "integrations")}
        save_rule(row, **chosen, by=by, why=why)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, row = context["adminform"].form, kwargs.get("obj")
        may_save = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        context["may_try"], context["try_name"] = may_save, TRY
        context["trial"] = form.trial(clock.now()) if may_save else None
        return super().render_change_form(request, context, *args, **kwargs)
