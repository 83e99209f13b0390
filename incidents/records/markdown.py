"""Turns Markdown into safe HTML (LOG-08): HTML off, few tags, no pictures from elsewhere; the only `mark_safe`."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

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
_ADDRESS = re.compile(r"(?:https?://|mailto:|/(?!/)|#)", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}")


class _Parser(MarkdownIt):
    """Markdown in which only an address becomes a link."""

    def validateLink(self, url: str) -> bool:
        return bool(_ADDRESS.match(url)) and super().validateLink(url)


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _show_hosts(state: StateCore) -> None:
    """Put the real host behind a link whose words look like another one."""
    for block in state.tokens:
        shown: list[Token] = []
        address, words = "", ""
        for token in block.children or ():
            shown.append(token)
            if token.type == "link_open":
                address, words = str(token.attrGet("href")), ""
            elif token.type == "link_close":
                host = _host_of(address)
                if host and any(named.lower() != host for named in _HOST.findall(words)):
                    shown.append(Token("text", "", 0, content=f" ({host})"))
            else:
                words += token.content
        if block.children:
            block.children = shown


_parser = _Parser("commonmark", {"html": False, "linkify": False, "breaks": True, "maxNesting": 20}).enable(
    ["table", "strikethrough"]
)
_parser.core.ruler.push("show_hosts", _show_hosts)


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


def in_lines(text: str) -> SafeString:
    """Return the text escaped, in paragraphs with its line breaks."""
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped by the same call


def _shift_headings(html: str) -> str:
    """Headings of a message stay below the page's own."""
    return re.sub(r"<(/?)h([12])>", r"<\1h3>", html)
