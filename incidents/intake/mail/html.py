"""The text of an HTML message, in one pass over it: no parser that a nested or broken message could make slow."""

import html
import re

LONGEST_HTML = 1_000_000
_TAG_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)")
_HREF = re.compile(r"""href\s*=\s*["']?(https?://[^"'\s>]{1,2000})""", re.IGNORECASE)
_ALT = re.compile(r"""alt\s*=\s*["']([^"']{1,200})""", re.IGNORECASE)
_SKIPPED = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object"})
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "tr",
        "table",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "hr",
        "section",
        "article",
    }
)
_SPACES = re.compile(r"[ \t\n\xa0]+")


def text_of(markup: str) -> str:
    """Return what a reader would see, with "> " before what is quoted, and addresses behind links."""
    writer = _Writer()
    markup, place = markup[:LONGEST_HTML], 0
    while place < len(markup):
        start = markup.find("<", place)
        if start < 0:
            writer.write(markup[place:])
            break
        writer.write(markup[place:start])
        place = _after_tag(markup, start, writer)
    return writer.text()


def _after_tag(markup: str, start: int, writer: "_Writer") -> int:
    """Note the tag that begins at `start` and return where the text goes on; an unclosed one ends the message."""
    if markup.startswith("<!--", start):
        return _behind(markup, "-->", start)
    named = _TAG_NAME.match(markup, start + 1)
    if named is None and not markup.startswith(("<!", "<?"), start):
        writer.write("<")
        return start + 1
    end = markup.find(">", start)
    if end < 0:
        return len(markup)
    if named is None:
        return end + 1
    name, is_end = named[1].lower(), named[0].startswith("/")
    if name in _SKIPPED and not is_end and markup[end - 1] != "/":
        return _behind(markup, f"</{name}", end)
    writer.tag(name, is_end=is_end, inside=markup[start : min(end, start + 4000)])
    return end + 1


def _behind(markup: str, closing: str, start: int) -> int:
    place = re.compile(re.escape(closing), re.IGNORECASE).search(markup, start)
    if place is None:
        return len(markup)
    end = markup.find(">", place.start())
    return end + 1 if end >= 0 else len(markup)


class _Writer:
    """Gathers lines of text."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0
        self.link, self.link_from = "", 0

    def write(self, piece: str) -> None:
        """Add text; its own line breaks are only spaces."""
        if piece:
            self.line.append(_SPACES.sub(" ", html.unescape(piece)))

    def tag(self, name: str, *, is_end: bool, inside: str) -> None:
        """Do what a tag means for lines, quotes and links."""
        if name == "blockquote":
            self.end_line()
            self.quotes = max(0, self.quotes + (-1 if is_end else 1))
        elif name == "br" or name in _BLOCKS:
            self.end_line(is_break=name == "br")
            if name == "p" and is_end and self.lines and self.lines[-1]:
                self.end_line(is_break=True)
        elif name == "li":
            self.end_line()
            if not is_end:
                self.line.append("- ")
        elif name == "td" and not is_end:
            self.line.append(" ")
        elif name == "img" and (found := _ALT.search(inside)):
            self.write(f"[{found[1]}]")
        elif name == "a":
            self._anchor(is_end, inside)

    def _anchor(self, is_end: bool, inside: str) -> None:
        if not is_end:
            found = _HREF.search(inside)
            self.link, self.link_from = (html.unescape(found[1]) if found else ""), len(self.line)
        elif self.link:
            said = "".join(self.line[self.link_from :]).strip()
            if said.rstrip("/") != self.link.rstrip("/"):
                self.line.append(f" <{self.link}>")
            self.link = ""

    def end_line(self, *, is_break: bool = False) -> None:
        """Begin a new line; of several breaks without text between them only `<br>` makes empty lines."""
        words = "".join(self.line).strip()
        self.line, self.link_from = [], 0
        if words or is_break:
            # A quotation of quotations says no more with its hundredth sign.
            sign = "> " * min(self.quotes, 10)
            self.lines.append(f"{sign}{words}".rstrip())

    def text(self) -> str:
        """Return all lines."""
        self.end_line()
        return "\n".join(self.lines).strip()
