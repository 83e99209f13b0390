"""Addresses to which monitoring tools send."""

from django.urls import path

from incidents.intake import views
from incidents.intake.choices import IntegrationKind

urlpatterns = [
    path("v2/enqueue", views.events, name="intake_events"),
    *(
        path(f"api/v1/intake/{kind}/<str:key>/", views.alerts, {"kind": kind}, name=f"intake_{kind}")
        for kind in (IntegrationKind.ALERTMANAGER, IntegrationKind.GRAFANA)
    ),
    path("api/v1/intake/json/<str:key>/", views.any_json, name="intake_json"),
]
