"""The administration site: our sign-in, our name, and who may enter."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.choices import Right

AdminClass = TypeVar("AdminClass", bound="admin.ModelAdmin[Any]")


def configures(request: HttpRequest) -> bool:
    """Say whether the person may change configuration."""
    return request.user.is_authenticated and request.user.may(Right.CONFIGURE)


def reads(request: HttpRequest) -> bool:
    """Say whether the person may look at configuration and its history."""
    return configures(request) or (request.user.is_authenticated and request.user.may(Right.AUDIT))


class ConfigurationSite(admin.AdminSite):
    """Stock administration behind the product's own sign-in, for those who configure or audit."""

    site_header = format_lazy(_("{product} administration"), product=settings.PRODUCT_NAME)
    site_title = site_header
    index_title = _("Configuration")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff and reads(request)

    def get_urls(self) -> list[Any]:
        """Let the way from a row to its page know only what is registered here; some models have no table."""
        place = "r/<int:content_type_id>/<path:object_id>/"
        return [path(place, self.admin_view(self._page_of), name="view_on_site"), *super().get_urls()]

    def _page_of(self, request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponseBase:
        kinds = ContentType.objects.get_for_models(*self._registry).values()
        if content_type_id not in {kind.pk for kind in kinds}:
            raise Http404
        return shortcut(request, content_type_id, object_id)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Show the framework's groups as what they are here: roles, beside people."""
        apps = super().get_app_list(request, app_label)
        roles = [model for app in apps if app["app_label"] == "auth" for model in app["models"]]
        for app in apps:
            if app["app_label"] == "accounts":
                renamed = [{**model, "name": _("Roles")} for model in roles]
                app["models"] = sorted([*app["models"], *renamed], key=lambda model: str(model["name"]))
        return [app for app in apps if app["app_label"] != "auth" or app_label == "auth"]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send strangers to the product's sign-in and back; refuse those who may not enter."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied(_("Only administrators and auditors may enter the administration."))
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")


site = ConfigurationSite()
# Rows go one by one and with a reason; what is in use is retired.
site.disable_action("delete_selected")


def register(*models: type[Model]) -> Callable[[type[AdminClass]], type[AdminClass]]:
    """Register an admin class with our site; the default site is not mounted anywhere."""
    return admin.register(*models, site=site)
