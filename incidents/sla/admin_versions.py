"""What the pages of calendars and policies share: a preview that saves nothing, and the list of versions."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from accounts import clock
from accounts.admin_base import RetirableAdmin
from accounts.admin_history import Difference
from accounts.differences import differences
from incidents.sla.forms import PREVIEW

# Older versions are found in the history of each version; nobody reads more on one page.
_SHOWN_VERSIONS = 20


class ShownVersion(NamedTuple):
    """One version, and what differs from the one before it."""

    number: int
    created_at: datetime
    is_current: bool
    note: str
    by: str
    differences: list[Difference]


class VersionedAdmin(RetirableAdmin):
    """Calendars and policies: never deleted, because clocks refer to their versions."""

    fixed_after_adding: Sequence[str] = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    search_fields = ("name", "slug", "description")
    pages: Sequence[str] = ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of a row: the name of a page is its address and its view."""
        own = [
            path(
                f"<int:pk>/{page}/",
                self.admin_site.admin_view(getattr(self, f"{page}_view")),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{page}",
            )
            for page in self.pages
        ]
        return [*own, *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.previews = PREVIEW in request.POST
        return form

    def versions_of(self, row: Any) -> list[Any]:
        """Return the newest versions; one more than is shown, to compare with."""
        return list(self.parts(row.versions.all())[: _SHOWN_VERSIONS + 1])

    def parts(self, versions: Any) -> Any:
        """Fetch what the words of a version need."""
        return versions

    @abstractmethod
    def words(self, version: Any) -> Mapping[str, str]:
        """Return a version field by field, in words."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, row = context["adminform"].form, kwargs.get("obj")
        context["preview"] = form.preview(clock.now())
        context["is_preview"] = form.previews
        context["versions"] = self._shown(self.versions_of(row)) if row is not None else []
        context["may_save"] = self.has_change_permission(request, row)
        return super().render_change_form(request, context, *args, **kwargs)

    def _shown(self, versions: list[Any]) -> list[ShownVersion]:
        signed = versions[0].history.model.objects.filter(
            id__in=[row.pk for row in versions], history_type="+"
        )
        makers = dict(signed.values_list("id", "actor_name")) if versions else {}
        return [
            ShownVersion(
                version.number,
                version.created_at,
                version.is_current,
                version.note,
                makers.get(version.pk, ""),
                self._differences(version, before) if before is not None else [],
            )
            for version, before in zip(versions, [*versions[1:], None], strict=True)
        ][:_SHOWN_VERSIONS]

    def _differences(self, version: Any, before: Any) -> list[Difference]:
        new, old = self.words(version), self.words(before)
        return [
            Difference(label, differences(old.get(label, ""), new.get(label, "")))
            for label in dict.fromkeys([*new, *old])
            if old.get(label, "") != new.get(label, "")
        ]
