"""Turns Markdown into safe HTML (LOG-08): HTML off, few tags, no pictures from elsewhere; the only `mark_safe`."""

import re
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

MAX_RENDERED = 50_000
# Brackets and stars are what makes renderers slow; more of them than this and the text is shown as it was typed.
MAX_MARKS = 5_000
_MARKS = re.compile(r"[\[\]*_`>|]")
_TAGS = frozenset(
    [
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "strong",
        "em",
        "s",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
)
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = frozenset({"http", "https", "mailto"})

_parser = MarkdownIt(
    "commonmark", {"html": False, "linkify": False, "breaks": True, "maxNesting": 20}
).enable(["table", "strikethrough"])


@lru_cache(maxsize=2048)
def render(text: str) -> SafeString:
    """Return the text as HTML that cannot do anything; overlong or overmarked text comes back plain."""
    if len(text) > MAX_RENDERED or len(_MARKS.findall(text)) > MAX_MARKS:
        return plain(text)
    html = nh3.clean(
        _shift_headings(_parser.render(text)),
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=set(_SCHEMES),
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(html)  # noqa: S308 - cleaned one line above


def plain(text: str) -> SafeString:
    """Return the text escaped, with its line breaks."""
    return mark_safe(f"<pre>{escape(text)}</pre>")  # noqa: S308 - escaped


def _shift_headings(html: str) -> str:
    """Headings of a message stay below the page's own."""
    return re.sub(r"<(/?)h([12])>", r"<\1h3>", html)
