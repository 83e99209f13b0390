"""Text blocks in the administration: what may be named stands beside the field."""

from typing import Any, ClassVar

from django import forms

from accounts.actor import Actor
from accounts.admin_forms import SignedForm
from accounts.admin_site import register
from incidents.catalogue.admin import ReferenceAdmin
from incidents.prepared.texts.models import TextBlock
from incidents.prepared.texts.operations import save_text
from incidents.prepared.variables import listed_variables


class TextBlockForm(SignedForm):
    """A text and its short name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "body" in self.fields:
            self.fields["body"].help_text = listed_variables()
            self.fields["body"].widget = forms.Textarea(attrs={"rows": 10, "class": "vLargeTextField"})


@register(TextBlock)
class TextBlockAdmin(ReferenceAdmin):
    """The texts that agents put into the composer."""

    form = TextBlockForm
    fields = ("name", "slug", "description", "body", "position")
    list_display = ("name", "slug", "description", "position", "is_offered")
    search_fields: ClassVar[Any] = ("name", "slug", "description", "body")

    def save_row(self, row: TextBlock, form: Any, *, by: Actor, why: str) -> None:
        save_text(row, by=by, why=why)
