"""One reader of JSON for every door: bounded, and strict where lax readers store poison (rule 24)."""

import json
import math
from typing import Any, NoReturn

MAX_DEPTH = 32


class BadJsonError(ValueError):
    """The text is not JSON that we take; the message says what and where."""


def read(body: bytes, *, replace_unstorable: bool = False) -> Any:
    """Read UTF-8 JSON.

    Refuses other encodings, doubled keys, NaN, more than 32 levels, NUL and lone surrogates. With
    `replace_unstorable` the last two become U+FFFD: an alert must not be lost for a broken character.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise BadJsonError(f"not UTF-8 at byte {problem.start}") from None
    if text.startswith("\ufeff"):
        raise BadJsonError("starts with a byte order mark")
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=float if replace_unstorable else _finite,
        )
    except json.JSONDecodeError as problem:
        raise BadJsonError(f"{problem.msg} at line {problem.lineno}, column {problem.colno}") from None
    except BadJsonError:
        raise
    except (ValueError, RecursionError):
        raise BadJsonError("a number is too long") from None
    return _clean(value, replace=replace_unstorable)


def _check_depth(text: str) -> None:
    """Count brackets before parsing, because a deep document breaks the parser itself."""
    depth, in_string, escaped = 0, False, False
    for char in text:
        if in_string:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_string = False
        elif char == '"':
            in_string = True
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BadJsonError(f"more than {MAX_DEPTH} levels deep")
        elif char in "]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in pairs:
        if key in members:
            raise BadJsonError(f"the key {key[:80]!r} stands twice")
        members[key] = value
    return members


def _refuse_constant(word: str) -> NoReturn:
    raise BadJsonError(f"{word} is not a number")


def _finite(digits: str) -> float:
    """Refuse what Python reads as infinity: written again it is no JSON, and databases choke on it."""
    number = float(digits)
    if math.isinf(number):
        raise BadJsonError("a number is too large")
    return number


def _clean(value: Any, *, replace: bool) -> Any:
    if isinstance(value, str):
        return _clean_text(value, replace=replace)
    if isinstance(value, list):
        return [_clean(item, replace=replace) for item in value]
    if isinstance(value, dict):
        return {
            _clean_text(key, replace=replace): _clean(item, replace=replace) for key, item in value.items()
        }
    return value


def _clean_text(text: str, *, replace: bool) -> str:
    if "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    if not replace:
        raise BadJsonError("a text contains a NUL or half of a character")
    return "".join("\ufffd" if char == "\x00" or "\ud800" <= char <= "\udfff" else char for char in text)
