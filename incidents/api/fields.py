"""Strict fields of inputs: a value has the type that the contract names, or is refused; nothing is guessed."""

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.actor import Actor
from accounts.choices import PersonKind
from accounts.people.models import Organisation, User
from incidents.records.models import Incident

# RFC 3339 with a zone; fractions are read and dropped, since moments are kept in whole seconds.
_INSTANT = re.compile(r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:[Zz]|[+-]\d{2}:\d{2})$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_MAX_INTEGER = 2**31 - 1
# Letters by their category, yet nothing to see.
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_LINE_ENDS = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


def is_blank(text: str) -> bool:
    """Say whether there is nothing to see in a text."""
    return all(
        char.isspace() or char in _INVISIBLE or unicodedata.category(char) in {"Cc", "Cf"} for char in text
    )


class Text(serializers.CharField):
    """A text; `single_line` refuses line ends, and control characters are refused everywhere."""

    default_error_messages = {
        "invalid": _("Not a text."),
        "control": _("Contains a control character."),
        "line_end": _("Write this in one line."),
    }

    def __init__(self, *, single_line: bool = False, **options: Any) -> None:
        self.single_line = single_line
        super().__init__(**options)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Treat a text of invisible characters as empty, before the framework looks at its length."""
        if isinstance(data, str) and data and is_blank(data):
            data = ""
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        """Return the text as it was sent, without space around it."""
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        if self.single_line and any(char in _LINE_ENDS for char in text):
            self.fail("line_end")
        if any(unicodedata.category(char) == "Cc" and char not in "\n\r\t" for char in text):
            self.fail("control")
        return text


class Whole(serializers.Field[Any, Any, Any, Any]):
    """A whole number that is not negative."""

    default_error_messages = {
        "invalid": _("Not a whole number."),
        "range": _("Choose a number from 0 to %s.") % _MAX_INTEGER,
    }

    def to_internal_value(self, data: Any) -> int:
        """Return the number; texts and booleans are none."""
        if type(data) is not int:
            self.fail("invalid")
        if not 0 <= data <= _MAX_INTEGER:
            self.fail("range")
        return int(data)

    def to_representation(self, value: Any) -> Any:
        """Return it as it is."""
        return value


class Flag(serializers.BooleanField):
    """True or false, and not one of the many words for them."""

    def to_internal_value(self, data: Any) -> bool:
        """Return the boolean."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Word(serializers.ChoiceField):
    """One of a few words."""

    default_error_messages = {"not_text": _("Not a text.")}

    def to_internal_value(self, data: Any) -> str:
        """Return the word."""
        if not isinstance(data, str):
            self.fail("not_text")
        return str(super().to_internal_value(data))


class Instant(serializers.Field[Any, Any, Any, Any]):
    """A moment such as 2026-01-13T10:00:00Z; without a zone it would mean two things, so it is refused."""

    default_error_messages = {
        "invalid": _("Write a moment with its zone, such as 2026-01-13T10:00:00Z."),
        "range": _("This moment is out of range."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        """Return the moment in UTC, in whole seconds."""
        if not isinstance(data, str) or not data.isascii() or not _INSTANT.match(data):
            self.fail("invalid")
        try:
            moment = datetime.fromisoformat(data.upper()).astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError):
            self.fail("invalid")
        if not _FIRST <= moment < _LAST:
            self.fail("range")
        return moment

    def to_representation(self, value: Any) -> Any:
        """Return it as it is."""
        return value


class Day(serializers.Field[Any, Any, Any, Any]):
    """A day such as 2026-01-13."""

    default_error_messages = {"invalid": _("Write a day, such as 2026-01-13.")}

    def to_internal_value(self, data: Any) -> date:
        """Return the day."""
        if not isinstance(data, str) or not data.isascii() or not _DAY.match(data):
            self.fail("invalid")
        try:
            return date.fromisoformat(data)
        except ValueError:
            self.fail("invalid")

    def to_representation(self, value: Any) -> Any:
        """Return it as it is."""
        return value


class Named(serializers.Field[Any, Any, Any, Any]):
    """A reference by stable name; what the caller may not see is answered like what does not exist."""

    default_error_messages = {
        "invalid": _("Not a text."),
        "unknown": _("There is none with this name."),
    }

    def __init__(self, rows: Any = None, key: str = "slug", **options: Any) -> None:
        self.rows, self.key = rows, key
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        """Return the row."""
        if not isinstance(data, str):
            self.fail("invalid")
        if not 0 < len(data) <= 250 or "\x00" in data:
            self.fail("unknown")
        found = self.within().filter(**{self.key: data}).first()
        if found is None:
            self.fail("unknown")
        return found

    def within(self) -> QuerySet[Any]:
        """Return the rows that may be named."""
        rows: QuerySet[Any] = self.rows()
        return rows

    def to_representation(self, value: Any) -> Any:
        """Return the stable name."""
        return getattr(value, self.key)

    @property
    def actor(self) -> Actor:
        """Return who names it."""
        actor: Actor = self.context["actor"]
        return actor


class Person(Named):
    """Somebody, by username; whoever is not staff may name only themselves."""

    def __init__(self, **options: Any) -> None:
        super().__init__(key="username", **options)

    def within(self) -> QuerySet[Any]:
        """Return people and service accounts, active or not: the operation says why somebody will not do."""
        return people_for(self.actor.user)


class KnownOrganisation(Named):
    """An organisation, by short name."""

    def within(self) -> QuerySet[Any]:
        """Return the organisations that the caller may see."""
        return organisations_for(self.actor.user)


class KnownIncident(Named):
    """Another incident, by number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(key="number", **options)

    def within(self) -> QuerySet[Any]:
        """Return the incidents that the caller may see."""
        return Incident.objects.visible_to(self.actor.user)


def people_for(user: User) -> QuerySet[User]:
    """Return the accounts that somebody may see: staff all but the product's own, others themselves."""
    people: QuerySet[User] = User.objects.exclude(kind=PersonKind.SYSTEM)
    return people if user.is_staff_member else people.filter(pk=user.pk)


def organisations_for(user: User) -> QuerySet[Organisation]:
    """Return the organisations that somebody may see: staff all, others their own."""
    organisations = Organisation.objects.all()
    return organisations if user.is_staff_member else organisations.filter(people=user)
