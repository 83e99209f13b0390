"""Organisations, and teams with their members, in the administration."""

from django.contrib import admin

from accounts.admin_base import RetirableAdmin, SignedInline
from accounts.admin_site import register
from accounts.people.models import Membership, Organisation, Team


class MembersInline(SignedInline):
    """Who belongs to the team."""

    model = Membership
    fields = ("user", "is_lead")
    autocomplete_fields = ("user",)


class TeamsInline(SignedInline):
    """Which teams somebody belongs to."""

    model = Membership
    fields = ("team", "is_lead")


@register(Organisation)
class OrganisationAdmin(RetirableAdmin):
    """Whose people report incidents."""

    fields = ("name", "slug")
    fixed_after_adding = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "slug", "is_offered")
    search_fields = ("name", "slug")


@register(Team)
class TeamAdmin(RetirableAdmin):
    """Who owns incidents, with members and leads."""

    fields = ("name", "slug", "description", "email")
    fixed_after_adding = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "slug", "email", "is_offered")
    list_filter = (("retired_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "slug")
    inlines = (MembersInline,)
