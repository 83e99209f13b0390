"""The sign-in library's forms in our words, with limits stated."""

from typing import Any

from allauth.account import forms as library
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

# A password may be a long sentence; hashing megabytes would be a way to keep the server busy.
MAX_PASSWORD = 256
_PASSWORD_HINT = _("At least 10 characters, not only figures, and nothing like your name.")


def _limit(field: forms.Field, limit: int) -> None:
    field.validators.append(MaxLengthValidator(limit))
    field.widget.attrs["maxlength"] = str(limit)


class _Worded(forms.Form):
    """Takes the library's placeholders away: every field has a label above it."""

    hints: dict[str, Any] = {}
    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if isinstance(field.widget, forms.PasswordInput):
                _limit(field, MAX_PASSWORD)


class SignInForm(_Worded, library.LoginForm):
    """Who, and the password."""

    labels = {
        "login": _("User name or e-mail address"),
        "password": _("Password"),
        "remember": _("Keep me signed in on this device"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        _limit(field, 254)
        field.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


class ResetPasswordForm(_Worded, library.ResetPasswordForm):
    """The address that a link is sent to."""

    labels = {"email": _("E-mail address")}


class NewPasswordForm(_Worded, library.ResetPasswordKeyForm):
    """A new password after a reset."""

    labels = {"password1": _("New password"), "password2": _("New password, once more")}
    hints = {"password1": _PASSWORD_HINT}


class ChangePasswordForm(_Worded, library.ChangePasswordForm):
    """The present password and a new one."""

    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    hints = {"password1": _PASSWORD_HINT}
