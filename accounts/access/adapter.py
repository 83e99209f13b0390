"""How the sign-in library fits in: accounts are made by administrators, not by visitors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.choices import Channel
from accounts.history import save_as


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; links in mail use the configured address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: Any) -> str:
        return "/"

    def set_password(self, user: Any, password: str) -> None:
        """Sign the change, which the person made by a link or on the profile page."""
        user.set_password(password)
        save_as(user, by=Actor(user, Channel.WEB), why="password changed", fields=["password"])
