"""Form fields that the agent's and the requester's pages share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

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
