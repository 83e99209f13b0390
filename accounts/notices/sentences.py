"""What the inbox says of an event in one sentence; the apps above add the sentences of their own kinds."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.notices.models import Notice


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words for a kind of event, with `{who}` for the person who acted, and the sign that stands before them."""

    words: str | Promise
    icon: str = "bell"
    tone: str = "grey"


_SENTENCES: dict[str, Sentence] = {}


def add_sentences(sentences: Mapping[str, Sentence]) -> None:
    """Teach the inbox how to speak of these kinds."""
    _SENTENCES.update(sentences)


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as the inbox shows it: who did what, and where."""

    notice: Notice
    words: SafeString
    where: str
    icon: str
    tone: str


def line_for(notice: Notice) -> Line:
    """Say what the notice tells; by its subject if the kind has no sentence or an administrator worded it."""
    event = notice.event
    title = str(event.facts.get("title", ""))
    sentence = _SENTENCES.get(event.kind)
    if sentence is None:
        return Line(notice, format_html("<b>{}</b>", notice.subject), event.about, "bell", "grey")
    where = f"{event.about}, {title}" if title else event.about
    if notice.is_reworded:
        words = notice.subject.removeprefix(f"[{event.about}]").strip()
        return Line(notice, format_html("<b>{}</b>", words), where, sentence.icon, sentence.tone)
    who = event.actor.display_name if event.actor else _("Somebody")
    return Line(
        notice=notice,
        words=format_html(str(sentence.words), who=format_html("<b>{}</b>", who)),
        where=where,
        icon=sentence.icon,
        tone=sentence.tone,
    )
