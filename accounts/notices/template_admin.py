"""Notice templates in the administration: every message with its words, and a preview that saves nothing (ADM-05)."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.admin_base import SignedAdmin
from accounts.admin_site import register
from accounts.admin_steps import DELETE, Step
from accounts.notices.choices import TemplateWay
from accounts.notices.operations.templating import save_template
from accounts.notices.previewing import preview_of
from accounts.notices.template_forms import PREVIEW, STANDARD, TemplateForm, standard_words
from accounts.notices.template_models import NoticeTemplate
from accounts.notices.wordings import Wording, find_wording, known_wordings


class Message(NamedTuple):
    """A message as the list shows it; `wording` is None for one that this version does not send any more."""

    key: str
    wording: Wording | None
    templates: list[NoticeTemplate]


@register(NoticeTemplate)
class NoticeTemplateAdmin(SignedAdmin):
    """The words of messages."""

    form = TemplateForm
    change_form_template = "admin/notice_template_form.html"
    fixed_after_adding = ("language", "way")
    delete_step = Step(
        "delete",
        _("Delete"),
        _("From then on the standard words are sent. The history is kept."),
        DELETE.done,
        DELETE.carry_out,
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("preview/", view, name="accounts_noticetemplate_preview"), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: NoticeTemplate | None = None) -> Any:
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        words: tuple[str, ...] = ("language", "way", "subject", "body")
        if not may_save:
            return [(None, {"fields": words})]
        # On the page of a row the key stands in the page itself, for the preview.
        words = words if obj else ("key", *words)
        return [
            (None, {"fields": words}),
            (_("Preview"), {"fields": ("number",)}),
            (None, {"fields": ("reason", "seen")}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.asks_for = next((name for name in (PREVIEW, STANDARD) if name in request.POST), "")
        return form

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "key":
            kwargs["widget"] = HiddenInput
        if db_field.name == "subject":
            kwargs["widget"] = AdminTextInputWidget(attrs={"class": "vLargeTextField"})
        if db_field.name == "body":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 12})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the standard words of the message in the language that was asked for."""
        key = request.GET.get("key", "")
        language = request.GET.get("language", "")
        language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        subject, body = standard_words(key, language)
        return {
            "key": key,
            "language": language,
            "way": TemplateWay.ALL,
            "subject": subject,
            "body": body,
        }

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Write own words for the message that the address names; without one, choose it from the list."""
        key = request.POST.get("key") or request.GET.get("key", "")
        if find_wording(key) is None and self.has_add_permission(request):
            return redirect(self.address("changelist"))
        return super().add_view(request, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, row = context["adminform"].form, kwargs.get("obj")
        values = _words_of(form, row)
        context["wording"] = find_wording(values["key"])
        context["shown_key"], context["shown_language"] = values["key"], values["language"]
        context["may_save"] = "subject" in form.fields
        context["preview"] = preview_of(values, request.user)  # type: ignore[arg-type]
        return super().render_change_form(request, context, *args, **kwargs)

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """Show what the words that are being written would say; for scripts, and only a part of a page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        preview = preview_of(request.POST, request.user)  # type: ignore[arg-type]
        return TemplateResponse(request, "admin/_notice_preview.html", {"preview": preview})

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List every message there is, with the own words that there are for it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(self.opts.verbose_name_plural),
            "opts": self.opts,
            "messages_sent": _messages(),
            "may_add": self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/notice_templates.html", context)

    def save_row(self, row: NoticeTemplate, form: Any, *, by: Actor, why: str) -> None:
        save_template(row, by=by, why=why)


def _messages() -> list[Message]:
    rows = {key: list(some) for key, some in groupby(NoticeTemplate.objects.all(), lambda row: row.key)}
    known = [Message(wording.key, wording, rows.pop(wording.key, [])) for wording in known_wordings()]
    return [*known, *(Message(key, None, some) for key, some in rows.items())]


def _words_of(form: TemplateForm, row: NoticeTemplate | None) -> Mapping[str, Any]:
    """Return the words as they were sent, else as they begin; what is fixed is the row's."""
    fields = ("key", "language", "subject", "body", "number")
    source = form.data if form.is_bound else form.initial
    values = {field: source.get(field) or "" for field in fields}
    if row is not None:
        fixed = ("key", "language") if "subject" in form.fields else ("key", "language", "subject", "body")
        values |= {field: getattr(row, field) for field in fixed}
    return values
