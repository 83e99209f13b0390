"""Helpers for tests of the administration: who is signed in, and what a change form holds."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.admin_site import site
from accounts.people.models import User


def signed_in(person: User) -> Client:
    """Return a client in which the person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def address(model: type[Model], page: str, *args: Any) -> str:
    """Return the address of a page of the administration."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def form_values(client: Client, url: str) -> dict[str, Any]:
    """Return what a browser would send if nothing were typed into the form."""
    context = client.get(url).context
    values = _values(context["adminform"].form)
    for formset in context["inline_admin_formsets"]:
        values |= _values(formset.formset.management_form)
        for form in formset.formset.forms:
            values |= _values(form)
    return values


def _values(form: Any) -> dict[str, Any]:
    values = {}
    for field in form:
        value = field.value()
        if value is None or value is False:
            continue
        many = isinstance(value, list | tuple)
        values[field.html_name] = [getattr(item, "pk", item) for item in value] if many else value
    return values


def admin_of(model: type[Model]) -> ModelAdmin:
    """Return the admin class of a model."""
    return site.get_model_admin(model)
