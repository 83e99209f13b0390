"""Addresses of the own addresses at chat and SMS services."""

from django.urls import path

from accounts.notices.chat import views

urlpatterns = [
    path("", views.add_address, name="add_address"),
    path("<int:pk>/test/", views.try_address, name="try_address"),
    path("<int:pk>/remove/", views.remove_address, name="remove_address"),
]
