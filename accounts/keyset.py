"""Keyset paging: a page starts behind the last row shown, so inserts neither repeat nor skip a row."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)

_MAX_CURSOR = 1_000
_MAX_INTEGER = 2**63 - 1


class BadCursorError(ValueError):
    """A cursor that we did not make, or made for another order."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows, and the cursors of its neighbours (None where there is none)."""

    rows: list[Row]
    next: str | None
    previous: str | None


def page_of(
    rows: "models.QuerySet[Row]",
    order: Sequence[str],
    *,
    size: int,
    cursor: str | None = None,
    name: str = "",
) -> "Page[Row]":
    """Return one page in the given order, whose last field must be unique; raises BadCursorError.

    A cursor belongs to its order, which has a name of its own where the address gives it one.
    """
    name = name or ",".join(order)
    backwards, values = (False, None) if cursor is None else _decode(cursor, name, order, rows.model)
    if values is not None:
        rows = rows.filter(behind(order, values, backwards=backwards))
    found = list(rows.order_by(*(_reversed(order) if backwards else order))[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next = backwards or has_more
    has_previous = has_more if backwards else cursor is not None
    return Page(
        rows=found,
        next=_encode(found[-1], name, order, backwards=False) if found and has_next else None,
        previous=_encode(found[0], name, order, backwards=True) if found and has_previous else None,
    )


def behind(order: Sequence[str], values: Sequence[Any], *, backwards: bool = False) -> Q:
    """Return (a, b) > (x, y) written out, which keeps the rows behind the one with these values."""
    further, same = Q(), Q()
    for word, value in zip(order, values, strict=True):
        further |= same & Q((f"{_column(word)}__{'lt' if _descends(word, backwards) else 'gt'}", value))
        same &= Q((_column(word), value))
    # Says the same once more about the first column alone, which lets an index start at the right place.
    first = order[0]
    return Q((f"{_column(first)}__{'lte' if _descends(first, backwards) else 'gte'}", values[0])) & further


def _column(word: str) -> str:
    return word.removeprefix("-")


def _descends(word: str, backwards: bool) -> bool:
    return word.startswith("-") != backwards


def _reversed(order: Sequence[str]) -> list[str]:
    return [_column(word) if word.startswith("-") else f"-{word}" for word in order]


def _encode(row: models.Model, name: str, order: Sequence[str], *, backwards: bool) -> str:
    values = [_plain(getattr(row, _column(word))) for word in order]
    told = json.dumps({"o": name, "v": values, "b": backwards}, separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _decode(
    cursor: str, name: str, order: Sequence[str], model: type[models.Model]
) -> tuple[bool, list[Any]]:
    """Read a cursor; whatever does not fit the list is refused, so that nothing else reaches the database."""
    try:
        if len(cursor) > _MAX_CURSOR:
            raise ValueError(cursor[:20])
        told = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if told["o"] != name or not isinstance(told["b"], bool) or len(told["v"]) != len(order):
            raise ValueError(name)
        return told["b"], [
            _value(model, _column(word), value) for word, value in zip(order, told["v"], strict=True)
        ]
    except (
        ValueError,
        TypeError,
        KeyError,
        OverflowError,
        RecursionError,
        binascii.Error,
        FieldDoesNotExist,
    ) as problem:
        raise BadCursorError(cursor[:20]) from problem


def _value(model: type[models.Model], column: str, value: Any) -> Any:
    kind = model._meta.get_field(column).get_internal_type()
    if kind == "DateTimeField":
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(value)
        return moment.astimezone(UTC)
    if "Integer" in kind or kind.endswith("AutoField"):
        if type(value) is not int or abs(value) > _MAX_INTEGER:
            raise ValueError(value)
    elif not isinstance(value, str) or b"\x00" in value.encode():
        raise ValueError(value)
    return value
