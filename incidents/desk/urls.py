"""Addresses of the agent's pages."""

from django.urls import path

from incidents.desk import views

urlpatterns = [
    path("queue/", views.queue, name="queue"),
    path("incidents/<str:number>/", views.incident, name="incident"),
]
