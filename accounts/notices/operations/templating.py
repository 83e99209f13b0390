"""Keep the words of administrators, and put them in the place of the standard ones (ADM-05, COM-01)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import text
from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from accounts.notices.choices import TemplateWay, Way
from accounts.notices.template_models import NoticeTemplate
from accounts.notices.templates import render, stray_in, unknown_in
from accounts.notices.wording import one_line
from accounts.notices.wordings import Values, Wording, find_wording

if TYPE_CHECKING:
    from accounts.notices.operations.announcing import Letter

log = structlog.get_logger(__name__)

LONGEST_SUBJECT, LONGEST_BODY = 250, 10_000
_WAYS = (TemplateWay.INBOX.value, *Way.values)


def save_template(row: NoticeTemplate, *, by: Actor, why: str) -> NoticeTemplate:
    """Keep own words for a message; an unknown variable is refused and the known ones are named (ADM-05)."""
    require(by, Right.CONFIGURE)
    wording = find_wording(row.key)
    if wording is None:
        raise ValidationError({"key": ValidationError(_("There is no such message."), "invalid")})
    row.subject, row.body = checked(wording, row.subject, row.body)
    try:
        with transaction.atomic():
            save_as(row, by=by, why=why)
    except IntegrityError:
        row.validate_constraints()
        raise
    return row


def checked(wording: Wording, subject: str, body: str) -> tuple[str, str]:
    """Return subject and text as they are kept; refuses, naming the field, what could not be sent."""
    problems: dict[str, Any] = {}
    kept = []
    for field, words, limit in (("subject", subject, LONGEST_SUBJECT), ("body", body, LONGEST_BODY)):
        try:
            kept.append(_checked_field(wording, field, words, limit))
        except ValidationError as refusal:
            problems |= refusal.error_dict
    if problems:
        raise ValidationError(problems)
    return kept[0], kept[1]


def _checked_field(wording: Wording, field: str, words: str, limit: int) -> str:
    if field == "subject":
        words = text.line(field, words, limit=limit, required=True)
    return checked_text(field, words, wording.names, limit=limit)


def checked_text(field: str, words: str, names: Sequence[str], *, limit: int, required: bool = False) -> str:
    """Return a text with variables as it is kept; refuses, naming the field, what could not be filled in."""
    kept = text.words(field, words.replace("\r\n", "\n").strip(), limit=limit, required=required)
    known = ", ".join(names)
    if unknown := unknown_in(kept, names):
        sentence = _("There is no variable “%(name)s” in this message. Known are: %(known)s.")
        told = {"name": unknown[0][:60], "known": known}
        raise ValidationError({field: ValidationError(sentence % told, "unknown_variable")})
    if stray := stray_in(kept):
        sentence = _("“%(sign)s” stands alone. Write a variable as {{ name }}. Known are: %(known)s.")
        told = {"sign": stray, "known": known}
        raise ValidationError({field: ValidationError(sentence % told, "malformed")})
    return kept


def filled_in(subject: str, body: str, values: Values) -> tuple[str, str]:
    """Return subject and text of a template with values put in.

    The number stands in front in brackets, whatever the template says: a reply finds its record by it, and no title
    that somebody typed may stand before it (COM-02). Raises UnknownVariableError.
    """
    line = one_line(render(subject, values))
    number = values.get("number")
    if isinstance(number, str) and not line.startswith(token := f"[{number}]"):
        line = f"{token} {line}"
    return line[:LONGEST_SUBJECT], render(body, values).strip()


def own_words_for(keys: Collection[str]) -> QuerySet[NoticeTemplate]:
    """Return the templates of administrators for these messages."""
    return NoticeTemplate.objects.filter(key__in=keys)


def in_chosen_words(letters: Sequence[Sequence[Letter]], keys: Collection[str]) -> list[list[Letter]]:
    """Return letters in the words of administrators where they have written some, in one query."""
    chosen = {(row.key, row.language, row.way): row for row in own_words_for(keys)}
    return [[_reworded(letter, chosen) for letter in each] for each in letters]


_Chosen = dict[tuple[str, str, str], NoticeTemplate]


def _reworded(letter: Letter, chosen: _Chosen) -> Letter:
    words = {}
    for way in _WAYS:
        place = (letter.key, letter.recipient.language)
        template = chosen.get((*place, way)) or chosen.get((*place, TemplateWay.ALL))
        if template is not None and (said := _said(template, letter)):
            words[way] = said
    if not words:
        return letter
    standard = [letter.subject[:LONGEST_SUBJECT], letter.body]
    subject, body = words.get(TemplateWay.INBOX, standard)
    # Where one way has own words and another has not, the latter keeps the standard ones.
    outside = {way: words.get(way, standard) for way in Way.values}
    return replace(letter, subject=subject, body=body, words={**words, **outside})


def _said(template: NoticeTemplate, letter: Letter) -> list[str] | None:
    """Return subject and text in the reader's language; None, and a warning, if the template does not fit any more."""
    try:
        with translation.override(letter.recipient.language):
            subject, body = filled_in(template.subject, template.body, letter.values)
    except LookupError as problem:
        log.warning(
            "notice_template_failed",
            key=template.key,
            language=template.language,
            way=template.way,
            problem=f"{type(problem).__name__}: {problem}",
        )
        return None
    return [subject, body] if subject else None
