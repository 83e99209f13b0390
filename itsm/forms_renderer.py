"""Draws forms with the product's own field; the admin and its widgets keep theirs."""

from django.forms.renderers import TemplatesSetting


class EvenkeelRenderer(TemplatesSetting):
    """Use `templates/ui` for a whole form and for one field with its label, hint and error."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
