"""Lists in pages with keyset cursors, which stay right while rows are added (API-04)."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
PARAMETERS = ("limit", "cursor", "ordering", "count")
_MAX_CURSOR = 1_000
_MAX_INTEGER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Orderings:
    """By what a list may be sorted: public name -> column; every order ends in the key."""

    columns: Mapping[str, str]
    default: str
    key: str = "id"

    def keys(self, text: str) -> list[tuple[str, bool]]:
        """Return the columns of an order such as `priority,-updated_at`, each with whether it descends."""
        keys: list[tuple[str, bool]] = []
        for word in text.split(","):
            name, descends = word.removeprefix("-"), word.startswith("-")
            if name not in self.columns or self.columns[name] in dict(keys):
                known = ", ".join(sorted(self.columns))
                raise _refusal("ordering", _("Sort by one of: %s; a minus sign reverses it.") % known)
            keys.append((self.columns[name], descends))
        if self.key not in dict(keys):
            keys.append((self.key, keys[-1][1]))
        return keys


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page starts: behind a row with these values, forwards or backwards."""

    values: list[Any]
    backwards: bool = False


def page(
    request: Request,
    rows: QuerySet[Any],
    orderings: Orderings,
    show: Callable[[Any], dict[str, Any]],
) -> Response:
    """Answer with one page of rows, the links to its neighbours, and the number of all rows if asked for."""
    asked = request.query_params
    limit, text = limit_of(request), asked.get("ordering", orderings.default)
    keys = orderings.keys(text)
    cursor = _decode(asked["cursor"], text, keys, rows.model) if "cursor" in asked else None
    found = list(_rows_behind(rows, keys, cursor)[: limit + 1])
    shown, has_more = found[:limit], len(found) > limit
    is_backwards = cursor is not None and cursor.backwards
    if is_backwards:
        shown.reverse()
    answer: dict[str, Any] = {
        "results": [show(row) for row in shown],
        "next": None,
        "previous": None,
    }
    if shown and (has_more or is_backwards):
        answer["next"] = _link(request, text, keys, shown[-1], backwards=False)
    if shown and (has_more if is_backwards else cursor is not None):
        answer["previous"] = _link(request, text, keys, shown[0], backwards=True)
    if _flag(asked.get("count")):
        answer["count"] = rows.order_by().count()
    return Response(answer)


def _refusal(name: str, sentence: str) -> ValidationError:
    return ValidationError({name: ValidationError(sentence, "invalid")})


def limit_of(request: Request) -> int:
    """Return how many rows are asked for."""
    text = request.query_params.get("limit")
    if text is None:
        return DEFAULT_LIMIT
    if not text.isascii() or not text.isdigit() or len(text) > 3 or not 1 <= int(text) <= MAX_LIMIT:
        raise _refusal("limit", _("Choose a whole number from 1 to %s.") % MAX_LIMIT)
    return int(text)


def _flag(text: str | None) -> bool:
    if text not in (None, "true", "false"):
        raise _refusal("count", _("Choose true or false."))
    return text == "true"


def _rows_behind(
    rows: QuerySet[Any], keys: Sequence[tuple[str, bool]], cursor: Cursor | None
) -> QuerySet[Any]:
    turned = cursor is not None and cursor.backwards
    order = [f"-{column}" if descends != turned else column for column, descends in keys]
    rows = rows.order_by(*order)
    if cursor is None:
        return rows
    behind, same = Q(), Q()
    for (column, descends), value in zip(keys, cursor.values, strict=True):
        comparison = "lt" if descends != turned else "gt"
        behind |= same & Q((f"{column}__{comparison}", value))
        same &= Q((column, value))
    first, descends = keys[0]
    # Says the same once more about the first column alone, which lets the index find the start.
    bound = Q((f"{first}__{'lte' if descends != turned else 'gte'}", cursor.values[0]))
    return rows.filter(bound & behind)


def _link(request: Request, text: str, keys: Sequence[tuple[str, bool]], row: Any, *, backwards: bool) -> str:
    values = [_plain(getattr(row, column)) for column, _descends in keys]
    told = json.dumps({"o": text, "v": values, "b": backwards}, separators=(",", ":"))
    token = base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")
    address = remove_query_param(request.build_absolute_uri(), "format")
    return str(replace_query_param(address, "cursor", token))


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _decode(token: str, text: str, keys: Sequence[tuple[str, bool]], model: type[Model]) -> Cursor:
    """Read a cursor; whatever does not fit the list is refused, so that nothing else reaches the database."""
    try:
        if len(token) > _MAX_CURSOR:
            raise ValueError(token[:20])
        told = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True))
        if told["o"] != text or not isinstance(told["b"], bool) or len(told["v"]) != len(keys):
            raise ValueError(text)
        values = [
            _value(model, column, value) for (column, _descends), value in zip(keys, told["v"], strict=True)
        ]
    except (
        ValueError,
        TypeError,
        KeyError,
        OverflowError,
        RecursionError,
        binascii.Error,
        FieldDoesNotExist,
    ):
        raise _refusal("cursor", _("Use a cursor as it was received, with the same order.")) from None
    return Cursor(values, told["b"])


def _value(model: type[Model], column: str, value: Any) -> Any:
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
