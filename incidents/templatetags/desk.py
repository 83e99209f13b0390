"""What the agent's and the requester's pages say about incidents: sentences, changes, words as safe HTML."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from incidents.desk.clocks import Face
from incidents.desk.rows import tags_of
from incidents.records import stories
from incidents.records.choices import Story
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


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day in the reader's zone."""

    name: str
    entries: list[Entry]


@register.filter
def by_day(entries: Iterable[Entry]) -> list[Day]:
    """Group entries by day, in the order in which they come."""
    days: list[Day] = []
    for entry in entries:
        name = date_format(timezone.localtime(entry.happened_at), "DATE_FORMAT")
        if not days or days[-1].name != name:
            days.append(Day(name, []))
        days[-1].entries.append(entry)
    return days


@register.simple_tag
def minute(moment: datetime) -> SafeString:
    """Write a time of day, with the whole moment for machines."""
    local = timezone.localtime(moment)
    return format_html(
        '<time class="t-time" datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        date_format(local, "DATETIME_FORMAT"),
        date_format(local, "H:i"),
    )


@register.filter
def sentence(entry: Entry) -> SafeString:
    """Tell what happened; names and titles in it cannot turn the text beside it."""
    return format_html("<bdi>{}</bdi>", stories.sentence_of(entry))


_ICONS: dict[str, str] = {
    Story.OPENED: "plus",
    Story.TRIAGED: "flag",
    Story.STARTED: "bolt",
    Story.HELD: "state-on-hold",
    Story.RESUMED: "bolt",
    Story.TRANSFERRED: "team",
    Story.RESOLVED: "check",
    Story.CLOSED: "check",
    Story.REOPENED: "undo",
    Story.RESTORED: "undo",
    Story.CANCELLED: "close",
    Story.ASSIGNED: "assign",
    Story.LINKED: "link",
    Story.UNLINKED: "link",
    Story.ATTACHED: "paperclip",
    Story.WATCHED: "eye",
    Story.UNWATCHED: "eye",
    Story.AFFECTED: "users",
    Story.NOT_AFFECTED: "users",
    Story.TASK_ADDED: "tasks",
    Story.TASK_DONE: "tasks",
    Story.TASK_REOPENED: "tasks",
    Story.ALERT_FIRED: "bolt",
    Story.ALERT_REPEATED: "bolt",
    Story.ALERT_CLEARED: "check",
    Story.MAJOR_PROPOSED: "siren",
    Story.MAJOR_DECLARED: "siren",
    Story.MAJOR_REJECTED: "siren",
    Story.MAJOR_STOOD_DOWN: "siren",
    Story.REVIEW_DUE: "review",
}


@register.filter
def story_icon(story: str) -> str:
    """Return the icon of what happened."""
    return _ICONS.get(story, "note")


@register.filter
def markdown(text: str) -> SafeString:
    """Turn somebody's words into harmless HTML."""
    return render_markdown(text)


@register.simple_tag
def changes(entry: Entry) -> SafeString:
    """Draw the field changes of an entry: name, before, after."""
    told = stories.changes_of(entry)
    if not told:
        return SafeString("")
    return format_html(": {}", format_html_join("; ", "{} <bdi>{}</bdi> → <b><bdi>{}</bdi></b>", told))


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
