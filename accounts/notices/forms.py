"""What the inbox accepts."""

from django import forms

LARGEST_ID = 2**63 - 1


class ReadForm(forms.Form):
    """One notice to mark as read, or all up to the newest that the page showed."""

    notice = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    up_to = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_ID)
