"""Work in the background as pages: asked for in a form, watched while it goes on, stopped, and kept."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.access.requests import actor_of
from accounts.actor import Actor
from accounts.admin_base import ReadOnlyAdmin
from accounts.admin_site import configures
from accounts.choices import Channel

Step = Callable[..., HttpResponseBase]


class RunAdmin(ReadOnlyAdmin):
    """Old runs stay; `page` is the name of the template, with an underscore that of the part that changes."""

    page = ""

    def steps(self) -> Mapping[str, Step]:
        """Return what may be done with a run, by the end of its address."""
        return {}

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return configures(request)

    def get_urls(self) -> list[URLPattern]:
        steps = [
            path(f"<path:object_id>/{end}", self.admin_site.admin_view(view), name=self.name_of(end))
            for end, view in self.steps().items()
        ]
        return [*steps, *super().get_urls()]

    def name_of(self, end: str) -> str:
        """Return the name of an address by its end."""
        return f"{self.opts.app_label}_{self.opts.model_name}_{end.strip('/').partition('.')[0]}"

    def shown(self, request: HttpRequest, title: str, context: dict[str, Any]) -> HttpResponse:
        """Show a run; a request of the page itself gets the part that changes."""
        name = f"_{self.page}" if getattr(request, "htmx", False) else self.page
        return TemplateResponse(request, f"admin/{name}.html", {**self.context(request, title), **context})

    def step(
        self, request: HttpRequest, object_id: str, act: Callable[[Any, Actor], object], done: str = ""
    ) -> HttpResponse:
        """Do something with a run and show it again."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        run = self.configured(request, object_id)
        try:
            act(run, actor_of(request, Channel.ADMIN))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            if done:
                messages.success(request, done)
        return redirect(run)

    def configured(self, request: HttpRequest, object_id: str) -> Any:
        """Return the run for somebody who may do something with it."""
        if not configures(request):
            raise PermissionDenied
        return self.found(request, object_id)

    def found(self, request: HttpRequest, object_id: str) -> Any:
        """Return the run of an address."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = self.get_object(request, unquote(object_id))
        if run is None:
            raise Http404
        return run

    def context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        """Return what every page of the administration shows."""
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
