"""The history of a row in the administration: the versions, and any two of them compared field by field."""

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, TextField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import DeletedObject

from accounts.differences import Piece, differences, whole

# More versions than this are found on the pages of the list.
_OFFERED = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs between two versions."""

    label: str
    pieces: list[Piece]


class SignedHistoryAdmin(SimpleHistoryAdmin):
    """Who, through which door, when, why, and field by field what; a version is compared, never brought back."""

    object_history_list_template = "admin/signed_history.html"
    history_list_per_page = 50

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Compare a version with another one, by default with the one before it."""
        if request.method not in ("GET", "HEAD"):
            # The library's page saves what is posted to it, even where reverting is switched off.
            return HttpResponseNotAllowed(["GET", "HEAD"])
        row = self.get_object(request, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        rows = self.get_history_queryset(request, self.model.history, self.opts.pk.attname, object_id)
        version = _pick(rows, version_id)
        if version is None:
            raise Http404
        other = _pick(rows, request.GET.get("with", "")) or version.prev_record
        older, newer = sorted((other, version), key=_moment) if other else (None, version)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Compare versions: %(row)s") % {"row": version.history_object},
            "opts": self.opts,
            "object_id": object_id,
            "version": version,
            "other": other,
            "older": older,
            "newer": newer,
            "offered": [row for row in rows[:_OFFERED] if row.pk != version.pk],
            "differences": self._differences(older, newer) if older else [],
        }
        return TemplateResponse(request, "admin/compare_versions.html", context)

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        """Give each version on the page what differs from the one before it, also across the end of the page."""
        versions = list(historical_records)
        for version, before in zip_longest(versions, versions[1:]):
            before = before or version.prev_record
            version.history_delta_changes = self._differences(before, version) if before else []

    def _differences(self, older: Any, newer: Any) -> list[Difference]:
        return [
            self._difference(change)
            for change in newer.diff_against(older, foreign_keys_are_objs=True).changes
        ]

    def _difference(self, change: Any) -> Difference:
        field: Any = self.opts.get_field(change.field)
        old, new = _text(field, change.old), _text(field, change.new)
        is_prose = isinstance(field, CharField | TextField) and not field.choices
        return Difference(
            capfirst(str(field.verbose_name)), differences(old, new) if is_prose else whole(old, new)
        )


def _pick(rows: Any, pk: str) -> Any:
    return rows.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None


def _moment(version: Any) -> tuple[Any, int]:
    return version.history_date, version.pk


def _text(field: Any, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(sorted(_member(part) for part in value))
    # For a key that was empty the library gives a deleted row without an id.
    if value is None or (isinstance(value, DeletedObject) and value.pk is None):
        return ""
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    return str(dict(field.flatchoices).get(value, value))


def _member(part: Any) -> str:
    """Name a member of a list field; the library gives both ends of the relation, the second is the member."""
    return str(list(part.values())[-1]) if isinstance(part, dict) else str(part)
