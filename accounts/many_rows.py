"""Many new rows in one go: COPY on PostgreSQL, one prepared statement on SQLite; what they say is decided before.

Django's own `bulk_create` asks every field of every row how it is written, which costs more than writing it. Here a
column is turned into the words of the database as a whole. Columns, constraints and errors are the same.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from itertools import repeat
from typing import Any, TypeAlias

from django.db import connection, models

Column: TypeAlias = "models.Field[Any, Any]"
Row = Mapping[str, Any]
"""The values of a row by the names of its columns as the model knows them, such as `team_id`."""


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Write new objects of one model and give them their keys; like `bulk_create` it sends no signals."""
    if not objects:
        return
    model = type(objects[0])
    key = _key_of(model)
    for one, value in zip(objects, _free_keys(model, len(objects)), strict=True):
        one.pk = value
        one._state.adding = False
    _write(model, [key, *_others(model)], [vars(one) for one in objects])


def insert_rows(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Write rows that name every column but the key, which the database gives in their order.

    The caller's transaction. Raises IntegrityError and DataError.
    """
    if rows:
        _write(model, _others(model), rows)


def _write(model: type[models.Model], fields: Sequence[Column], rows: Sequence[Row]) -> None:
    write = _copy if connection.vendor == "postgresql" else _execute
    quote = connection.ops.quote_name
    write(quote(model._meta.db_table), ", ".join(quote(str(field.column)) for field in fields), fields, rows)


def _free_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """Return keys that nobody else gets: of a sequence that has moved on, or of a table that only we may write to."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Looked up once: beside each number it would cost more than the number.
            cursor.execute(
                "WITH place AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS name) "
                "SELECT nextval(place.name) FROM place, generate_series(1, %s)",
                [connection.ops.quote_name(table), _key_of(model).column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    first = (found[0] if found else 0) + 1
    return range(first, first + count)


def _others(model: type[models.Model]) -> list[Column]:
    return [field for field in model._meta.concrete_fields if not (field.primary_key or field.generated)]


def _key_of(model: type[models.Model]) -> Column:
    key = model._meta.pk
    if not isinstance(key, models.AutoField):
        raise TypeError(f"{model._meta.label} has no key that counts up")
    return key


def _columns(
    fields: Iterable[Column], rows: Sequence[Row], kinds: Mapping[type, Callable[[Any], Any]]
) -> list[Iterable[Any]]:
    """Return the values column by column, as the database takes them; what comes often is turned once."""
    found: list[Iterable[Any]] = []
    for field in fields:
        values: list[Any] = [row[field.attname] for row in rows]
        if isinstance(field, models.JSONField):
            values = [json.dumps(value, cls=field.encoder) for value in values]
        turned = {value: _turned(value, kinds) for value in set(values)}
        found.append(map(turned.__getitem__, values))
    return found


def _turned(value: Any, kinds: Mapping[type, Callable[[Any], Any]]) -> Any:
    turn = kinds.get(type(value))
    if turn is not None:
        return turn(value)
    if isinstance(value, Enum):
        return _turned(value.value, kinds)
    raise TypeError(f"no column takes a {type(value).__name__}")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


_COPIED: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda _none: r"\N",
    str: _escaped,
    bool: lambda flag: "t" if flag else "f",
    int: str,
    datetime: datetime.isoformat,
}


def _copy(table: str, names: str, fields: Sequence[Column], rows: Sequence[Row]) -> None:
    lines = map("\t".join, zip(*_columns(fields, rows, _COPIED), strict=True))
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        copy.write("".join(f"{line}\n" for line in lines))


def _same(value: Any) -> Any:
    return value


_EXECUTED: Mapping[type, Callable[[Any], Any]] = {
    type(None): _same,
    str: _same,
    bool: _same,
    int: _same,
    datetime: lambda instant: str(instant.astimezone(UTC).replace(tzinfo=None)),
}


def _execute(table: str, names: str, fields: Sequence[Column], rows: Sequence[Row]) -> None:
    places = ", ".join(repeat("%s", len(fields)))
    told = list(zip(*_columns(fields, rows, _EXECUTED), strict=True))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", told)  # noqa: S608 - our own names
