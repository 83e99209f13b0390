"""All addresses: each app brings its own, this file composes them."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("incidents.desk.urls")),
    path("", include("incidents.portal.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
]
