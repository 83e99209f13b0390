"""The lines of the timeline: entries and who was told, newest first, with all that a line shows worked out once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.choices import Channel
from accounts.notices.queries import Told
from accounts.people.models import User
from incidents.desk.told import has_failed, words_of
from incidents.records import stories
from incidents.records.choices import EntryKind, Story
from incidents.records.markdown import render as render_markdown
from incidents.records.models import Incident
from incidents.records.said import entry_said
from incidents.records.timeline_models import Attachment, EntryQuerySet

# What a line shows, and no more: a row of the model costs more than everything that is drawn from it.
_COLUMNS = (
    "pk",
    "kind",
    "story",
    "author_id",
    "author_name",
    "channel",
    "body",
    "facts",
    "happened_at",
    "is_starred",
)
_AUTHOR = tuple(f"author__{name}" for name in ("username", "first_name", "last_name", "kind"))

ICONS: dict[str, str] = {
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
    Story.GROUP_AFFECTED: "users",
    Story.GROUP_NOT_AFFECTED: "users",
    Story.TASK_ADDED: "tasks",
    Story.TASK_DONE: "tasks",
    Story.TASK_REOPENED: "tasks",
    Story.ALERT_FIRED: "bolt",
    Story.ALERT_REPEATED: "bolt",
    Story.ALERT_CLEARED: "check",
    Story.ALERT_JOINED: "bolt",
    Story.GROUPING_SUGGESTED: "merge",
    Story.GROUPING_ACCEPTED: "merge",
    Story.GROUPING_REJECTED: "merge",
    Story.STORM_GATHERED: "merge",
    Story.FLAPPING: "bolt",
    Story.FLAPPING_ENDED: "check",
    Story.CHANGE_SUSPECTED: "flag",
    Story.CHANGE_IS_CAUSE: "flag",
    Story.CHANGE_CLEARED: "undo",
    Story.IMPACT_STATED: "users",
    Story.SPLIT_OFF: "link",
    Story.SPLIT_FROM: "link",
    Story.CHILDREN_LEFT: "merge",
    Story.MERGED: "merge",
    Story.MERGED_IN: "merge",
    Story.UNMERGED: "undo",
    Story.PARTED: "undo",
    Story.MAJOR_PROPOSED: "siren",
    Story.MAJOR_DECLARED: "siren",
    Story.MAJOR_REJECTED: "siren",
    Story.MAJOR_STOOD_DOWN: "siren",
    Story.REVIEW_DUE: "review",
    Story.TARGET_NEAR: "clock",
    Story.TARGET_MISSED: "clock",
    Story.TARGET_REAPPLIED: "clock",
    Story.BREACH_EXPLAINED: "clock",
    Story.BREACH_WAIVED: "clock",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file below somebody's words."""

    address: str
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line: something that happened (with an icon), or somebody's words (with the person)."""

    anchor: str
    day: str
    time: SafeString
    text: SafeString | str = ""
    icon: str = ""
    words: SafeString | str = ""
    author: User | None = None
    name: str = ""
    channel: str = ""
    look: str = ""
    files: list[File] = field(default_factory=list)
    is_quiet: bool = False
    is_starred: bool = False
    has_failed: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day in the reader's zone."""

    name: str
    lines: list[Line]


def lines_of(
    incident: Incident,
    entries: EntryQuerySet | None,
    told: Iterable[Told],
    files: Iterable[Attachment],
    *,
    limit: int,
) -> tuple[list[Line], bool]:
    """Return the newest lines, and whether older ones were left out; without entries, only who was told."""
    if entries is None:
        only_told = [_told_line(one) for one in told]
        return only_told[:limit], len(only_told) > limit
    rows = list(entries.order_by("-id").values(*_COLUMNS, "recorded_at", *_AUTHOR)[: limit + 1])
    has_more, rows = len(rows) > limit, rows[:limit]
    hung = _by_entry(files)
    people: dict[int, User] = {}
    channels = {str(value): str(label) for value, label in Channel.choices}
    lines: list[Line] = []
    waiting = iter(told)
    one = next(waiting, None)
    for row in rows:
        # A message is written in the moment of what it tells, and stands after it.
        while one is not None and one.at >= row["recorded_at"]:
            lines.append(_told_line(one))
            one = next(waiting, None)
        if row["kind"] == EntryKind.STORY:
            lines.append(_story_line(row))
        else:
            lines.append(_words_line(row, incident, people, channels, hung.get(row["pk"], [])))
    if not has_more:
        lines += (_told_line(one) for one in (*([one] if one else []), *waiting))
    return lines, has_more


