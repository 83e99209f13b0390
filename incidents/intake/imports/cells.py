"""Cells as values: moments, words, choices and names; a cell that is not understood says what to do about it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts import text
from accounts.choices import Channel
from incidents.catalogue.choices import Criticality, Level
from incidents.intake.imports.fields import Field, Kind, plain
from incidents.intake.imports.mapping import Mapping as FileMapping
from incidents.lifecycle.guards import CLOCK_TOLERANCE
from incidents.records.choices import State

# Nothing that an incident tool holds is older; earlier moments are slips of a spreadsheet.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_ISO = re.compile(r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?$")
_DAY_NUMBER = re.compile(r"^\d{1,6}(\.\d{1,12})?$")
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - the calendar of spreadsheets knows no zone
_PRIORITY = re.compile(r"^p?\s*([1-5])\b")
_COUNT = re.compile(r"^[0-9]{1,9}$")
_SPREADSHEET_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
_FLAGS = {"true": True, "yes": True, "1": True, "x": True, "false": False, "no": False, "0": False}
CHOICES: Mapping[str, Any] = {
    "state": State,
    "level": Level,
    "channel": Channel,
    "criticality": Criticality,
}
_MOST_NAMED = 12
_MOST_PAUSES = 50
ANY_OTHER = "*"


class CellError(ValueError):
    """A cell is not understood; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: the column, what stands there, and what to do."""

    column: str
    value: str
    reason: str

    def told(self) -> dict[str, str]:
        """Return the problem as it is kept and shown."""
        return {"column": self.column, "value": self.value[:200], "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Pause:
    """A time on hold that is over, with the short name of its reason if it has one of its own."""

    start: datetime
    end: datetime
    reason: Any = None


Finder = Callable[[str, str], Any]
"""Returns the row of a kind ("person", "team", …) that a word names, or None."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the cells of one file."""

    mapping: FileMapping
    find: Finder
    now: datetime

    def read(self, field: Field, told: str) -> Any:
        """Return the value of a cell that is not empty; raises CellError."""
        word = told.strip()
        if word in _SPREADSHEET_ERRORS:
            raise CellError(_("The cell holds an error of the spreadsheet. Correct it there."))
        words = self.mapping.values.get(field.name, {})
        known = words.get(plain(word), word)
        try:
            return self._value(field, known)
        except CellError:
            if ANY_OTHER not in words or plain(word) in words:
                raise
            return self._value(field, words[ANY_OTHER])

    def _value(self, field: Field, word: str) -> Any:
        match field.kind:
            case Kind.MOMENT:
                return self.moment(word, may_come=field.name == "hold_until")
            case Kind.PAUSES:
                return self._pauses(word)
            case Kind.CHOICE:
                return _choice(field.of, word)
            case Kind.PERSON | Kind.ENTRY:
                return self._row(field.of or "person", word)
            case _:
                return _PLAIN[field.kind](field, word)

    def moment(self, word: str, *, may_come: bool = False) -> datetime:
        """Return the instant that a text means, in UTC and whole seconds."""
        local = _read_moment(word, self.mapping.dates)
        try:
            instant = _placed(local, self.mapping.time_zone).astimezone(UTC).replace(microsecond=0)
        except OverflowError:
            instant = EARLIEST - timedelta(days=1)
        if instant < EARLIEST:
            raise CellError(_("This lies before 1970. Correct it, or leave it empty."))
        if instant > self.now + CLOCK_TOLERANCE and not may_come:
            raise CellError(_("This lies in the future. Check the date and the zone of the mapping."))
        return instant

    def _pauses(self, word: str) -> list[Pause]:
        parts = [part.strip() for part in word.split(";") if part.strip()]
        if len(parts) > _MOST_PAUSES:
            raise CellError(_("There are more than %(limit)d pauses.") % {"limit": _MOST_PAUSES})
        return [self._pause(part) for part in parts]

    def _pause(self, part: str) -> Pause:
        span, _sign, reason = part.partition("=")
        start, slash, end = span.partition("/")
        if not slash:
            example = "2025-03-02T09:00/2025-03-03T12:00=agreed_date; …"
            raise CellError(_("Write pauses like %(example)s") % {"example": example})
        pause = Pause(
            self.moment(start.strip()),
            self.moment(end.strip()),
            self._row("hold_reason", reason.strip()) if reason.strip() else None,
        )
        if pause.end <= pause.start:
            raise CellError(_("A pause ends before it begins."))
        return pause

    def _row(self, kind: str, word: str) -> Any:
        found = self.find(kind, word)
        if found is None:
            sentence = _UNKNOWN.get(kind, _UNKNOWN["entry"])
            raise CellError(sentence % {"word": text.unturned(word[:80])})
        return found


