"""The matrix as a form: a tick box for each event and way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.notices.choices import Way
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
