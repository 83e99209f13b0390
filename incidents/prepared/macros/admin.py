"""Macros in the administration."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.admin_forms import SignedForm
from accounts.admin_site import register
from incidents.catalogue.admin import ReferenceAdmin
from incidents.prepared.macros.models import Macro
from incidents.prepared.macros.operations import save_macro
from incidents.prepared.variables import listed_variables


class MacroForm(SignedForm):
    """What a macro does; the texts say which variables there are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("reply", "note"):
            if name in self.fields:
                field = self.fields[name]
                field.widget = forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"})
                field.help_text = format_html("{} {}", field.help_text, listed_variables())


@register(Macro)
class MacroAdmin(ReferenceAdmin):
    """What agents do in one action."""

    form = MacroForm
    fields = None
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", "position")}),
        (_("Details"), {"fields": ("service", "category", "impact", "urgency")}),
        (_("Who works on it"), {"fields": ("assignee", "takes")}),
        (_("Words"), {"fields": ("reply", "note", "stars", "watches")}),
        (_("Step"), {"fields": ("step", "team", "reason")}),
        (_("Hold"), {"fields": ("hold_reason", "hold_minutes")}),
        (_("Resolve"), {"fields": ("resolution_code", "cause_category", "evidence")}),
        (_("Cancel"), {"fields": ("cancel_reason",)}),
    )
    autocomplete_fields = ("assignee",)
    list_display = ("name", "slug", "step", "position", "is_offered")
    list_filter: ClassVar[Any] = ("step", ("retired_at", admin.EmptyFieldListFilter))

    def save_row(self, row: Macro, form: Any, *, by: Actor, why: str) -> None:
        save_macro(row, by=by, why=why)
