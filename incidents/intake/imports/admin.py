"""Imports in the administration: upload, map, try, carry out, watch, and take back what was refused."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from accounts import clock
from accounts.access.requests import actor_of
from accounts.admin_base import ReadOnlyAdmin
from accounts.admin_site import configures, register
from accounts.choices import Channel
from incidents.intake.imports.choices import RunState
from incidents.intake.imports.forms import MappingForm, UploadForm
from incidents.intake.imports.mapping import read_mapping
from incidents.intake.imports.models import ImportRun
from incidents.intake.imports.operations.runs import begin, cancel, set_mapping, take_in
from incidents.intake.imports.refusals import refused_lines
from incidents.intake.imports.tables import GUESSED, is_guess

_SHOWN_ROWS, _SHOWN_REFUSALS = 3, 100
_STARTABLE = (RunState.CHECKED, RunState.FAILED)


@register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    """Who imported what, when, and what became of it; old runs stay."""

    list_display = (
        *("id", "file_name", "subject", "state", "created_by", "created_at"),
        *("total", "made", "changed", "same", "refused"),
    )
    list_select_related = ("created_by",)
    list_filter = ("state", "subject")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return configures(request)

    def get_urls(self) -> list[URLPattern]:
        views = {
            "start": self.start_view,
            "cancel": self.cancel_view,
            "refused.csv": self.refused_view,
            "mapping.json": self.mapping_view,
        }
        steps = [
            path(
                f"<path:object_id>/{name}",
                self.admin_site.admin_view(view),
                name=f"incidents_importrun_{name.partition('.')[0]}",
            )
            for name, view in views.items()
        ]
        return [*steps, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take a file in."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm.of(request)
        if form.is_bound and form.is_valid():
            file, subject = form.cleaned_data["file"], form.cleaned_data["subject"]
            content, encoding = file.read(), form.cleaned_data["encoding"]
            by = actor_of(request, Channel.ADMIN)
            if form.submit(take_in, content, file.name, subject, by=by, now=clock.now(), encoding=encoding):
                if is_guess(content, encoding):
                    messages.warning(request, GUESSED)
                return redirect(form.result)
        context = {**self._context(request, _("New import")), "form": form}
        return TemplateResponse(request, "admin/import_upload.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what comes next: the mapping, how far it is, or what became of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = self._found(request, object_id)
        may_act = configures(request)
        form = MappingForm.of(request, run=run) if run.is_waiting and may_act else None
        if request.method == "POST":
            if form is None:
                raise PermissionDenied
            if form.is_valid() and self._try(request, run, form):
                return redirect(run)
        context = {
            **self._context(request, _("Import %(name)s") % {"name": run}),
            "run": run,
            "form": form,
            "sample": _sample(run) if form is not None else [],
            "refused_rows": [] if run.is_unfinished else list(run.refused_rows.all()[:_SHOWN_REFUSALS]),
            "may_start": may_act and run.state in _STARTABLE,
            "may_cancel": may_act and not run.is_over,
            "may_download": may_act,
        }
        is_part = bool(getattr(request, "htmx", False))
        return TemplateResponse(request, "admin/_import.html" if is_part else "admin/import.html", context)

    def _try(self, request: HttpRequest, run: ImportRun, form: MappingForm) -> bool:
        by, file = actor_of(request, Channel.ADMIN), form.cleaned_data["mapping_file"]
        try:
            told = read_mapping(file.read()) if file is not None else form.told()
        except ValidationError as refusal:
            form.take(refusal)
            return False
        return form.submit(set_mapping, run, told, by=by) and form.submit(
            begin, run, by=by, now=clock.now(), is_dry=True
        )

    def start_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Carry it out."""
        return self._step(
            request, object_id, lambda run, by: begin(run, by=by, now=clock.now(), is_dry=False)
        )

    def cancel_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give it up."""
        return self._step(request, object_id, lambda run, by: cancel(run, by=by, now=clock.now()))

    def _step(self, request: HttpRequest, object_id: str, act: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not configures(request):
            raise PermissionDenied
        run = self._found(request, object_id)
        try:
            act(run, actor_of(request, Channel.ADMIN))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return redirect(run)

    def refused_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Send the refused rows with their reasons."""
        run = self._downloadable(request, object_id)
        answer = StreamingHttpResponse(refused_lines(run), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="import-{run.pk}-refused.csv"'
        return answer

    def mapping_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send the mapping as a file, for the next time or for the command."""
        run = self._downloadable(request, object_id)
        told = json.dumps(run.mapping, indent=2, ensure_ascii=False, sort_keys=True)
        answer = HttpResponse(f"{told}\n", content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="import-{run.pk}-mapping.json"'
        return answer

    def _downloadable(self, request: HttpRequest, object_id: str) -> ImportRun:
        if not configures(request):
            raise PermissionDenied
        return self._found(request, object_id)

    def _found(self, request: HttpRequest, object_id: str) -> ImportRun:
        run: ImportRun | None = self.get_object(request, unquote(object_id))
        if run is None:
            raise Http404
        return run

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}


def _sample(run: ImportRun) -> list[list[str]]:
    """Return the first rows of the file, to choose columns by."""
    first = run.lots.first()
    return [cells for _number, cells, _problem in first.rows[:_SHOWN_ROWS]] if first else []
