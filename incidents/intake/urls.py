"""Addresses to which monitoring tools send."""

from django.urls import path

from incidents.intake import views

urlpatterns = [
    path("v2/enqueue", views.events, name="intake_events"),
    path("api/v1/intake/alertmanager/<str:key>/", views.alertmanager, name="intake_alertmanager"),
]
