"""What a notice template would say of a real record or of examples; nothing is saved (ADM-05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.notices.operations.templating import checked, filled_in
from accounts.notices.templates import Value
from accounts.notices.wordings import Wording, find_wording
from accounts.people.models import User


@dataclass(frozen=True, slots=True)
class Preview:
    """How a message looks; `problems` instead if it could not be sent. `number` is the record's, empty for examples."""

    subject: str = ""
    body: str = ""
    number: str = ""
    problems: tuple[str, ...] = ()


class PreviewForm(forms.Form):
    """A template as it is being written, and the record to try it on."""

    key = forms.CharField()
    language = forms.ChoiceField(choices=settings.LANGUAGES)
    subject = forms.CharField(required=False)
    body = forms.CharField(required=False)
    number = forms.CharField(required=False, max_length=24)

    def preview(self, reader: User) -> Preview:
        """Return what the message would say to this reader, of a record that the reader may see."""
        if not self.is_valid():
            return Preview(problems=tuple(str(said) for errors in self.errors.values() for said in errors))
        values = self.cleaned_data
        wording = find_wording(values["key"])
        if wording is None:
            return Preview(problems=(_("There is no such message."),))
        try:
            subject, body = checked(wording, values["subject"], values["body"])
            with translation.override(values["language"]):
                known = _values(wording, values["number"], reader)
                subject, body = filled_in(subject, body, known)
        except ValidationError as refusal:
            return Preview(problems=tuple(refusal.messages))
        return Preview(subject, body, values["number"] if wording.record else "")


def _values(wording: Wording, number: str, reader: User) -> Mapping[str, Value]:
    examples = wording.examples()
    if wording.record is None or not number:
        return examples
    found = wording.record.look_up(number.upper(), reader)
    if found is None:
        raise ValidationError(_("You see nothing with this number. Leave it empty to see examples."))
    return examples | {name: value for name, value in found.items() if name in examples}


def preview_of(values: Mapping[str, Any], reader: User) -> Preview:
    """Return how the words of a form or of a row look to a reader."""
    return PreviewForm(values).preview(reader)
