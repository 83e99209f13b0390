"""Addresses of the own choices about notices."""

from django.urls import path

from accounts.notices.reach import views

urlpatterns = [
    path("", views.own_notices, name="own_notices"),
    path("hours/", views.own_hours, name="own_hours"),
    path("reset/", views.reset_notices, name="reset_notices"),
]
