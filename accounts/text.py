"""Text that people type, checked once for every door: nothing unstorable, nothing invisible, nothing overlong."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_LINE_BREAKS = re.compile(r"[\r\n\t\v\f\u0085\u2028\u2029]+")
# Control characters other than tab and line breaks, and halves of characters.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Letters without ink: they make a text look empty although it is not.
_BLANKS = frozenset("\u3164\u115f\u1160\u2800\uffa0")

# Signs that turn the direction of everything behind them, until a sign that ends it.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def unturned(text: str) -> str:
    """Return the text without the signs that would turn the words behind it, for sentences that have no markup."""
    return _TURNING.sub("", text)


def is_blank(text: str) -> bool:
    """Say whether there is nothing to see in the text."""
    return all(
        char.isspace() or char in _BLANKS or unicodedata.category(char) in {"Cc", "Cf", "Zs", "Zl", "Zp"}
        for char in text
    )


def _unstorable(text: str) -> bool:
    return _UNSTORABLE.search(text) is not None


def _refuse(field: str, sentence: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code)})


def line(field: str, text: str, *, limit: int, required: bool = False) -> str:
    """Return a single line: breaks become spaces, edges are trimmed; refuses naming the field."""
    return words(field, _LINE_BREAKS.sub(" ", text).strip(), limit=limit, required=required)


def words(field: str, text: str, *, limit: int, required: bool = False) -> str:
    """Return text of several lines as it is; refuses what is empty, too long or cannot be stored."""
    if _unstorable(text):
        raise _refuse(field, _("This contains characters that cannot be shown. Remove them."), "invalid")
    if len(text) > limit:
        sentence = _("This has %(length)d characters; %(limit)d is the limit.")
        raise _refuse(field, sentence % {"length": len(text), "limit": limit}, "max_length")
    if is_blank(text):
        if required:
            raise _refuse(field, _("Fill this in."), "required")
        return ""
    return text
