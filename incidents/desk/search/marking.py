"""Shows where the words were found: marks them, and cuts the place out of a longer text."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WORD = re.compile(r"[^\W_]+")
_BEFORE, _LONGEST = 60, 180


def folded(word: str) -> str:
    """Return a word as it is compared: without case and without signs on letters."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@dataclass(frozen=True, slots=True)
class Sought:
    """The words to mark: some as they stand, others as beginnings."""

    exact: frozenset[str]
    beginnings: tuple[str, ...]

    def has(self, word: str) -> str:
        """Return which of the words this one is; empty if none."""
        plain = folded(word)
        if plain in self.exact:
            return plain
        return next((beginning for beginning in self.beginnings if plain.startswith(beginning)), "")

    def count(self, text: str) -> int:
        """Return how many of the words the text has."""
        return len({hit for match in _WORD.finditer(text) if (hit := self.has(match[0]))})


def marked(text: str, sought: Sought) -> SafeString:
    """Return the text with the words marked, everything escaped."""
    pieces: list[tuple[SafeString]] = []
    end = 0
    for match in _WORD.finditer(text):
        if sought.has(match[0]):
            plain = text[end : match.start()]
            pieces.append((format_html("{}<mark>{}</mark>", plain, match[0]),))
            end = match.end()
    pieces.append((format_html("{}", text[end:]),))
    return format_html_join("", "{}", pieces)


def passage(text: str, sought: Sought) -> SafeString:
    """Return a line of the text around the first of the words, with all of them marked."""
    line = " ".join(text.split())
    first = next((match.start() for match in _WORD.finditer(line) if sought.has(match[0])), 0)
    begin = line.find(" ", first - _BEFORE) + 1 if first > _BEFORE else 0
    end = len(line) if len(line) - begin <= _LONGEST else line.rfind(" ", begin, begin + _LONGEST)
    cut = line[begin : end if end > begin else begin + _LONGEST]
    before, after = "… " if begin else "", " …" if begin + len(cut) < len(line) else ""
    return format_html("{}{}{}", before, marked(cut, sought), after)


def best_of(texts: Iterable[tuple[str, str]], sought: Sought) -> tuple[str, str]:
    """Return the text, with its source, that has most of the words; the first of those that have as many."""
    known: Sequence[tuple[str, str]] = [(source, text) for source, text in texts if text.strip()]
    return max(known, key=lambda pair: sought.count(pair[1]), default=("", ""))
