"""How the sign-in library fits in: accounts are made by administrators, words and addresses are ours."""

import logging
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.choices import Channel
from accounts.people import operations
from accounts.people.models import User

logger = logging.getLogger(__name__)

_NO_MATCH = _("Name and password do not match.")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; links in mail use the configured address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _NO_MATCH,
        "email_password_mismatch": _NO_MATCH,
        "too_many_login_attempts": _("Too many tries. Wait 15 minutes, then try again."),
        "enter_current_password": _("This is not your current password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: Any) -> str:
        return "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return an address below BASE_URL: the request's own host can be forged."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.BASE_URL}{path.replace('UID-KEY', quote(key))}"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Write in the person's language, to the address on file rather than the one that was typed."""
        with translation.override(user.language):
            super().send_password_reset_mail(user, user.email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Answer the same when the mail server is down; a failure must not tell that the account exists."""
        context = {**context, "product_name": settings.PRODUCT_NAME, "base_url": settings.BASE_URL}
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            logger.exception("The mail %s could not be sent", template_prefix)

    def set_password(self, user: User, password: str) -> None:
        operations.set_password(user, password, by=Actor(user, Channel.WEB))
