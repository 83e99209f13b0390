"""A mapping: which column fills which field, which word means which value, and how moments are written."""

import tomllib
from collections.abc import Mapping as Mapped
from dataclasses import asdict, dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts import strict_json, text
from accounts.people.models import validate_zone
from incidents.intake.imports.choices import Subject
from incidents.intake.imports.fields import fields_of, plain
from incidents.intake.imports.tables import LONGEST_CELL

LONGEST_SOURCE = 30
_MOST_FORMATS = 20
_LONGEST_FORMAT = 60
_MOST_WORDS = 5_000
_KEYS = {"source", "zone", "dates", "columns", "values", "defaults", "announce"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """How rows become records.

    `columns` maps field to header, `values` field to {word of the file: word of ours}, `defaults` field to the word
    for empty cells. `dates` are formats of strptime; ISO 8601 and, for the word "excel", day numbers of a spreadsheet
    are read too. Moments without an offset are of `zone`. `announce` tells people and web-hooks what is imported.
    """

    columns: Mapped[str, str]
    source: str = ""
    values: Mapped[str, Mapped[str, str]] = field(default_factory=dict)
    defaults: Mapped[str, str] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    zone: str = "UTC"
    announce: bool = False

    @property
    def time_zone(self) -> ZoneInfo:
        """Return the zone of moments that name none."""
        return ZoneInfo(self.zone)

    def told(self) -> dict[str, Any]:
        """Return the mapping as it is kept."""
        return {**asdict(self), "dates": list(self.dates)}


def read_mapping(content: bytes) -> Any:
    """Return what a mapping file says: JSON if it begins with a brace, else TOML; refuses in a ValidationError."""
    try:
        if content.lstrip().startswith(b"{"):
            return strict_json.read(content)
        return tomllib.loads(content.decode("utf-8-sig"))
    except strict_json.BadJsonError as problem:
        raise _refused(_("The mapping is not JSON: %(problem)s.") % {"problem": problem}) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise _refused(_("The mapping is not TOML: %(problem)s.") % {"problem": problem}) from None


def mapping_of(told: Any, subject: str, headers: list[str]) -> Mapping:
    """Return the mapping that somebody told, checked against the fields and the file."""
    if not isinstance(told, dict):
        raise _refused(_("A mapping is a table of names and values."))
    if unknown := sorted(set(told) - _KEYS):
        raise _refused(_unknown(_("The mapping knows no “%(name)s”."), unknown[0], sorted(_KEYS)))
    fields = fields_of(subject)
    columns = _columns(_table(told, "columns"), subject, headers)
    defaults = _words(_table(told, "defaults"), "defaults")
    values = {
        name: {plain(word): value for word, value in _words(words, f"values.{name}").items()}
        for name, words in _table(told, "values").items()
    }
    for part, names in (("defaults", defaults), ("values", values)):
        for name in names:
            if name not in fields:
                raise _refused(_unknown(_("There is no field “%(name)s”."), name, list(fields)), part)
    for name, one in fields.items():
        if one.is_required and name not in columns and name not in defaults:
            sentence = _("“%(field)s” is needed: choose its column, or give a default.")
            raise _refused(sentence % {"field": one.label}, name)
    return Mapping(
        columns=columns,
        source=_source(told, subject),
        values=values,
        defaults=defaults,
        dates=_formats(told.get("dates", [])),
        zone=_zone(told.get("zone", "UTC")),
        announce=_flag(told.get("announce", False)),
    )


def _refused(sentence: str, place: str = "mapping") -> ValidationError:
    return ValidationError({place: ValidationError(sentence, "guard_failed")})


def _unknown(sentence: str, name: str, known: list[str]) -> str:
    listed = get_text_list(known, _("or"))
    return f"{sentence % {'name': name[:80]}} {_('Choose from: %(known)s.') % {'known': listed}}"


def _table(told: dict[str, Any], name: str) -> dict[str, Any]:
    part = told.get(name, {})
    if not isinstance(part, dict) or len(part) > _MOST_WORDS:
        raise _refused(_("“%(name)s” is a table of names and values.") % {"name": name}, name)
    return part


def _words(part: Any, place: str) -> dict[str, str]:
    if not isinstance(part, dict) or len(part) > _MOST_WORDS:
        raise _refused(_("“%(name)s” is a table of names and values.") % {"name": place}, place)
    for name, value in part.items():
        if not isinstance(value, str | int | float | bool) or len(str(value)) > LONGEST_CELL:
            raise _refused(_("“%(name)s” must be a text.") % {"name": f"{place}.{name}"[:200]}, place)
    return {
        str(name): str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in part.items()
    }


def _columns(part: dict[str, Any], subject: str, headers: list[str]) -> dict[str, str]:
    fields = fields_of(subject)
    spelled = {plain(header): header for header in headers}
    found = {}
    for name, header in _words(part, "columns").items():
        if name not in fields:
            raise _refused(_unknown(_("There is no field “%(name)s”."), name, list(fields)), "columns")
        if plain(header) not in spelled:
            raise _refused(_unknown(_("The file has no column “%(name)s”."), header, headers), name)
        found[name] = spelled[plain(header)]
    return found


def _source(told: dict[str, Any], subject: str) -> str:
    source = told.get("source", "")
    if not isinstance(source, str):
        raise _refused(_("“%(name)s” must be a text.") % {"name": "source"}, "source")
    is_required = subject == Subject.INCIDENTS
    return text.line("source", source, limit=LONGEST_SOURCE, required=is_required)


def _formats(told: Any) -> tuple[str, ...]:
    formats = [told] if isinstance(told, str) else told
    if not isinstance(formats, list) or len(formats) > _MOST_FORMATS:
        raise _refused(_("“dates” is a list of formats, such as %%d.%%m.%%Y %%H:%%M.") % {}, "dates")
    for one in formats:
        if not isinstance(one, str) or not (one == "excel" or "%" in one) or len(one) > _LONGEST_FORMAT:
            raise _refused(_("“dates” is a list of formats, such as %%d.%%m.%%Y %%H:%%M.") % {}, "dates")
    return tuple(formats)


def _zone(told: Any) -> str:
    try:
        validate_zone(told if isinstance(told, str) else "")
    except ValidationError as refusal:
        raise ValidationError({"zone": refusal}) from None
    return str(told)


def _flag(told: Any) -> bool:
    if not isinstance(told, bool):
        raise _refused(_("“%(name)s” is true or false.") % {"name": "announce"}, "announce")
    return told
