"""Forms of the administration: every change says why, and notices that somebody was faster."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

EXTRA_FIELDS = ("reason", "seen")


def reason_field(*, required: bool) -> forms.CharField:
    """Return the field that asks for the reason of a change."""
    return forms.CharField(
        label=_("Why"),
        max_length=500,
        required=required,
        help_text=_("Kept in the history with your name."),
        error_messages={"required": _("Say why. The reason is kept in the history.")},
        widget=AdminTextInputWidget,
    )


class ReasonForm(forms.Form):
    """Asks why a step is taken."""

    reason = reason_field(required=True)

    def refuse(self, refusal: ValidationError) -> None:
        """Show what the operation refused beside the fields that it names, the rest on top."""
        by_field = getattr(refusal, "error_dict", {})
        if by_field and set(by_field) <= set(self.fields):
            self.add_error(None, refusal)
        else:
            self.add_error(None, refusal.messages)


class SignedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A configuration row with the reason of the change.

    `seen` is the version that the person looked at; `refusal` is what the operation said when it was tried.
    """

    reason = reason_field(required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusal: ClassVar[ValidationError | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = _latest_version(self.instance)
        if self.instance.pk and "reason" in self.fields:
            self.fields["reason"].required = True
        if "seen" in self.fields:
            self.fields["seen"].initial = self.latest
        self._leave_out_retired()

    @cached_property
    def changed_data(self) -> list[str]:
        """Name the changed fields of the row; the reason alone changes nothing."""
        return [name for name in super().changed_data if name not in EXTRA_FIELDS]

    def _leave_out_retired(self) -> None:
        """Offer what is not retired, and what the row refers to already."""
        for name, field in self.fields.items():
            rows = getattr(field, "queryset", None)
            if rows is not None and hasattr(rows.model, "retired_at"):
                kept = models.Q(retired_at=None) | models.Q(pk__in=self._referred(name))
                field.queryset = rows.filter(kept)  # type: ignore[attr-defined]

    def _referred(self, name: str) -> list[Any]:
        if self.instance.pk is None:
            return []
        key = getattr(self.instance, f"{name}_id", None)
        return [key] if key else [row.pk for row in self.initial.get(name) or [] if hasattr(row, "pk")]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        seen = self.cleaned_data.get("seen")
        if seen is not None and seen != self.latest:
            sentence = _("Somebody changed this in the meantime. Open the page again and repeat your change.")
            self.add_error(None, ValidationError(sentence, "stale"))
        if self.refusal is not None:
            self.show(self.refusal)
        return cleaned

    def show(self, refusal: ValidationError) -> None:
        """Put each sentence of a refusal beside its field, or on top where the form has no such field."""
        by_field = refusal.error_dict if hasattr(refusal, "error_dict") else {None: refusal.error_list}
        for field, errors in by_field.items():
            self.add_error(field if field in self.fields else None, errors)


def _latest_version(row: Any) -> int | None:
    if row.pk is None or not hasattr(row, "history"):
        return None
    latest: int | None = row.history.values_list("history_id", flat=True).first()
    return latest
