"""Two texts as one, word by word: what stayed, what went and what came (AUD-05); no Django."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# The comparison is quadratic in words; beyond this the texts are shown whole.
MOST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether they are in both texts, only in the old one or only in the new one."""

    kind: Literal["same", "old", "new"]
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts in reading order."""
    before, after = _words(old), _words(new)
    if len(before) + len(after) > MOST_WORDS:
        return whole(old, new)
    return list(_pieces(before, after))


def whole(old: str, new: str) -> list[Piece]:
    """Return both texts as they are, for values that are not prose."""
    return [piece for piece in (Piece("old", old), Piece("new", new)) if piece.text]


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for word, start, end, new_start, new_end in matcher.get_opcodes():
        if word == "equal":
            yield Piece("same", "".join(before[start:end]))
            continue
        if end > start:
            yield Piece("old", "".join(before[start:end]))
        if new_end > new_start:
            yield Piece("new", "".join(after[new_start:new_end]))
