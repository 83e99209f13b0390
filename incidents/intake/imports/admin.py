"""Imports in the administration: upload, map, try, carry out, watch, and take back what was refused."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from accounts import clock
from accounts.access.requests import actor_of
from accounts.admin_runs import RunAdmin, Step
from accounts.admin_site import configures, register
from accounts.choices import Channel
from incidents.intake.imports.choices import Subject
from incidents.intake.imports.fields import fields_of
from incidents.intake.imports.forms import MappingForm, UploadForm
from incidents.intake.imports.mapping import read_mapping
from incidents.intake.imports.models import ImportRun
from incidents.intake.imports.operations.runs import begin, cancel, set_mapping, stop, take_in
from incidents.intake.imports.refusals import refused_lines
from incidents.intake.imports.samples import holds, sample_of
from incidents.intake.imports.tables import GUESSED, is_guess

_SHOWN_ROWS, _SHOWN_REFUSALS = 3, 100


@register(ImportRun)
class ImportRunAdmin(RunAdmin):
    """Who imported what, when, and what became of it; old runs stay."""

    page = "import"
    list_display = (
        *("id", "file_name", "subject", "state", "created_by", "created_at"),
        *("total", "made", "changed", "same", "refused"),
    )
    list_select_related = ("created_by",)
    list_filter = ("state", "subject")

    def steps(self) -> Mapping[str, Step]:
        return {
            "start": self.start_view,
            "stop": self.stop_view,
            "cancel": self.cancel_view,
            "refused.csv": self.refused_view,
            "mapping.json": self.mapping_view,
        }

    def get_urls(self) -> list[URLPattern]:
        sample = self.admin_site.admin_view(self.sample_view)
        return [path("sample/<slug:subject>.csv", sample, name=self.name_of("sample")), *super().get_urls()]

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
        columns = [
            (subject, [(field, holds(field)) for field in fields_of(subject).values()]) for subject in Subject
        ]
        context = {**self.context(request, _("New import")), "form": form, "columns": columns}
        return TemplateResponse(request, "admin/import_upload.html", context)

    def sample_view(self, request: HttpRequest, subject: str) -> HttpResponse:
        """Send a file with every column that there is."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if subject not in Subject.values:
            raise Http404
        answer = HttpResponse(sample_of(subject), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{subject}-sample.csv"'
        return answer

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what comes next: the mapping, how far it is, or what became of it."""
        run = self.found(request, object_id)
        may_act = configures(request)
        form = MappingForm.of(request, run=run) if run.is_waiting and may_act else None
        if request.method == "POST":
            if form is None:
                raise PermissionDenied
            if form.is_valid() and self._try(request, run, form):
                return redirect(run)
        if getattr(request, "htmx", False) and not run.is_unfinished:
            # What comes next is more than the part that changes.
            return HttpResponseClientRefresh()
        context = {
            "run": run,
            "form": form,
            "sample": _sample(run) if form is not None else [],
            "refused_rows": [] if run.is_unfinished else list(run.refused_rows.all()[:_SHOWN_REFUSALS]),
            "may_act": may_act,
        }
        return self.shown(request, _("Import %(name)s") % {"name": run}, context)

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
        return self.step(request, object_id, lambda run, by: begin(run, by=by, now=clock.now(), is_dry=False))

    def stop_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let it rest."""
        return self.step(request, object_id, lambda run, by: stop(run, by=by, now=clock.now()))

    def cancel_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give it up."""
        return self.step(request, object_id, lambda run, by: cancel(run, by=by, now=clock.now()))

    def refused_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Send the refused rows with their reasons."""
        run = self.configured(request, object_id)
        answer = StreamingHttpResponse(refused_lines(run), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="import-{run.pk}-refused.csv"'
        return answer

    def mapping_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send the mapping as a file, for the next time or for the command."""
        run = self.configured(request, object_id)
        told = json.dumps(run.mapping, indent=2, ensure_ascii=False, sort_keys=True)
        answer = HttpResponse(f"{told}\n", content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="import-{run.pk}-mapping.json"'
        return answer


def _sample(run: ImportRun) -> list[list[str]]:
    """Return the first rows of the file, to choose columns by."""
    first = run.lots.first()
    return [cells for _number, cells, _problem in first.rows[:_SHOWN_ROWS]] if first else []
