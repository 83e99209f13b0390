"""Gathers the admin classes of the rooms for Django."""

from accounts.access import admin as access
from accounts.people import admin as people
from accounts.roles import admin as roles

__all__ = ["access", "people", "roles"]
