"""Gathers the admin classes of the rooms for Django."""

from accounts.access import admin as access
from accounts.roles import admin as roles
from accounts.roles import teams_admin as teams

__all__ = ["access", "roles", "teams"]
