"""The matrix as a form: a tick box for each event and way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.notices.choices import Way
from accounts.notices.reach.choices import WEEKDAYS, Pace
from accounts.notices.reach.models import LARGEST_BUDGET
from accounts.notices.reach.operations import Hours
from accounts.notices.reach.queries import Reach
from accounts.notices.reach.rules import cell, is_on
from accounts.notices.reach.topics import Topic, known_topics
from accounts.operation_form import OperationForm


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is shown."""

    topic: Topic
    boxes: list[BoundField]


class WaysForm(OperationForm):
    """What reaches a person, and how."""

    def __init__(self, *args: Any, reach: Reach, ways: list[Way], **options: Any) -> None:
        super().__init__(*args, **options)
        self.ways = ways
        for topic in known_topics():
            for way in ways:
                name = cell(topic.slug, way)
                is_locked = way in topic.floor
                words = _("%(event)s: by %(way)s") % {"event": topic.label, "way": way.label}
                self.fields[name] = forms.BooleanField(
                    label=words,
                    required=False,
                    disabled=is_locked,
                    initial=is_on(topic.row, way, reach.choices, reach.by_role),
                    widget=forms.CheckboxInput(attrs=_spoken(words, topic, is_locked=is_locked)),
                )

    def groups(self) -> Iterator[tuple[str | Promise, list[Line]]]:
        """Return the rows under their headings."""
        lines: dict[str, list[Line]] = {}
        for topic in known_topics():
            boxes = [self[cell(topic.slug, way)] for way in self.ways]
            lines.setdefault(str(topic.group), []).append(Line(topic, boxes))
        yield from lines.items()

    @property
    def columns(self) -> int:
        """Return how many columns the matrix has: the event, the inbox, and each way."""
        return 2 + len(self.ways)

    @property
    def wanted(self) -> dict[str, bool]:
        """Return the filled-in matrix."""
        return {name: bool(value) for name, value in self.cleaned_data.items()}


def _spoken(words: str, topic: Topic, *, is_locked: bool) -> dict[str, Any]:
    return {"aria-label": words} | ({"aria-describedby": f"why-{topic.slug}"} if is_locked else {})


class _Clock(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class HoursForm(OperationForm):
    """When messages reach a person."""

    quiet_days = forms.MultipleChoiceField(
        label=_("Quiet hours begin on"),
        required=False,
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=_Clock())
    quiet_to = forms.TimeField(
        label=_("Quiet to"),
        required=False,
        widget=_Clock(),
        help_text=_("If it is not later than the beginning, it is on the next day."),
    )
    pace = forms.ChoiceField(label=_("How often"), choices=Pace.choices)
    daily_at = forms.TimeField(
        label=_("Once a day at"), required=False, widget=_Clock(), help_text=_("In your own time zone.")
    )
    hourly_budget = forms.IntegerField(
        label=_("At most, within an hour"),
        min_value=1,
        max_value=LARGEST_BUDGET,
        help_text=_("What is more waits for a summary, which lists it. Urgent messages do not count."),
    )

    def __init__(self, *args: Any, reach: Reach, **options: Any) -> None:
        times, quiet = reach.times, reach.times.quiet
        kept = {
            "quiet_days": [str(day) for day in sorted(quiet.days)] if quiet else [],
            "quiet_from": quiet and quiet.start,
            "quiet_to": quiet and quiet.end,
            "pace": times.pace,
            "daily_at": times.daily_at,
            "hourly_budget": times.hourly_budget,
        }
        super().__init__(*args, **{**options, "initial": kept})

    @property
    def hours(self) -> Hours:
        """Return what was chosen; a time of day that was left empty is the one that was kept."""
        chosen = {**self.cleaned_data, "quiet_days": "".join(self.cleaned_data["quiet_days"])}
        chosen["daily_at"] = chosen["daily_at"] or self.initial["daily_at"]
        return Hours(**chosen)
