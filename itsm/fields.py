"""Draws form fields: label, control, hint and error, tied together for screen readers."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

_CONTROLS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.Widget, "input"),
)
_NOTHING = SafeString("")


def control_class(widget: forms.Widget) -> str:
    """Return the class that gives a widget its look."""
    return next(name for kind, name in _CONTROLS if isinstance(widget, kind))


def draw(bound: BoundField, style: str, *, error_icon: SafeString) -> SafeString:
    """Return the whole field. `style` is "segmented" for two to four choices side by side."""
    if bound.is_hidden:
        return bound.as_widget()
    below = format_html("{}{}", _hint(bound), _error(bound, error_icon))
    widget = bound.field.widget
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return _choices(bound, style, below)
    if isinstance(widget, forms.CheckboxInput):
        box = format_html(
            '<label class="check">{}<span>{}</span></label>',
            bound.as_widget(),
            bound.label,
        )
        return format_html('<div class="field">{}{}</div>', box, below)
    classes = f"{control_class(widget)} {widget.attrs.get('class', '')}".strip()
    return format_html(
        '<div class="field"><label for="{}">{}{}</label>{}{}</div>',
        bound.id_for_label,
        bound.label,
        _optional(bound),
        bound.as_widget(attrs={"class": classes}),
        below,
    )


def summary(form: forms.Form, *, icon: SafeString) -> SafeString:
    """Return the list of what was refused, as links to the fields."""
    refused = [(bound, message) for bound in form for message in bound.errors]
    count = len(refused) + len(form.non_field_errors())
    title = ngettext(
        "%(count)d thing needs another look. Your text is kept.",
        "%(count)d things need another look. Your text is kept.",
        count,
    ) % {"count": count}
    return format_html(
        '<div class="callout errors" data-tone="red" role="alert">{}'
        "<div><h2>{}</h2><ul>{}{}</ul></div></div>",
        icon,
        title,
        format_html_join("", "<li>{}</li>", ((message,) for message in form.non_field_errors())),
        format_html_join(
            "",
            '<li><a class="link" href="#{}">{}: {}</a></li>',
            ((bound.id_for_label or bound.auto_id, bound.label, message) for bound, message in refused),
        ),
    )


def _choices(bound: BoundField, style: str, below: SafeString) -> SafeString:
    segmented = style == "segmented"
    one = "<label>{}{}</label>" if segmented else '<label class="check">{}<span>{}</span></label>'
    options = format_html_join("", one, ((choice.tag(), choice.choice_label) for choice in bound))
    return format_html(
        '<fieldset class="field" id="{}"{}><legend>{}{}</legend><div class="{}">{}</div>{}</fieldset>',
        bound.auto_id,
        _described(bound),
        bound.label,
        _optional(bound),
        "segmented is-form" if segmented else "row",
        options,
        below,
    )


def _described(bound: BoundField) -> SafeString:
    described: Any = bound.aria_describedby
    return format_html(' aria-describedby="{}"', described) if described else _NOTHING


def _optional(bound: BoundField) -> SafeString:
    """Mark what may stay empty; required is the normal case."""
    return _NOTHING if bound.field.required else format_html(" <small>{}</small>", gettext("optional"))


def _hint(bound: BoundField) -> SafeString:
    if not bound.help_text:
        return _NOTHING
    return format_html('<div class="hint" id="{}_helptext">{}</div>', bound.auto_id, bound.help_text)


def _error(bound: BoundField, icon: SafeString) -> SafeString:
    if not bound.errors:
        return _NOTHING
    text = format_html_join(" ", "{}", ((message,) for message in bound.errors))
    return format_html(
        '<p class="error" id="{}_error">{}<span>{}</span></p>',
        bound.auto_id,
        icon,
        text,
    )
