"""Steps on configuration rows that ask for a reason first, and for more where a step needs it: retire, bring back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.access.requests import actor_of
from accounts.admin_forms import ReasonForm
from accounts.choices import Channel
from accounts.operations import delete_configuration, retire, unretire


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do with a row: the words around it and the operation that does it.

    What its form asks besides the reason goes to `carry_out` by name.
    """

    name: str
    label: str | Promise
    consequence: str | Promise
    done: str | Promise
    carry_out: Callable[..., None]
    is_possible: Callable[[Any], bool] = lambda _row: True
    form: type[ReasonForm] = ReasonForm


RETIRE = Step(
    "retire",
    gettext_lazy("Retire"),
    gettext_lazy("It is not offered any more. What refers to it keeps it."),
    gettext_lazy("Retired: %(rows)s."),
    retire,
    lambda row: row.retired_at is None,
)
BRING_BACK = Step(
    "bring-back",
    gettext_lazy("Bring back"),
    gettext_lazy("It is offered again."),
    gettext_lazy("Brought back: %(rows)s."),
    unretire,
    lambda row: row.retired_at is not None,
)
DELETE = Step(
    "delete",
    gettext_lazy("Delete"),
    gettext_lazy("This is possible only while nothing refers to it. The history is kept."),
    gettext_lazy("Deleted: %(rows)s."),
    lambda row, *, by, now, why: delete_configuration(row, by=by, why=why),
)


class StepsAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows steps on the page of a row and as actions of the list; each asks why."""

    steps: Sequence[Step] = ()
    delete_step = DELETE

    def may_take_steps(self, request: HttpRequest, row: Any = None) -> bool:
        """Say whether the person may take steps; by default whoever may change the row."""
        return self.has_change_permission(request, row)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.step_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        return [path("<path:object_id>/step/<slug:name>/", view, name=name), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if self.may_take_steps(request):
            for step in self.steps:
                actions[step.name] = (self._action(step), step.name, step.label)
        return actions

    def _action(self, step: Step) -> Callable[..., HttpResponse | None]:
        def act(_admin: Any, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
            return self.take(request, step, list(rows), request.get_full_path(), action=step.name)

        return act

    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Take one step on one row."""
        row = self.get_object(request, unquote(object_id))
        step = next((step for step in self.steps if step.name == name), None)
        if row is None or step is None:
            raise Http404
        if not self.may_take_steps(request, row):
            raise PermissionDenied
        return self.take(request, step, [row], self.address("change", row))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        return self.take(request, self.delete_step, [row], self.address("changelist"))

    def address(self, page: str, row: Model | None = None) -> str:
        """Return the address of one of this model's pages."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[row.pk] if row else [])

    def take(
        self, request: HttpRequest, step: Step, rows: Sequence[Any], back: str, *, action: str = ""
    ) -> HttpResponse:
        """Ask why, carry out, say what was done; a refusal is shown beside the question."""
        form = step.form(request.POST if "reason" in request.POST else None)
        if form.is_valid() and self._carry_out(request, step, rows, form):
            messages.success(
                request, step.done % {"rows": get_text_list([str(row) for row in rows], _("and"))}
            )
            return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": step.label,
            "step": step,
            "rows": rows,
            "form": form,
            "opts": self.opts,
            "back": back,
            "action": action,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/step.html", context)

    def _carry_out(self, request: HttpRequest, step: Step, rows: Sequence[Any], form: ReasonForm) -> bool:
        asked = dict(form.cleaned_data)
        by, why = actor_of(request, Channel.ADMIN), asked.pop("reason")
        try:
            with transaction.atomic():
                for row in rows:
                    if step is self.delete_step:
                        self.log_deletions(request, self.model._base_manager.filter(pk=row.pk))
                    else:
                        self.log_change(request, row, f"{step.label}: {why}")
                    step.carry_out(row, by=by, now=clock.now(), why=why, **asked)
        except ValidationError as refusal:
            form.refuse(refusal)
            return False
        return True
