"""Addresses of the inbox."""

from django.urls import path

from accounts.notices import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_notices, name="read_notices"),
    path("<int:pk>/open/", views.open_notice, name="open_notice"),
]