def by_day(lines: Iterable[Line]) -> list[Day]:
    """Group lines by day, in the order in which they come."""
    days: list[Day] = []
    for line in lines:
        if not days or days[-1].name != line.day:
            days.append(Day(line.day, []))
        days[-1].lines.append(line)
    return days


def _changes(facts: Mapping[str, Any]) -> SafeString:
    """Draw the field changes of an entry: name, before, after."""
    told = stories.changes_of(facts)
    if not told:
        return SafeString("")
    return format_html(": {}", format_html_join("; ", "{} <bdi>{}</bdi> → <b><bdi>{}</bdi></b>", told))


def _told_line(told: Told) -> Line:
    day, time = _written(told.at, timezone.get_current_timezone_name(), get_language())
    return Line("", day, time, icon="mail", words=words_of(told), is_quiet=True, has_failed=has_failed(told))


def _story_line(row: Mapping[str, Any]) -> Line:
    day, time = _written(row["happened_at"], timezone.get_current_timezone_name(), get_language())
    sentence = stories.sentence(row["story"], row["facts"], who=row["author_name"])
    # The words of a resolution stand above the timeline.
    is_told_elsewhere = row["story"] == Story.RESOLVED
    return Line(
        str(row["pk"]),
        day,
        time,
        text=render_markdown(row["body"]) if row["body"] and not is_told_elsewhere else "",
        icon=ICONS.get(row["story"], "note"),
        words=format_html("<bdi>{}</bdi>{}", sentence, _changes(row["facts"])),
    )


def _words_line(
    row: Mapping[str, Any],
    incident: Incident,
    people: dict[int, User],
    channels: Mapping[str, str],
    files: list[File],
) -> Line:
    day, time = _written(row["happened_at"], timezone.get_current_timezone_name(), get_language())
    look = "requester" if row["author_id"] == incident.requester_id else "public"
    return Line(
        str(row["pk"]),
        day,
        time,
        text=entry_said(row["body"], row["channel"], row["facts"]),
        author=_author(row, people),
        name=row["author_name"],
        channel=channels.get(row["channel"], row["channel"]),
        look="note" if row["kind"] == EntryKind.WORK_NOTE else look,
        files=[*files, *_original(row["facts"])],
        is_starred=row["is_starred"],
    )


def _original(facts: Mapping[str, Any]) -> list[File]:
    """Return the message as it came, where a note tells of what was not kept of it."""
    if "mail" not in facts:
        return []
    return [File(reverse("original_mail", args=[facts["mail"]]), _("Original message"), "")]


def _author(row: Mapping[str, Any], people: dict[int, User]) -> User | None:
    """Return the author, made once for all their lines."""
    pk = row["author_id"]
    if pk is not None and pk not in people:
        people[pk] = User(pk=pk, **{name.removeprefix("author__"): row[name] for name in _AUTHOR})
    return people.get(pk)


def _by_entry(files: Iterable[Attachment]) -> dict[int, list[File]]:
    hung: dict[int, list[File]] = {}
    for file in files:
        if file.entry_id:
            address = reverse("attachment", args=[file.pk])
            hung.setdefault(file.entry_id, []).append(File(address, file.name, filesizeformat(file.size)))
    return hung


@lru_cache(maxsize=8192)
def _written(moment: datetime, zone: str, language: str | None) -> tuple[str, SafeString]:
    """Return the day, and the time of day with the whole moment for machines; kept per zone and language."""
    local = timezone.localtime(moment)
    time = format_html(
        '<time class="t-time" datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        date_format(local, "DATETIME_FORMAT"),
        f"{local:%H:%M}",
    )
    return _day(local.date(), language), time


@lru_cache(maxsize=512)
def _day(day: date, language: str | None) -> str:
    return date_format(day, "DATE_FORMAT")
