"""All addresses: each app brings its own, this file composes them."""

from django.contrib import admin
from django.urls import include, path

from itsm import health, views

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("", include("incidents.desk.urls")),
    path("", include("incidents.portal.urls")),
    path("first-start/", views.first_start, name="first_start"),
    path("_ui/", views.component_sheet, name="component_sheet"),
    path("api/v1/", include("incidents.api.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
]
