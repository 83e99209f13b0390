"""What every admin class builds on: signed configuration with a reason, and work tables to look at."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access.requests import actor_of
from accounts.actor import Actor
from accounts.admin_forms import SignedForm
from accounts.admin_history import SignedHistoryAdmin
from accounts.admin_site import configures, reads
from accounts.admin_steps import BRING_BACK, RETIRE, StepsAdmin
from accounts.choices import Channel
from accounts.operations import remove_part, save_configuration


class RightsOnly:
    """Who configures may change; who audits may look. Table permissions of Django do not count here."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return reads(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return reads(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return configures(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return configures(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return configures(request)


class SignedInline(RightsOnly, admin.TabularInline):  # type: ignore[type-arg]
    """Parts of a configuration row; the reason of the whole form signs them too."""

    extra = 0
    show_change_link = False


class ConfigurationAdmin(RightsOnly, StepsAdmin):
    """Saves through operations; the form asks why, and shows what an operation refuses."""

    form = SignedForm
    change_form_template = "admin/configuration_form.html"
    fixed_after_adding: Sequence[str] = ()

    def save_row(self, row: Any, form: Any, *, by: Actor, why: str) -> None:
        """Save one row; models with an operation of their own override this."""
        save_configuration(row, by=by, why=why)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [*fieldsets, (None, {"fields": ("reason", "seen")})] if may_save else fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = self.fixed_after_adding if obj else ()
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Sequence[str]]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Leave out the shortcuts that change other rows in a window of their own, past the question why."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Lock the row while it is being saved, so that nobody's change is overwritten unseen."""
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return row
        return self.get_queryset(request).select_for_update(no_key=True, of=("self",)).get(pk=row.pk)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form; a refusal comes back beside its field, with everything typed kept."""
        context = dict(extra_context or {})
        row = super().get_object(request, object_id) if object_id else None
        if row is not None and self.may_take_steps(request, row):
            context["steps"] = [step for step in self.steps if step.is_possible(row)]
            context["show_delete"] = RETIRE.name not in {step.name for step in context["steps"]}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except ValidationError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the row, signed; a form without a change writes nothing."""
        if form.has_changed() or not change:
            self.save_row(obj, form, by=actor_of(request, Channel.ADMIN), why=_why(form))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the parts, signed with the reason of the whole form."""
        by, why = actor_of(request, Channel.ADMIN), _why(form)
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        for part in formset.forms:
            row = part.instance
            if part in formset.deleted_forms:
                if row.pk is not None:
                    formset.deleted_objects.append(row)
                    remove_part(row, by=by, why=why)
            elif part.has_changed():
                setattr(row, formset.fk.name, form.instance)
                found = formset.changed_objects if row.pk else formset.new_objects
                found.append((row, part.changed_data) if row.pk else row)
                save_configuration(row, by=by, why=why)


def _why(form: Any) -> str:
    return str(form.cleaned_data.get("reason", ""))


class SignedAdmin(ConfigurationAdmin, SignedHistoryAdmin):
    """A configuration model with signed history; reverting is off, a new change says why instead."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        ConfigurationAdmin.save_model(self, request, obj, form, change)


class RetirableAdmin(SignedAdmin):
    """Reference data: in use it can only be retired, and brought back (ADM-13)."""

    steps = (RETIRE, BRING_BACK)
    list_filter: ClassVar[Any] = (("retired_at", admin.EmptyFieldListFilter),)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Offer only what is not retired where a field completes a name; the list finds everything."""
        rows, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        if request.path == reverse("admin:autocomplete"):
            rows = rows.filter(retired_at=None)
        return rows, may_have_duplicates

    @admin.display(description=_("Offered"), boolean=True, ordering="retired_at")
    def is_offered(self, row: Any) -> bool:
        """Say whether the row can be chosen."""
        return row.retired_at is None


class ReadOnlyAdmin(RightsOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """A work table to look at: work changes through the desk, the portal and the API only."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyHistoryAdmin(ReadOnlyAdmin, SignedHistoryAdmin):
    """A work table with history; only those who may see the row may see its history."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._visible_or_404(request, object_id)
        page: HttpResponse = super().history_view(request, object_id, extra_context)
        return page

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        self._visible_or_404(request, object_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def _visible_or_404(self, request: HttpRequest, object_id: str) -> None:
        # The library falls back to the history itself when the row is not in the queryset.
        if self.get_object(request, object_id) is None:
            raise Http404
