"""The page that puts all policies in order at once: which is tried first (SLA-30)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from accounts import clock
from accounts.access.requests import actor_of
from accounts.admin_forms import reason_field
from accounts.choices import Channel
from incidents.sla.admin_versions import VersionedAdmin
from incidents.sla.models import Policy
from incidents.sla.operations.configuring import order_policies


class OrderForm(forms.Form):
    """A number for each policy; the lowest is tried first."""

    reason = reason_field(required=True)

    def __init__(self, asked: Any, policies: list[Policy]) -> None:
        super().__init__(asked)
        self.policies = policies
        for policy in policies:
            label = _("Position of “%(policy)s”") % {"policy": policy}
            self.fields[f"position_{policy.pk}"] = forms.IntegerField(
                label=label, min_value=0, max_value=32_000, initial=policy.position
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[tuple[str, int], Policy] = {}
        for policy in self.policies:
            name = f"position_{policy.pk}"
            if name not in cleaned:
                continue
            other = taken.setdefault((policy.covers, cleaned[name]), policy)
            if other is not policy:
                sentence = _("“%(other)s” has this position too. Which of the two is tried first?")
                self.add_error(name, sentence % {"other": other})
        return cleaned

    def ordered(self) -> list[Policy]:
        """Return the policies in the order that was typed."""
        return sorted(self.policies, key=lambda policy: self.cleaned_data[f"position_{policy.pk}"])

    def rows(self) -> list[tuple[Policy, forms.BoundField]]:
        """Return each policy with its field."""
        return [(policy, self[f"position_{policy.pk}"]) for policy in self.policies]


class OrderPage(VersionedAdmin):
    """The page beside the list of policies."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.order_view)
        return [path("order/", view, name="incidents_policy_order"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {**(extra_context or {}), "may_order": self.has_change_permission(request)}
        return super().changelist_view(request, context)

    def order_view(self, request: HttpRequest) -> HttpResponse:
        """Show the order of the policies, and save it as a whole."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = OrderForm(
            request.POST if request.method == "POST" else None,
            list(Policy.objects.offered().order_by("covers", "position", "id")),
        )
        if form.is_valid() and self._ordered(request, form):
            return redirect(self.address("changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Order of the policies"),
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/policy_order.html", context)

    def _ordered(self, request: HttpRequest, form: OrderForm) -> bool:
        by, why = actor_of(request, Channel.ADMIN), form.cleaned_data["reason"]
        try:
            order_policies(form.ordered(), by=by, now=clock.now(), why=why)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return False
        messages.success(request, _("The order of the policies was saved."))
        return True
