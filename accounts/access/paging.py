"""Lists of the API in pages: how many, in which order, from which cursor on (API-04)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from accounts import keyset

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
PARAMETERS = ("limit", "cursor", "ordering", "count")


@dataclass(frozen=True, slots=True)
class Orderings:
    """By what a list may be sorted: public name -> column; every order ends in the key."""

    columns: Mapping[str, str]
    default: str
    key: str = "id"

    def order(self, text: str) -> list[str]:
        """Return the columns of an order such as `priority,-updated_at`, each with its sign."""
        order: dict[str, str] = {}
        for word in text.split(","):
            name, sign = word.removeprefix("-"), "-" if word.startswith("-") else ""
            if name not in self.columns or self.columns[name] in order:
                known = ", ".join(sorted(self.columns))
                raise _refusal("ordering", _("Sort by one of: %s; a minus sign reverses it.") % known)
            order[self.columns[name]] = sign
        order.setdefault(self.key, sign)
        return [sign + column for column, sign in order.items()]


def page(
    request: Request,
    rows: QuerySet[Any],
    orderings: Orderings,
    show: Callable[[Any], dict[str, Any]],
) -> Response:
    """Answer with one page of rows, the links to its neighbours, and the number of all rows if asked for."""
    asked = request.query_params
    limit, text = limit_of(request), asked.get("ordering", orderings.default)
    order = orderings.order(text)
    try:
        found = keyset.page_of(rows, order, size=limit, cursor=asked.get("cursor"), name=text)
    except keyset.BadCursorError:
        raise _refusal("cursor", _("Use a cursor as it was received, with the same order.")) from None
    answer: dict[str, Any] = {
        "results": [show(row) for row in found.rows],
        "next": _link(request, found.next),
        "previous": _link(request, found.previous),
    }
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


def _link(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    address = remove_query_param(request.build_absolute_uri(), "format")
    return str(replace_query_param(address, "cursor", cursor))
