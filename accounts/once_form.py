"""A form that makes something: sent twice, by a double click or a reload, it makes it once (W14)."""

import hashlib
import secrets
from collections.abc import Callable
from typing import Any, Self

from django import forms
from django.http import HttpRequest

from accounts import clock
from accounts.access.operations import run_once
from accounts.operation_form import OperationForm

_NOT_SAID = ("csrfmiddlewaretoken", "form_token")


def new_token() -> str:
    """Return what tells two forms with the same words apart."""
    return secrets.token_urlsafe(16)


def sender_of(user: Any) -> str:
    """Return under which name the forms of a person are remembered."""
    return f"form:{user.pk}"


class OnceForm(OperationForm):
    """Carries a token of its own; the operation runs for the first form with this token and these words."""

    form_token = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput, initial=new_token)

    sender: str = ""
    token: str = ""

    @classmethod
    def of(cls, request: HttpRequest, **options: Any) -> Self:
        form = super().of(request, **options)
        form.sender = sender_of(request.user)
        return form

    def clean(self) -> dict[str, Any]:
        """Keep the token away from what the operation is given."""
        values = super().clean() or self.cleaned_data
        self.token = values.pop("form_token", "")
        return values

    def submit(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Run the operation once; the second form is answered as the first one was."""
        if not self.is_bound or not self.is_valid():
            return False
        if not self.token:
            return super().submit(operation, *args, **kwargs)
        made: list[Any] = []

        def act() -> str:
            made.append(operation(*args, **kwargs))
            return str(getattr(made[0], "pk", ""))

        done = super().submit(run_once, self.sender, f"{self.token}:{self._digest()}", act, now=clock.now())
        if done:
            self.result = made[0] if made else self.found(self.result)
        return done

    def found(self, key: str) -> Any:
        """Return what an earlier form has made; forms whose page shows it say where it is."""
        return key

    def _digest(self) -> str:
        said = [f"{name}={self.data.getlist(name)}" for name in sorted(self.data) if name not in _NOT_SAID]  # type: ignore[attr-defined]
        sent = [f"{file.name} {file.size}" for _name, files in self.files.lists() for file in files]
        return hashlib.sha256("\0".join([*said, *sent]).encode()).hexdigest()
