"""A form that checks shapes and hands them to one operation; what the operation refuses stands at its field."""

from collections.abc import Callable
from typing import Any, Self

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import HttpRequest


class OperationForm(forms.Form):
    """Never saves: `submit` calls the operation, and its refusals become the form's errors with all text kept."""

    # Where a refusal of the operation stands if its own name is no field of the form.
    aliases: dict[str, str] = {}

    result: Any = None
    refusal_code: str = ""

    @classmethod
    def of(cls, request: HttpRequest, **options: Any) -> Self:
        """Return the form bound to a POST, or empty."""
        # Not `request.POST or None`: a form without fields posts nothing, yet it is sent.
        if request.method == "POST":
            return cls(request.POST, request.FILES, **options)
        return cls(**options)

    def submit(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Run the operation if the shapes are right; True when it was done, `result` then has what it returned."""
        if not self.is_bound or not self.is_valid():
            return False
        try:
            self.result = operation(*args, **kwargs)
        except ValidationError as refusal:
            self.take(refusal)
        except PermissionDenied as refusal:
            self.refusal_code = "permission_denied"
            self.add_error(None, str(refusal))
        return not self.errors

    def take(self, refusal: ValidationError) -> None:
        """Put what was refused beside its field, or on top where the form has no such field."""
        by_field = (
            refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.error_list}
        )
        for name, errors in by_field.items():
            self.refusal_code = str(errors[0].code or "")
            field = self.aliases.get(name, name)
            self.add_error(field if field in self.fields else None, errors)

    @property
    def is_stale(self) -> bool:
        """Say whether somebody else was faster."""
        return self.refusal_code == "stale"
