"""Addresses to which monitoring tools and jobs send."""

from django.urls import path

from incidents.intake import views
from incidents.intake.choices import IntegrationKind
from incidents.intake.heartbeats.views import ping

# Jobs are written by hand: with and without the last slash it is the same address, as a redirect would lose a POST.
_PINGS = ("<str:key>", "<str:key>/", "<str:key>/<str:word>", "<str:key>/<str:word>/")

urlpatterns = [
    path("v2/enqueue", views.events, name="intake_events"),
    path("v2/change/enqueue", views.change_events, name="intake_changes"),
    *(
        path(f"api/v1/intake/{kind}/<str:key>/", views.alerts, {"kind": kind}, name=f"intake_{kind}")
        for kind in (IntegrationKind.ALERTMANAGER, IntegrationKind.GRAFANA)
    ),
    path("api/v1/intake/json/<str:key>/", views.any_json, name="intake_json"),
    *(path(f"ping/{place}", ping, name="ping") for place in _PINGS),
]
