"""The priority matrix in the administration: one page with the whole grid, saved as a whole."""

from itertools import product
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.access.requests import actor_of
from accounts.admin_base import SignedAdmin
from accounts.admin_forms import reason_field
from accounts.admin_site import register
from accounts.choices import Channel
from incidents.catalogue.choices import Level, Priority
from incidents.catalogue.models import PriorityCell
from incidents.catalogue.operations import set_matrix
from incidents.catalogue.queries import priority_matrix

_PAIRS = tuple(product(Level, Level))


class MatrixForm(forms.Form):
    """Nine choices and the reason."""

    reason = reason_field(required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for impact, urgency in _PAIRS:
            self.fields[f"{impact}_{urgency}"] = forms.TypedChoiceField(
                label=_("Impact %(impact)s, urgency %(urgency)s")
                % {"impact": impact.label, "urgency": urgency.label},
                choices=[("", "–"), *((level.value, f"{level.code} {level.label}") for level in Priority)],
                coerce=int,
            )

    def cells(self) -> list[tuple[str, str, int]]:
        """Return the grid as (impact, urgency, priority)."""
        return [(impact, urgency, self.cleaned_data[f"{impact}_{urgency}"]) for impact, urgency in _PAIRS]

    def rows(self) -> list[tuple[Level, list[forms.BoundField]]]:
        """Return the grid as the page shows it: a line for each impact."""
        return [(impact, [self[f"{impact}_{urgency}"] for urgency in Level]) for impact in Level]


@register(PriorityCell)
class PriorityMatrixAdmin(SignedAdmin):
    """Single cells have a history, but no page to change, add or delete them."""

    fields = ("impact", "urgency", "priority")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return redirect(self.address("changelist"))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the grid, and save it as a whole."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_change = self.has_change_permission(request)
        form = MatrixForm(request.POST if request.method == "POST" else None, initial=_present())
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            if form.is_valid() and self._saved(request, form):
                return redirect(self.address("changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(self.opts.verbose_name_plural),
            "opts": self.opts,
            "form": form,
            "levels": list(Level),
            "cells": PriorityCell.objects.all(),
            "may_change": may_change,
        }
        return TemplateResponse(request, "admin/priority_matrix.html", context)

    def _saved(self, request: HttpRequest, form: MatrixForm) -> bool:
        why = form.cleaned_data["reason"]
        try:
            set_matrix(form.cells(), by=actor_of(request, Channel.ADMIN), why=why)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return False
        messages.success(request, _("The priority matrix was saved."))
        return True


def _present() -> dict[str, int]:
    return {f"{impact}_{urgency}": priority for (impact, urgency), priority in priority_matrix().items()}
