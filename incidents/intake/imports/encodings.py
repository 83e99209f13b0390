"""Bytes as text: the encoding that somebody chose, or the one that the bytes show; no letter is spoiled unseen."""

import codecs
import re

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_END = re.compile(r"\r\n|\r|\n")
# Bytes that are no UTF-8 come out of `surrogateescape` as these.
_STRAY = re.compile("[\udc80-\udcff]")
_LETTER = re.compile("[^\x00-\x7f\udc80-\udcff]")
# Of hundred bytes of Western text hardly one pair is UTF-8 by chance.
_FEW = 20
_LOOKED_AT = 4096
_BEFORE = 20


class BadFileError(ValueError):
    """The file cannot be read as a table; the message says what is wrong and what to do."""


class Encoding(TextChoices):
    """In which encoding the text of a file is; empty: as its bytes show."""

    SHOWN = "", gettext_lazy("As the file shows")
    UTF_8 = "utf-8", "UTF-8"
    UTF_16 = "utf-16", "UTF-16"
    WINDOWS = "cp1252", gettext_lazy("Windows-1252 (Western Europe)")
    WINDOWS_EAST = "cp1250", gettext_lazy("Windows-1250 (Central Europe)")
    WINDOWS_CYRILLIC = "cp1251", gettext_lazy("Windows-1251 (Cyrillic)")
    LATIN_9 = "iso8859-15", gettext_lazy("ISO 8859-15 (Western Europe)")
    MAC = "mac-roman", gettext_lazy("Macintosh (Western Europe)")
    DOS = "cp850", gettext_lazy("DOS 850 (Western Europe)")


def decoded(content: bytes, chosen: str = "") -> str:
    """Return the text of a file without its byte order mark; raises BadFileError with the line that is spoiled."""
    encoding = _marked(content) or _chosen(content, chosen) or _wide(content)
    if encoding is None:
        encoding = Encoding.WINDOWS.value if is_guessed(content, chosen) else Encoding.UTF_8.value
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        raise BadFileError(_spoiled(content, encoding, problem)) from None


def is_guessed(content: bytes, chosen: str = "") -> bool:
    """Say whether the text is read as Windows-1252 only because it is no UTF-8, which somebody should look at."""
    if chosen or _marked(content) or _wide(content):
        return False
    text = content.decode("utf-8", errors="surrogateescape")
    stray = len(_STRAY.findall(text))
    return len(_LETTER.findall(text)) * _FEW < stray


def _marked(content: bytes) -> str | None:
    return next((encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark)), None)


def _chosen(content: bytes, chosen: str) -> str | None:
    if chosen == Encoding.UTF_16:
        return _wide(content) or "utf-16-le"
    return Encoding(chosen).value or None


def _wide(content: bytes) -> str | None:
    """Return which UTF-16 it is without a mark: in its headers nearly every other byte is zero."""
    start = content[:_LOOKED_AT]
    evens, odds = start[::2], start[1::2]
    for name, empty, full in (("utf-16-le", odds, evens), ("utf-16-be", evens, odds)):
        if empty.count(0) * 2 > len(empty) and full.count(0) * 10 < len(full):
            return name
    return None


def _spoiled(content: bytes, encoding: str, problem: UnicodeDecodeError) -> str:
    # Codecs that take a mark off count from behind it.
    marked = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0
    place = problem.start + marked
    before = content[:place].decode(encoding, errors="ignore").removeprefix("\ufeff")
    lines = _LINE_END.split(before)
    told = {
        "line": len(lines),
        "encoding": encoding.upper().removesuffix("-SIG").replace("CP", "Windows-"),
        "byte": content[place : place + 1].hex().upper(),
        "before": lines[-1][-_BEFORE:],
    }
    if encoding in ("utf-8", "utf-8-sig"):
        return _(
            "Line %(line)d is not UTF-8: the byte %(byte)s behind “%(before)s”. Correct it there, or choose the "
            "encoding that the file has."
        ) % {**told}
    return _(
        "Line %(line)d is not %(encoding)s: the byte %(byte)s behind “%(before)s”. Choose the encoding that the "
        "file has, or save it as CSV UTF-8."
    ) % {**told}
