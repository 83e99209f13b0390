"""Tells what happened in one sentence, in the reader's language, from a story's code and facts."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.records.choices import AffectedKind, LinkKind, State, Story
from incidents.records.models import Incident
from incidents.records.timeline_models import Entry

Facts = Mapping[str, Any]

_SENTENCES: dict[str, Any] = {
    Story.OPENED: gettext_lazy("%(who)s logged the incident"),
    Story.TRIAGED: gettext_lazy("%(who)s triaged the incident"),
    Story.STARTED: gettext_lazy("%(who)s started work"),
    Story.HELD: gettext_lazy("%(who)s put it on hold: %(reason_name)s"),
    Story.RESUMED: gettext_lazy("%(who)s resumed work"),
    Story.TRANSFERRED: gettext_lazy("%(who)s handed it over: %(reason)s"),
    Story.RESOLVED: gettext_lazy("%(who)s resolved it: %(code)s"),
    Story.REOPENED: gettext_lazy("%(who)s reopened it: %(reason)s"),
    Story.CLOSED: gettext_lazy("%(who)s closed it"),
    Story.CANCELLED: gettext_lazy("%(who)s cancelled it: %(reason)s"),
    Story.RESTORED: gettext_lazy("%(who)s brought it back: %(reason)s"),
    Story.CHANGED: gettext_lazy("%(who)s changed details"),
    Story.ASSIGNED: gettext_lazy("%(who)s changed the assignee"),
    Story.LINKED: gettext_lazy("%(who)s linked %(number)s: %(kind_name)s"),
    Story.UNLINKED: gettext_lazy("%(who)s took the link to %(number)s away"),
    Story.ATTACHED: gettext_lazy("%(who)s attached %(name)s"),
    Story.WATCHED: gettext_lazy("%(person)s follows the incident"),
    Story.UNWATCHED: gettext_lazy("%(person)s no longer follows the incident"),
    Story.AFFECTED: gettext_lazy("%(who)s named %(person)s as affected"),
    Story.NOT_AFFECTED: gettext_lazy("%(who)s took %(person)s off the affected people"),
    Story.GROUP_AFFECTED: gettext_lazy("%(who)s named %(group)s as affected (%(type_name)s)"),
    Story.GROUP_NOT_AFFECTED: gettext_lazy("%(who)s took %(group)s off those affected (%(type_name)s)"),
    Story.TASK_ADDED: gettext_lazy("%(who)s added the task “%(title)s”"),
    Story.TASK_DONE: gettext_lazy("%(who)s finished the task “%(title)s”"),
    Story.TASK_REOPENED: gettext_lazy("%(who)s reopened the task “%(title)s”"),
    Story.ALERT_FIRED: gettext_lazy("Alert fired: %(summary)s"),
    Story.ALERT_REPEATED: gettext_lazy("Alert fired again: %(summary)s"),
    Story.ALERT_ACKNOWLEDGED: gettext_lazy("Alert acknowledged in the monitoring tool: %(summary)s"),
    Story.ALERT_CLEARED: gettext_lazy("Alert cleared: %(summary)s"),
    Story.ALERT_JOINED: gettext_lazy("A further alert of the group fired: %(summary)s (rule “%(rule)s”)"),
    Story.GROUPING_SUGGESTED: gettext_lazy("Looks like part of %(number)s (rule “%(rule)s”)"),
    Story.GROUPING_ACCEPTED: gettext_lazy(
        "%(who)s decided that it belongs with %(number)s (rule “%(rule)s”)"
    ),
    Story.GROUPING_REJECTED: gettext_lazy(
        "%(who)s decided that it does not belong with %(number)s (rule “%(rule)s”)"
    ),
    Story.STORM_GATHERED: gettext_lazy("%(who)s gathered %(count)s reports on %(service)s: %(numbers)s"),
    Story.FLAPPING: gettext_lazy(
        "Alert flaps, %(pairs)s times within %(minutes)s minutes: %(summary)s. The incident stays open until it was"
        " quiet for %(quiet_minutes)s minutes."
    ),
    Story.FLAPPING_ENDED: gettext_lazy("Alert no longer flaps: %(summary)s"),
    Story.CHANGE_SUSPECTED: gettext_lazy("%(who)s suspects a change: %(title)s"),
    Story.CHANGE_IS_CAUSE: gettext_lazy("%(who)s holds a change for a cause: %(title)s"),
    Story.CHANGE_CLEARED: gettext_lazy("%(who)s no longer holds a change against it: %(title)s"),
    Story.FOLLOWED_UP: gettext_lazy("A reply opened %(number)s as a follow-up"),
    Story.IMPACT_STATED: gettext_lazy("%(who)s stated the impact on people"),
    Story.SPLIT_OFF: gettext_lazy("%(who)s split a message off: %(number)s"),
    Story.SPLIT_FROM: gettext_lazy("%(who)s split this off %(number)s"),
    Story.CHILDREN_LEFT: gettext_lazy("Child incidents that could not follow stay as they are: %(numbers)s"),
    Story.MERGED: gettext_lazy("%(who)s merged it into %(number)s"),
    Story.MERGED_IN: gettext_lazy("%(who)s merged %(number)s into this one: %(title)s"),
    Story.UNMERGED: gettext_lazy("%(who)s took it out of %(number)s again"),
    Story.PARTED: gettext_lazy("%(who)s took %(number)s out of this one again"),
    Story.MAJOR_PROPOSED: gettext_lazy("%(who)s proposed it as a major incident"),
    Story.MAJOR_DECLARED: gettext_lazy("%(who)s declared a major incident"),
    Story.MAJOR_REJECTED: gettext_lazy("%(who)s decided that it is not a major incident"),
    Story.MAJOR_STOOD_DOWN: gettext_lazy("%(who)s stood the major incident down"),
    Story.REVIEW_DUE: gettext_lazy("A review is due: %(number)s"),
    Story.TARGET_NEAR: gettext_lazy("%(clock_name)s: %(step)s of the target is used up"),
    Story.TARGET_MISSED: gettext_lazy("%(clock_name)s: the target is missed (%(step)s)"),
    Story.TARGET_REAPPLIED: gettext_lazy("%(who)s applied “%(subject)s” anew (%(clock_names)s): %(why)s"),
    Story.BREACH_EXPLAINED: gettext_lazy(
        "%(who)s explained the missed target (%(clock_name)s): %(cause_name)s"
    ),
    Story.BREACH_WAIVED: gettext_lazy("%(who)s waived the missed target (%(clock_name)s): %(reason)s"),
}

# Of a call that was written down later than it came (CH-06).
_LOGGED_LATER = gettext_lazy("%(who)s logged the incident, reported at %(moment)s, %(minutes)s min before")

_KIND_NAMES = {
    (LinkKind.RELATED.value, True): gettext_lazy("related"),
    (LinkKind.DUPLICATE.value, True): gettext_lazy("repeats this one"),
    (LinkKind.BLOCKED_BY.value, True): gettext_lazy("waits for this one"),
    (LinkKind.RECURRENCE.value, True): gettext_lazy("came back after this one"),
    (LinkKind.FOLLOW_UP.value, True): gettext_lazy("follows this one"),
}


class _Forgiving(dict[str, Any]):
    """Facts of an old entry may lack what a newer sentence asks for."""

    def __missing__(self, key: str) -> str:
        return ""


def sentence_of(entry: Entry) -> str:
    """Return what happened in one sentence."""
    return sentence(entry.story, entry.facts, who=entry.author_name)


def sentence(story: str, told: Facts, *, who: str) -> str:
    """Return in one sentence what the facts of a story say."""
    facts = _Forgiving(told)
    facts["who"] = who
    if "kind" in facts:
        facts["kind_name"] = kind_name(facts["kind"], incoming=bool(facts.get("incoming")))
    if "type" in facts:
        facts["type_name"] = _TYPE_NAMES.get(facts["type"], facts["type"])
    if "clock" in facts:
        facts["clock_name"] = _CLOCK_NAMES.get(facts["clock"], facts["clock"])
    if "clocks" in facts:
        facts["clock_names"] = ", ".join(str(_CLOCK_NAMES.get(word, word)) for word in facts["clocks"])
    if story == Story.OPENED and "minutes" in facts:
        return str(_LOGGED_LATER) % {**facts, "moment": shown("reported_at", facts["reported_at"])}
    return str(_SENTENCES.get(story, "%(who)s")) % facts


_TYPE_NAMES = dict(AffectedKind.choices)
# The clocks stand in a room above this one; their words are few.
_CLOCK_NAMES = {
    "response": gettext_lazy("Response"),
    "update": gettext_lazy("Next update"),
    "resolution": gettext_lazy("Resolution"),
    "ola": gettext_lazy("Team agreement"),
    "uc": gettext_lazy("Supplier agreement"),
}


def kind_name(kind: str, *, incoming: bool = False) -> str:
    """Return how a link reads from one of its ends."""
    if incoming and (kind, True) in _KIND_NAMES:
        return str(_KIND_NAMES[(kind, True)])
    return str(LinkKind(kind).label) if kind in LinkKind.values else kind


# What the sentence itself says, or what only the machine needs.
_SILENT = frozenset(
    {
        "resolution_text",
        "resolution_code",
        "resolved_at",
        "acknowledged_at",
        "closed_at",
        "description",
        "impact_statement",
        "communication_plan",
        "flapping_since",
        "next_step_at",
    }
)


def changes_of(facts: Facts) -> list[tuple[str, str, str]]:
    """Return the field changes worth showing, as (name, before, after)."""
    told = []
    for change in facts.get("changes", ()):
        field = change.get("field", "")
        if field in _SILENT:
            continue
        old, new = (change.get(f"{side}_name") or change.get(side) for side in ("old", "new"))
        told.append((field_name(field), shown(field, old), shown(field, new)))
    return told


def field_name(field: str) -> str:
    """Return a field's name as people say it."""
    return str(Incident._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def shown(field: str, value: Any) -> str:
    """Return a value as people write it."""
    if value in (None, ""):
        return _("none")
    if field.endswith("_at") or field == "hold_until":
        moment = parse_datetime(value) if isinstance(value, str) else value
        return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else str(value)
    if field == "priority":
        return f"P{value}"
    labels = dict(Incident._meta.get_field(field).flatchoices)  # type: ignore[union-attr]
    return str(labels.get(value, value))


def state_name(code: str) -> str:
    """Return a state's name."""
    return str(State(code).label)
