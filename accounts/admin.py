"""Gathers the admin classes of the rooms for Django."""

from accounts.access import admin as access
from accounts.notices import admin as notices
from accounts.notices import template_admin
from accounts.notices.reach import admin as reach
from accounts.roles import admin as roles
from accounts.roles import teams_admin as teams
from accounts.webhooks import admin as webhooks

__all__ = ["access", "notices", "reach", "roles", "teams", "template_admin", "webhooks"]
