"""What the agent's and the requester's pages say about incidents: sentences, changes, words as safe HTML."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from accounts import clock
from incidents.desk.clocks import Face
from incidents.desk.rows import tags_of
from incidents.desk.timeline import ICONS
from incidents.records import said as records_said
from incidents.records import stories
from incidents.records.markdown import render as render_markdown
from incidents.records.models import Incident
from incidents.records.timeline_models import Entry
from incidents.sla.wording import duration

register = template.Library()


@register.simple_tag
def row_tags(incident: Incident) -> SafeString:
    """Draw the facts of a queue row that are no fields."""
    return format_html_join(
        "", '<span class="tag" data-tone="{}">{}</span>', ((tone, text) for text, tone in tags_of(incident))
    )


_HEALTHS = {"risk": gettext_lazy("at risk"), "breach": gettext_lazy("breached")}


@register.simple_tag
def counts_on(face: Face) -> SafeString:
    """Write what the page counts on with: working time left, and when there is any."""
    if not face.ticks:
        return SafeString("")
    return format_html(
        ' data-left="{}" data-target="{}" data-open="{}" data-risk="{}" data-at="{}"',
        face.left,
        face.target,
        face.open_at,
        face.risk_at,
        face.at,
    )


@register.simple_tag
def exactly(seconds: int) -> str:
    """Write working time to the second."""
    return duration(seconds)


@register.simple_tag
def share_bar(share: int) -> SafeString:
    """Draw the share of the target that is used up; the figure stands beside it."""
    return format_html(
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="4"/></svg>',
        share,
    )


@register.simple_tag
def clock_chip(incident: Incident, face: Face | None, *, is_fresh: bool = False) -> SafeString:
    """Draw the clock of a queue row."""
    opening = format_html(
        '<div class="sla" id="sla-{}"{}',
        incident.number.lower(),
        SafeString(' hx-swap-oob="true"') if is_fresh else "",
    )
    if not face:
        return format_html("{}></div>", opening)
    text = format_html('<span class="sla-text">{}</span>', face.text)
    if face.due is not None:
        text = format_html(
            '<time datetime="{}" title="{}">{}</time>', face.due.isoformat(), face.title, face.text
        )
    return format_html(
        '{} data-health="{}"{}><div class="sla-line">{}<span class="sla-kind">{}</span>'
        '<span class="vh">{}</span></div>{}</div>',
        opening,
        face.health,
        counts_on(face),
        text,
        face.verb if face.due is not None else gettext("Paused"),
        _HEALTHS.get(face.health, ""),
        share_bar(face.share),
    )


@register.filter
def sentence(entry: Entry) -> SafeString:
    """Tell what happened; names and titles in it cannot turn the text beside it."""
    return format_html("<bdi>{}</bdi>", stories.sentence_of(entry))


@register.filter
def step_has_come(incident: Incident) -> bool:
    """Say whether the moment of the planned step has passed (INV-15)."""
    return incident.next_step_at is not None and incident.next_step_at <= clock.now()


@register.filter
def story_icon(story: str) -> str:
    """Return the icon of what happened."""
    return ICONS.get(story, "note")


@register.filter
def markdown(text: str) -> SafeString:
    """Turn somebody's words into harmless HTML."""
    return render_markdown(text)


@register.filter
def said(text: str, channel: str) -> SafeString:
    """Turn the words that came through a channel into harmless HTML."""
    return records_said.said(text, channel)


@register.filter
def entry_said(entry: Entry) -> SafeString:
    """Turn an entry's words into harmless HTML, with what a mail quotes folded."""
    return records_said.entry_said(entry.body, entry.channel, entry.facts)


@register.simple_tag
def property_label(name: str) -> str:
    """Return a property's name."""
    return stories.field_name(name).capitalize()


@register.simple_tag
def property_value(incident: Incident, name: str) -> Any:
    """Return a property's value as people read it; people themselves are drawn by the template."""
    if hasattr(incident, f"get_{name}_display"):
        return getattr(incident, f"get_{name}_display")()
    value = getattr(incident, name)
    return value.number if isinstance(value, Incident) else value


@register.simple_tag
def link_words(kind: str, incoming: bool) -> str:
    """Say how a linked incident belongs to this one."""
    return stories.kind_name(kind, incoming=incoming)


@register.simple_tag
def cell_class(cell: Mapping[str, str]) -> str:
    """Return the class by which the stylesheet lights a cell of the matrix: m, urgency, impact."""
    return f"m-{cell['urgency'][0]}{cell['impact'][0]}"
