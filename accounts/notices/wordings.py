"""What messages there are, in the code's own words and with the variables of each; the apps above add theirs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.notices.templates import Value, as_template, render
from accounts.people.models import User

Words = str | Promise
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Variable:
    """What a template may name, what that is, and how it may look."""

    name: str
    label: Words
    example: Words


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of record that messages are about: `look_up` returns what a reader may know of the one with a number.

    It returns None if the reader sees no such record.
    """

    label: Words
    look_up: Callable[[str, User], Values | None]


@dataclass(frozen=True, slots=True)
class Wording:
    """One message: its key, the name that people know it by, its standard words and what a template may name.

    The words have places such as %(title)s, as translators know them.
    """

    key: str
    label: Words
    subject: Words
    body: Words
    variables: tuple[Variable, ...]
    record: Record | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return what a template may name."""
        return tuple(variable.name for variable in self.variables)

    @property
    def standard(self) -> tuple[str, str]:
        """Return subject and body as templates in the language at hand."""
        return as_template(str(self.subject)), as_template(str(self.body))

    def examples(self) -> dict[str, Value]:
        """Return how each variable may look, in the language at hand."""
        return {variable.name: str(variable.example) for variable in self.variables}

    def say(self, values: Values) -> "Said":
        """Return the message in the standard words."""
        known = {name: values[name] for name in self.names}
        subject, body = (render(text, known).strip() for text in self.standard)
        return Said(self.key, known, subject, body)


@dataclass(frozen=True, slots=True)
class Said:
    """A message in standard words, with what is needed to say it in others."""

    key: str
    values: Values
    subject: str
    body: str


_WORDINGS: dict[str, Wording] = {}


def add_wordings(wordings: Iterable[Wording]) -> None:
    """Let messages of these keys be sent, and be worded by administrators."""
    _WORDINGS.update({wording.key: wording for wording in wordings})


def known_wordings() -> list[Wording]:
    """Return all messages, by key."""
    return sorted(_WORDINGS.values(), key=lambda wording: wording.key)


def wording_of(key: str) -> Wording:
    """Return the message with this key; KeyError if there is none."""
    return _WORDINGS[key]


def find_wording(key: str) -> Wording | None:
    """Return the message with this key, which may be one of an earlier version; None if there is none."""
    return _WORDINGS.get(key)