_UNKNOWN = {
    "person": gettext_lazy(
        "Nobody here has the name or address “%(word)s”. Import the people first, or give the word a value."
    ),
    "entry": gettext_lazy(
        "There is no “%(word)s” here. Make it first, or give the word a value in the mapping."
    ),
}


@lru_cache(maxsize=4096)
def _read_moment(word: str, formats: Sequence[str]) -> datetime:
    """Return what is written, with a zone only if it names one."""
    if _ISO.match(word):
        try:
            return datetime.fromisoformat(word)
        except ValueError:
            pass
    for one in formats:
        try:
            if one == "excel":
                if _DAY_NUMBER.match(word):
                    return _DAY_ZERO + timedelta(seconds=round(float(word) * 86400))
            else:
                return datetime.strptime(word, one)  # noqa: DTZ007 - the zone is that of the mapping
        except (ValueError, OverflowError):
            continue
    raise CellError(
        _("This is no moment. Write it like 2025-03-02T09:30, or name its form under “dates” in the mapping.")
    )


def _placed(local: datetime, zone: ZoneInfo) -> datetime:
    """Place a wall-clock time in its zone; what the clock skips or shows twice is not guessed."""
    if local.tzinfo is not None:
        return local
    placed = local.replace(tzinfo=zone)
    if placed.utcoffset() != placed.replace(fold=1).utcoffset():
        raise CellError(
            _(
                "The clocks were changed then: this time does not exist or exists twice. Write it with its offset."
            )
        )
    return placed


def _choice(of: str, word: str) -> str:
    choices = CHOICES[of]
    found = _choices_in(get_language(), of).get(plain(word))
    if found is None:
        listed = get_text_list(list(choices.values)[:_MOST_NAMED], _("or"))
        sentence = _("“%(word)s” is not known. Use %(known)s, or give the word a value in the mapping.")
        raise CellError(sentence % {"word": text.unturned(word[:80]), "known": listed})
    return found


@lru_cache(maxsize=32)
def _choices_in(_language: str | None, of: str) -> dict[str, str]:
    choices = CHOICES[of]
    return {plain(str(word)): one.value for one in choices for word in (one.label, one.value)}


def _line(field: Field, word: str) -> str:
    return _checked(text.line, field, word)


def _words(field: Field, word: str) -> str:
    return _checked(text.words, field, word)


def _checked(check: Callable[..., str], field: Field, word: str) -> str:
    try:
        return check(field.name, word, limit=field.limit)
    except ValidationError as refusal:
        raise CellError(refusal.messages[0]) from None


def _number(_field: Field, word: str) -> int:
    if not _COUNT.match(word):
        raise CellError(_("Write a whole number."))
    return int(word)


def _flag(_field: Field, word: str) -> bool:
    if plain(word) not in _FLAGS:
        raise CellError(_("Write yes or no."))
    return _FLAGS[plain(word)]


def _priority(_field: Field, word: str) -> int:
    if found := _PRIORITY.match(word.casefold()):
        return int(found[1])
    raise CellError(_("Write P1 to P5, or give the word a value in the mapping."))


def _slug(field: Field, word: str) -> str:
    slug = _line(field, word).casefold()
    try:
        validate_slug(slug)
    except ValidationError:
        raise CellError(_("A short name has letters, digits, hyphens and underscores only.")) from None
    return slug


def _email(field: Field, word: str) -> str:
    address = _line(field, word)
    try:
        validate_email(address)
    except ValidationError:
        raise CellError(_("This is no e-mail address.")) from None
    return address


_PLAIN: Mapping[Kind, Callable[[Field, str], Any]] = {
    Kind.LINE: _line,
    Kind.WORDS: _words,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.PRIORITY: _priority,
    Kind.SLUG: _slug,
    Kind.EMAIL: _email,
}
