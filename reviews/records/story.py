"""How the incident's own timeline becomes the review's: which moments, of which kind, known from where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from incidents.records.choices import EntryKind, Story
from incidents.records.models import Incident
from incidents.records.stories import sentence_of
from incidents.records.timeline_models import Entry
from reviews.records.choices import Mark, MomentKind

# A review tells a story; who wants every record reads the incident.
MAX_TAKEN = 100
_MAX_TEXT = 2_000

_MARKS = (
    (Mark.OCCURRED, "occurred_at", MomentKind.IMPACT),
    (Mark.DETECTED, "detected_at", MomentKind.SIGNAL),
    (Mark.REPORTED, "reported_at", MomentKind.SIGNAL),
    (Mark.ACKNOWLEDGED, "acknowledged_at", MomentKind.ACTION),
    (Mark.RESTORED, "restored_at", MomentKind.IMPACT),
    (Mark.RESOLVED, "resolved_at", MomentKind.ACTION),
)
_ALERTS = (Story.ALERT_FIRED, Story.ALERT_CLEARED)
_STEPS = {
    Story.TRIAGED: MomentKind.DECISION,
    Story.STARTED: MomentKind.ACTION,
    Story.HELD: MomentKind.ACTION,
    Story.RESUMED: MomentKind.ACTION,
    Story.TRANSFERRED: MomentKind.DECISION,
    Story.REOPENED: MomentKind.IMPACT,
    Story.MAJOR_PROPOSED: MomentKind.DECISION,
    Story.MAJOR_REJECTED: MomentKind.DECISION,
    Story.MAJOR_STOOD_DOWN: MomentKind.DECISION,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry for the review's timeline."""

    happened_at: datetime
    text: str
    source: str
    kind: MomentKind
    is_starred: bool
    mark: str = ""
    entry: Entry | None = None


def marks_of(incident: Incident) -> list[Moment]:
    """Return the moments that are read from the incident, in the installation's language."""
    with translation.override(settings.LANGUAGE_CODE):
        source = _source(incident)
        moments = [
            Moment(moment, str(mark.label), source, kind, is_starred=True, mark=mark)
            for mark, field, kind in _MARKS
            if (moment := getattr(incident, field)) is not None
        ]
        declared = incident.entries.filter(story=Story.MAJOR_DECLARED).order_by("id").first()
        if declared is not None:
            text, at = sentence_of(declared), declared.happened_at
            moments.append(Moment(at, text, source, MomentKind.DECISION, is_starred=True, mark=Mark.DECLARED))
    return moments


def moments_of(incident: Incident, *, after: int = 0) -> list[Moment]:
    """Return what else is worth telling: starred words, alerts and changes of state, newer than an entry."""
    rows: Iterable[Entry] = incident.entries.filter(pk__gt=after).order_by("id")
    with translation.override(settings.LANGUAGE_CODE):
        source = _source(incident)
        return [_moment(entry, source) for entry in rows if _is_told(entry)][:MAX_TAKEN]


def _source(incident: Incident) -> str:
    return _("%(number)s timeline") % {"number": incident.number}


def _is_told(entry: Entry) -> bool:
    return entry.is_starred or entry.story in _STEPS or entry.story in _ALERTS


def _moment(entry: Entry, source: str) -> Moment:
    if entry.kind == EntryKind.STORY:
        kind = _STEPS.get(Story(entry.story), MomentKind.SIGNAL)
        text, is_starred = sentence_of(entry), entry.is_starred or entry.story in _ALERTS
    else:
        kind = MomentKind.COMMUNICATION if entry.kind == EntryKind.PUBLIC else MomentKind.ACTION
        text, is_starred = entry.body, entry.is_starred
    return Moment(entry.happened_at, text[:_MAX_TEXT], source, kind, is_starred, entry=entry)
