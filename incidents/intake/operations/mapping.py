"""Say where things stand in the JSON of an integration (CH-15)."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from incidents.intake.adapters.mapped import LONGEST_POINTER, POINTER, Places
from incidents.intake.choices import IntegrationKind, Severity
from incidents.intake.models import Integration

_WORDS = ("over", "severities")
POINTERS = tuple(name for name in asdict(Places()) if name not in _WORDS)
_MOST_WORDS, _LONGEST_WORD = 50, 80


def set_mapping(integration: Integration, told: Mapping[str, Any], *, by: Actor, why: str) -> Integration:
    """Keep a mapping; each problem is named at its place."""
    require(by, Right.CONFIGURE)
    if integration.kind != IntegrationKind.JSON:
        raise ValidationError(_("Only integrations that take any JSON have a mapping."), "guard_failed")
    places = checked(told)
    with transaction.atomic():
        row = Integration.objects.select_for_update(no_key=True, of=("self",)).get(pk=integration.pk)
        row.mapping = {name: value for name, value in asdict(places).items() if value}
        save_as(row, by=by, why=why, fields=["mapping"])
    return row


def checked(told: Mapping[str, Any]) -> Places:
    """Return a mapping that can be used, or refuse it."""
    places = Places.of(told)
    problems = {name: _pointer_problem(getattr(places, name)) for name in POINTERS}
    if not places.title and not problems["title"]:
        problems["title"] = _("Say where the title stands; everything else may be missing.")
    problems["over"] = _words_problem(places.over)
    problems["severities"] = _words_problem(places.severities) or _severities_problem(places)
    if places.over and not places.state:
        problems["state"] = problems["state"] or _("Say where these words stand, or clear the words.")
    found = {name: ValidationError(text, "invalid") for name, text in problems.items() if text}
    if found:
        raise ValidationError(found)
    return places


def _pointer_problem(pointer: str) -> str:
    if not pointer:
        return ""
    if len(pointer) > LONGEST_POINTER or not POINTER.fullmatch(pointer):
        return _(
            "Write it like /alert/labels/host: a slash before each name, a number for a place in a list."
        )
    return ""


def _words_problem(words: Any) -> str:
    if len(words) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in words):
        return _("At most %(most)d words of %(length)d characters.") % {
            "most": _MOST_WORDS,
            "length": _LONGEST_WORD,
        }
    return ""


def _severities_problem(places: Places) -> str:
    wrong = sorted(set(places.severities.values()) - set(Severity.values))
    if not wrong:
        return ""
    known = ", ".join(Severity.values)
    return _("“%(word)s” is no severity; choose from %(known)s.") % {"word": wrong[0], "known": known}
