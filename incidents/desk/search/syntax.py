"""Reads what somebody typed into the search box: words, exact words, and fields such as `state:open`."""

import re
from collections.abc import Collection
from dataclasses import dataclass

MOST_PARTS = 12
_PART = re.compile(
    r"""(?P<no>-)?(?:(?P<name>[A-Za-z_]{2,20}):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))"""
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand beside each other; unless they were quoted, the last may go on."""

    text: str
    is_exact: bool = False
    is_unwanted: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A field and what it is to be; any one of the values will do."""

    name: str
    values: tuple[str, ...]
    is_unwanted: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """All parts of a line, in their order; `unknown` are names before a colon that are no fields."""

    phrases: tuple[Phrase, ...]
    terms: tuple[Term, ...]
    unknown: tuple[str, ...]


def read_question(line: str, fields: Collection[str]) -> Question:
    """Take a line apart; a name that is no field is searched for like any other word."""
    phrases: list[Phrase] = []
    terms: list[Term] = []
    unknown: list[str] = []
    for part in _PART.finditer(line):
        name, is_unwanted = (part["name"] or "").lower(), part["no"] is not None
        is_quoted = part["quoted"] is not None
        text = part["quoted"] if is_quoted else part["plain"]
        if name in fields:
            values = (text,) if is_quoted else tuple(value for value in text.split(",") if value)
            terms.append(Term(name, values, is_unwanted))
            continue
        if name and not text.startswith("//"):
            unknown.append(name)
        phrases.append(Phrase(f"{part['name']} {text}" if name else text, is_quoted, is_unwanted))
    return Question(tuple(phrases[:MOST_PARTS]), tuple(terms[:MOST_PARTS]), tuple(unknown))


def with_term(line: str, name: str, value: str) -> str:
    """Return the line with a field added, or taken away if it says just that already."""
    shown = f'"{value}"' if re.search(r"[\s,]", value) else value
    term = f"{name}:{shown}"
    parts = [part[0] for part in _PART.finditer(line)]
    if term in parts:
        return " ".join(part for part in parts if part != term)
    return " ".join([*(part for part in parts if not part.lower().startswith(f"{name}:")), term])
