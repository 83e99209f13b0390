"""All addresses: each app brings its own, this file composes them."""

from django.urls import include, path

from accounts.admin_site import site
from itsm import health, views

urlpatterns = [
    path("", views.start, name="start"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("", include("incidents.intake.urls")),
    path("", include("incidents.desk.urls")),
    path("", include("incidents.portal.urls")),
    path("first-start/", views.first_start, name="first_start"),
    path("", include("reviews.pages.urls")),
    path("_ui/", views.component_sheet, name="component_sheet"),
    path("inbox/", include("accounts.notices.urls")),
    path("api/v1/", include("incidents.api.urls")),
    path("admin/", site.urls),
    path("", include("accounts.urls")),
]
