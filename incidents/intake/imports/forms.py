"""The forms of the import pages: the upload, and which column fills which field."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.operation_form import OperationForm
from accounts.people.models import known_zones
from incidents.intake.imports.choices import Subject
from incidents.intake.imports.encodings import Encoding
from incidents.intake.imports.fields import Field, Kind, fields_of
from incidents.intake.imports.mapping import LONGEST_SOURCE
from incidents.intake.imports.models import ImportRun
from incidents.intake.imports.samples import holds
from incidents.intake.imports.tables import MOST_BYTES

_LONGEST_WORDS = 20_000
_MOST_MAPPING_BYTES = 1024**2
# Kinds of which the words of another tool differ from ours.
_WITH_WORDS = (Kind.CHOICE, Kind.PRIORITY, Kind.ENTRY, Kind.PERSON)


class UploadForm(OperationForm):
    """What the file holds, and the file."""

    subject = forms.ChoiceField(label=_("What the file holds"), choices=Subject.choices)
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or Excel (.xlsx). The first row names the columns; of a workbook, the first sheet is read."
        ),
    )

    encoding = forms.ChoiceField(
        label=_("Encoding"),
        choices=Encoding.choices,
        required=False,
        help_text=_("Of a CSV file. Choose it only if letters such as ä, é or ł come out wrong."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            sentence = _t("The file is larger than %(limit)d MB. Split it.")
            raise ValidationError(sentence % {"limit": MOST_BYTES // 1024**2}, "max_length")
        return file


class MappingForm(OperationForm):
    """For each field its column, what goes where a cell is empty, and what the words of the file mean."""

    source = forms.CharField(
        label=_("Source"),
        max_length=LONGEST_SOURCE,
        widget=AdminTextInputWidget,
        help_text=_(
            "The tool that the file comes from, such as zammad. What came from it once does not come twice."
        ),
    )
    zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Of moments that say none."))
    dates = forms.CharField(
        label=_("Forms of dates"),
        required=False,
        max_length=1000,
        widget=AdminTextInputWidget,
        help_text=_(
            "Separated by commas: %d.%m.%Y %H:%M. 2025-03-02T09:30 is known; “excel” reads day numbers."
        ),
    )
    announce = forms.BooleanField(
        label=_("Tell people and web-hooks"),
        required=False,
        help_text=_("Otherwise nobody hears of what is imported, nor of targets that were missed before."),
    )
    mapping_file = forms.FileField(
        label=_("Mapping file"),
        required=False,
        help_text=_("JSON or TOML; it goes before everything above."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, run: ImportRun) -> None:
        super().__init__(data, files)
        self.run, self.subject_fields = run, fields_of(run.subject)
        zones = sorted(known_zones())
        self.fields["zone"].choices = [(zone, zone) for zone in zones]  # type: ignore[attr-defined]
        mapping = run.mapping
        self.initial = {
            "source": mapping.get("source", ""),
            "zone": mapping.get("zone", "UTC"),
            "dates": ", ".join(mapping.get("dates", ())),
            "announce": mapping.get("announce", False),
        }
        if run.subject != Subject.INCIDENTS:
            for name in ("source", "announce"):
                del self.fields[name]
        if not any(field.kind in (Kind.MOMENT, Kind.PAUSES) for field in self.subject_fields.values()):
            for name in ("zone", "dates"):
                del self.fields[name]
        for field in self.subject_fields.values():
            self._add(field, mapping)

    def _add(self, field: Field, mapping: dict[str, Any]) -> None:
        columns = [("", _t("— none —")), *((header, header) for header in self.run.headers)]
        self.fields[f"column_{field.name}"] = forms.ChoiceField(
            label=_t("%(field)s, column") % {"field": field.label},
            choices=columns,
            required=False,
            initial=mapping.get("columns", {}).get(field.name, ""),
        )
        self.fields[f"default_{field.name}"] = forms.CharField(
            label=_t("%(field)s, where empty") % {"field": field.label},
            required=False,
            max_length=field.limit if field.kind != Kind.WORDS else 2_000,
            initial=mapping.get("defaults", {}).get(field.name, ""),
            widget=AdminTextInputWidget,
        )
        if field.kind in _WITH_WORDS:
            words = mapping.get("values", {}).get(field.name, {})
            self.fields[f"words_{field.name}"] = forms.CharField(
                label=_t("%(field)s, words") % {"field": field.label},
                required=False,
                max_length=_LONGEST_WORDS,
                initial="\n".join(f"{word} = {value}" for word, value in words.items()),
                widget=AdminTextareaWidget(attrs={"rows": 3, "spellcheck": "false"}),
            )

    def take(self, refusal: ValidationError) -> None:
        """Put a refusal beside the column of its field."""
        self.aliases = {name: f"column_{name}" for name in self.subject_fields if name not in self.fields}
        super().take(refusal)

    def told(self) -> dict[str, Any]:
        """Return the mapping as the operation takes it; raises what is wrong with the words."""
        data = self.cleaned_data
        told: dict[str, Any] = {"columns": {}, "defaults": {}, "values": {}}
        for name in self.subject_fields:
            if data.get(f"column_{name}"):
                told["columns"][name] = data[f"column_{name}"]
            if data.get(f"default_{name}"):
                told["defaults"][name] = data[f"default_{name}"]
            if words := data.get(f"words_{name}"):
                told["values"][name] = _pairs(words, f"words_{name}")
        if "dates" in data:
            told["dates"] = [part.strip() for part in data["dates"].split(",") if part.strip()]
        return told | {name: data[name] for name in ("source", "zone", "announce") if name in data}

    def clean_mapping_file(self) -> Any:
        file = self.cleaned_data["mapping_file"]
        if file is not None and file.size > _MOST_MAPPING_BYTES:
            raise ValidationError(_t("The mapping is larger than 1 MB."), "max_length")
        return file

    def general(self) -> list[forms.BoundField]:
        """Return the fields that stand for the whole file."""
        names = ("source", "zone", "dates", "announce", "mapping_file")
        return [self[name] for name in names if name in self.fields]

    def lines(self) -> list[dict[str, Any]]:
        """Return for each field of the subject what the page asks about it."""
        return [
            {
                "holds": holds(field),
                "is_required": field.is_required,
                "name": field.label,
                "column": self[f"column_{name}"],
                "default": self[f"default_{name}"],
                "words": self[f"words_{name}"] if f"words_{name}" in self.fields else None,
            }
            for name, field in self.subject_fields.items()
        ]


def _pairs(text: str, place: str) -> dict[str, str]:
    found = {}
    for line in filter(str.strip, text.splitlines()):
        word, sign, value = (part.strip() for part in line.partition("="))
        if not (word and sign):
            refusal = ValidationError(_t("Write each line like: pending = on_hold"), "invalid")
            raise ValidationError({place: refusal})
        found[word] = value
    return found
