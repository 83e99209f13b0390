"""How somebody's words are shown: typed ones as Markdown, those of a mail as they are, with what it quotes folded."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.choices import Channel
from incidents.records.markdown import in_lines, render


def said(text: str, channel: str) -> SafeString:
    """Return words as harmless HTML; signs in a mail are only signs (E44)."""
    return in_lines(text) if channel == Channel.EMAIL else render(text)


def entry_said(text: str, channel: str, facts: Mapping[str, Any]) -> SafeString:
    """Return the words of an entry, with a warning where nobody knows who wrote them, and the quotation folded."""
    shown = said(text, channel)
    if sender := facts.get("unproven"):
        warning = _("Sent from %(address)s. Nothing proves who wrote it.") % {"address": sender}
        shown = format_html('<p class="unproven"><bdi>{}</bdi></p>{}', warning, shown)
    if quoted := facts.get("quoted"):
        shown = format_html(
            '{}<details class="quoted"><summary>{}</summary>{}</details>',
            shown,
            _("Show quoted text"),
            in_lines(str(quoted)),
        )
    return shown
