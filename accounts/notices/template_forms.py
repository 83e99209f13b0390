"""The form of a notice template: own words, and buttons that save nothing."""

from typing import Any, ClassVar

from django import forms
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.admin_forms import SignedForm
from accounts.notices.wordings import find_wording

PREVIEW, STANDARD = "_preview", "_standard"


class TemplateForm(SignedForm):
    """The words of a message; `asks_for` names a button that was pressed and saves nothing."""

    number = forms.CharField(
        label=_("Try it on"),
        max_length=24,
        required=False,
        help_text=_("The number of a record that you may see. Empty: examples are shown."),
    )

    asks_for: ClassVar[str] = ""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and self.asks_for == STANDARD:
            data = _with_standard_words(data)
        super().__init__(data, *args, **kwargs)
        if self.asks_for and "reason" in self.fields:
            self.fields["reason"].required = False

    @cached_property
    def changed_data(self) -> list[str]:
        """Name the changed fields of the row; what it is tried on changes nothing."""
        return [name for name in super().changed_data if name != "number"]

    def is_valid(self) -> bool:
        return super().is_valid() and not self.asks_for


def _with_standard_words(data: Any) -> Any:
    wording = find_wording(data.get("key", ""))
    if wording is None:
        return data
    data = data.copy()
    data["subject"], data["body"] = standard_words(wording.key, data.get("language", ""))
    return data


def standard_words(key: str, language: str) -> tuple[str, str]:
    """Return subject and text of a message as the code has them, as templates in a language."""
    wording = find_wording(key)
    if wording is None:
        return "", ""
    with translation.override(language if translation.check_for_language(language) else None):
        return wording.standard
