"""Keyset paging: the next page starts after the last row shown, so inserts neither repeat nor skip a row."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)


class BadCursorError(ValueError):
    """A cursor that we did not make, or made for another order."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows, and the cursors of its neighbours (None where there is none)."""

    rows: list[Row]
    next: str | None
    previous: str | None


def _field(name: str) -> str:
    return name.lstrip("-")


def _encode(row: models.Model, order: Sequence[str], *, backwards: bool) -> str:
    values = [getattr(row, _field(name)) for name in order]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps(["p" if backwards else "n", *plain], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, model: type[models.Model], order: Sequence[str]) -> tuple[bool, list[Any]]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        direction, *values = json.loads(text)
        if direction not in ("p", "n") or len(values) != len(order):
            raise BadCursorError(cursor)
        fields = [model._meta.get_field(_field(name)) for name in order]
        return direction == "p", [
            field.to_python(value)  # type: ignore[union-attr]
            for field, value in zip(fields, values, strict=True)
        ]
    except BadCursorError:
        raise
    except Exception as problem:
        raise BadCursorError(cursor) from problem


def _after(order: Sequence[str], values: Sequence[Any], *, backwards: bool) -> Q:
    """Return (a, b) > (x, y) written out; the bound on the first column lets an index start at the right place."""
    condition = Q()
    equal = Q()
    for name, value in zip(order, values, strict=True):
        descending = name.startswith("-") != backwards
        condition |= equal & Q(**{f"{_field(name)}__{'lt' if descending else 'gt'}": value})
        equal &= Q(**{_field(name): value})
    first = order[0]
    descending = first.startswith("-") != backwards
    return Q(**{f"{_field(first)}__{'lte' if descending else 'gte'}": values[0]}) & condition


def _reversed(order: Sequence[str]) -> list[str]:
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def page_of(
    rows: "models.QuerySet[Row]", order: Sequence[str], *, size: int, cursor: str = ""
) -> "Page[Row]":
    """Return one page in the given order, whose last field must be unique; raises BadCursorError."""
    backwards, values = _decode(cursor, rows.model, order) if cursor else (False, [])
    if values:
        rows = rows.filter(_after(order, values, backwards=backwards))
    found = list(rows.order_by(*(_reversed(order) if backwards else order))[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next = backwards or has_more
    has_previous = has_more if backwards else bool(cursor)
    return Page(
        rows=found,
        next=_encode(found[-1], order, backwards=False) if found and has_next else None,
        previous=_encode(found[0], order, backwards=True) if found and has_previous else None,
    )
