"""Form fields that the agent's and the requester's pages share: files, and moments in the viewer's zone."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from incidents.records.operations.attaching import check_file


class ManyFilesInput(forms.ClearableFileInput):
    """A file field that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each checked before anything is written."""

    widget = ManyFilesInput(attrs={"multiple": True})

    def clean(self, data: object, initial: object = None) -> "list[UploadedFile[Any]]":
        files: list[Any] = [file for file in (data if isinstance(data, list) else [data]) if file]
        for file in files:
            try:
                check_file(file)
            except ValidationError as refusal:
                raise ValidationError(refusal.messages, "invalid") from refusal
        return files


class MomentField(forms.DateTimeField):
    """An instant, typed in the viewer's zone; hours that the clock change skips or repeats are refused."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
    default_error_messages = {"invalid": _("Write a date and a time such as 2026-03-02T10:41.")}
