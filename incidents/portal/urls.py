"""Addresses of the requester's pages."""

from django.urls import path

from incidents.portal import views

urlpatterns = [
    path("help/", views.home, name="portal"),
    path("help/<str:number>/", views.incident, name="portal_incident"),
    path("help/links/<str:token>/", views.action_link, name="action_link"),
]
