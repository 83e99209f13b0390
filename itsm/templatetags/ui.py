"""The small parts of every page. Functions, not included templates: lists call them for each row."""

from datetime import datetime
from functools import lru_cache

from django import template
from django.forms import BoundField, Form
from django.template import Context
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts import clock
from accounts.people.models import User
from incidents.catalogue.choices import Priority
from incidents.records.choices import State
from incidents.records.models import Incident
from itsm import fields, times

register = template.Library()

HUES = 8
TONES = {"success": "green", "error": "red", "warning": "amber", "info": "blue"}


@lru_cache(maxsize=512)
def _icon(name: str, classes: str) -> SafeString:
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {classes}" if classes else "",
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Draw an icon of the sprite; what it means stands beside it in words."""
    return _icon(name, classes)


def initials(name: str) -> str:
    """Return the first letters of the first and the last word."""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys((*words[:1], *words[-1:])))


def _face(classes: str, hue: str, inside: str) -> SafeString:
    return format_html('<span class="avatar{}"{} aria-hidden="true">{}</span>', classes, hue, inside)


@register.simple_tag
def avatar(person: User | None, classes: str = "", *, named: bool = False) -> SafeString:
    """Draw a person's face; `named` adds the name for those who cannot see it beside."""
    extra = f" {classes}" if classes else ""
    name = gettext("Unassigned") if person is None else person.display_name
    if person is None:
        face = _face(f" is-none{extra}", "", _icon("user", "icon-sm"))
    elif person.is_system:
        face = _face(f" is-system{extra}", "", _icon("bolt", ""))
    else:
        face = _face(extra, format_html(' data-hue="{}"', person.pk % HUES + 1), initials(name))
    return (
        format_html('<span title="{0}">{1}<span class="vh">{0}</span></span>', name, face) if named else face
    )


@register.simple_tag
def person(somebody: User | None, classes: str = "avatar-sm") -> SafeString:
    """Draw a face with its name."""
    name = gettext("Unassigned") if somebody is None else somebody.display_name
    return format_html('<span class="person">{}<span>{}</span></span>', avatar(somebody, classes), name)


@register.simple_tag
def priority(value: int, *, word: bool = False) -> SafeString:
    """Draw a priority as "P2" or, with its word, "P2 High"; screen readers always hear the word."""
    level = Priority(value)
    text = "<span>{0} {1}</span>" if word else '<span>{0}<span class="vh">, {1}</span></span>'
    inside = format_html(text, level.code, level.label)
    return format_html('<span class="priority" data-priority="{}">{}</span>', level.value, inside)


@register.simple_tag
def state(incident: Incident, classes: str = "", *, reason: bool = True) -> SafeString:
    """Draw an incident's state, with the reason while it is on hold unless there is no room for it."""
    key = incident.state.replace("_", "-")
    why = ""
    if reason and incident.hold_reason_id:
        why = format_html(" <small>{}</small>", incident.hold_reason)
    return format_html(
        '<span class="state{}" data-state="{}">{}<span>{}</span>{}</span>',
        f" {classes}" if classes else "",
        key,
        _icon(f"state-{key}", ""),
        State(incident.state).label,
        why,
    )


@register.simple_tag
def tag(text: str | Promise, tone: str = "", symbol: str = "", *, line: bool = False) -> SafeString:
    """Draw a fact about a row that is not a field of it."""
    return format_html(
        '<span class="tag{}"{}>{}{}</span>',
        " tag-line" if line else "",
        format_html(' data-tone="{}"', tone) if tone else "",
        _icon(symbol, "") if symbol else "",
        text,
    )


@register.simple_tag
def count(value: int | None, tone: str = "", *, figure: str = "", swap: bool = False) -> SafeString:
    """Draw a figure beside a name; nothing for none.

    One that has a name is kept up to date: it keeps its place while it is none, and `swap` sends it there again.
    """
    if not value and not figure:
        return SafeString("")
    place = format_html(' data-figure="{}"', figure) if figure else ""
    if swap:
        place = format_html(' data-figure="{0}" hx-swap-oob="outerHTML:[data-figure={0}]"', figure)
    return format_html(
        '<span class="count"{}{}{}>{}</span>',
        format_html(' data-tone="{}"', tone) if tone else "",
        place,
        "" if value else SafeString(" hidden"),
        value or 0,
    )


@register.simple_tag(takes_context=True)
def instant(context: Context, moment: datetime | None) -> SafeString:
    """Write a moment short, with the whole of it in the title; what passed lately counts on."""
    if moment is None:
        return SafeString("")
    now = context.get("now") or clock.now()
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        moment.isoformat(),
        times.full_instant(moment),
        SafeString(" data-relative") if 0 <= (now - moment).total_seconds() < times.WEEK else "",
        times.short_instant(moment, now),
    )


@register.simple_tag
def duration(seconds: float) -> str:
    """Write a span of time: "3 h 5 min"."""
    return times.duration(seconds)


@register.filter
def tone(level: str) -> str:
    """Return the tone of a message's level."""
    return TONES.get(level, "grey")


@register.simple_tag
def units() -> str:
    """Return the words with which the page counts on: second, minute, hour, day, over, now, under a minute."""
    return gettext("s,min,h,d,over,now,under 1 min")


@register.simple_tag
def field(bound: BoundField, style: str = "") -> SafeString:
    """Draw a field with its label above, hint and error below."""
    return fields.draw(bound, style, error_icon=_icon("alert", ""))


@register.simple_tag
def error_summary(form: Form) -> SafeString:
    """List at the top of a form what was refused, each with a way to its field."""
    return fields.summary(form, icon=_icon("alert", "")) if form.errors else SafeString("")
