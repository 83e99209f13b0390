"""What an incident and its timeline say of a message: plain words, cut where they must be."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.text import is_blank, unturned
from incidents.intake.mail.choices import MailMark
from incidents.intake.mail.parsing import Mail
from incidents.intake.mail.quoting import split
from incidents.intake.mail.rules import bare_subject
from incidents.intake.mail.words import decoded

TITLE_LENGTH = 200
# An entry and a description hold 50,000 characters.
LONGEST_BODY = 49_000
EXCERPT_LENGTH = 500
_EXCERPT_LINES = 6
_LOOKED_AT = 4_000


def title_of(mail: Mail) -> str:
    """Return the subject as a title; without one, who wrote."""
    title = bare_subject(mail.subject, settings.INCIDENT_PREFIX)
    if is_blank(title):
        title = _("E-mail from %(who)s") % {
            "who": mail.sender.name or mail.sender.address or _("nobody known")
        }
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1].rstrip()}…"


def cut(text: str, marks: list[MailMark]) -> str:
    """Return text that fits; the rest is in the intake log."""
    if len(text) <= LONGEST_BODY:
        return text
    if MailMark.TEXT_CUT not in marks:
        marks.append(MailMark.TEXT_CUT)
    return f"{text[:LONGEST_BODY].rstrip()}…"


def body_of(mail: Mail, marks: list[MailMark]) -> tuple[str, str]:
    """Return what a reply says and what it quotes, each cut."""
    said, quoted = split(mail.text)
    if is_blank(said):
        said = _("(The message has no text.)")
    return cut(said, marks), cut(quoted, marks)


def excerpt_of(mail: Mail, raw: bytes) -> str:
    """Return the first lines of a message in quarantine; of one that cannot be read, what can be made out."""
    text = mail.text or decoded(raw[:_LOOKED_AT].partition(b"\r\n\r\n")[2] or raw[:_LOOKED_AT], "")
    lines = (" ".join(unturned(line).split()) for line in text[:_LOOKED_AT].split("\n"))
    first = "\n".join([line for line in lines if not is_blank(line)][:_EXCERPT_LINES])
    return first if len(first) <= EXCERPT_LENGTH else f"{first[: EXCERPT_LENGTH - 1].rstrip()}…"


def why_of(refusal: ValidationError) -> str:
    """Return why a file was refused, cut."""
    return " ".join(refusal.messages)[:400]


def sentences(marks: Iterable[MailMark], left_out: Iterable[str]) -> str:
    """Return what was not as it should be, one sentence a line; nothing if all was well."""
    told = [str(mark.label) for mark in dict.fromkeys(marks) if mark not in _NOT_WORTH_TELLING]
    if told_of := list(left_out):
        told += [*told_of, _("The original message has what was not kept. Open it with care.")]
    return "\n".join(told)


_NOT_WORTH_TELLING = (MailMark.TEXT_FROM_HTML, MailMark.NO_TEXT)


def reason_of(said: str) -> str:
    """Return the first line of a reply, as the reason for reopening."""
    first: Any = next((line.strip() for line in said.split("\n") if not is_blank(line)), "")
    return str(first)[:500]
