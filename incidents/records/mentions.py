"""Where words occur: in an incident's own text, in what was said on its timeline, in the names of its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import FloatField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from incidents.records.models import Incident, IncidentQuerySet
from incidents.records.search import SQLITE_UP as OWN_UP
from incidents.records.search import vector_of
from incidents.records.timeline_models import Attachment, AttachmentQuerySet, Entry, EntryQuerySet

_ENTRY, _FILE = vector_of("body"), vector_of("name")
# As a query with parameters has them.
_ENTRY_ASKED, _FILE_ASKED = _ENTRY.replace("%", "%%"), _FILE.replace("%", "%%")
POSTGRESQL_UP = f"""
CREATE INDEX incidents_entry_search ON incidents_entry USING gin (({_ENTRY})) WHERE body <> '';
CREATE INDEX incidents_attachment_search ON incidents_attachment USING gin (({_FILE}));
"""
POSTGRESQL_DOWN = """
DROP INDEX IF EXISTS incidents_entry_search;
DROP INDEX IF EXISTS incidents_attachment_search;
"""
_TOKENS = """tokenize="unicode61 remove_diacritics 2", prefix='2 3'"""
_FORGET_ENTRY = """INSERT INTO incidents_entry_search(incidents_entry_search, rowid, body)
    VALUES ('delete', old.id, old.body);"""
_LEARN_ENTRY = "INSERT INTO incidents_entry_search(rowid, body) VALUES (new.id, new.body);"
# A file has no number of its own by which its line could be found again.
_FORGET_FILE = "DELETE FROM incidents_file_search WHERE file = old.id;"
_LEARN_FILE = "INSERT INTO incidents_file_search(name, file) VALUES (new.name, new.id);"


def _trigger(name: str, event: str, table: str, acts: str) -> str:
    return f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {table} BEGIN {acts} END"


SQLITE_UP = (
    f"""CREATE VIRTUAL TABLE IF NOT EXISTS incidents_entry_search
        USING fts5(body, content='incidents_entry', content_rowid='id', {_TOKENS})""",
    f"CREATE VIRTUAL TABLE IF NOT EXISTS incidents_file_search USING fts5(name, file UNINDEXED, {_TOKENS})",
    _trigger("incidents_entry_search_insert", "INSERT", "incidents_entry", _LEARN_ENTRY),
    _trigger("incidents_entry_search_delete", "DELETE", "incidents_entry", _FORGET_ENTRY),
    _trigger(
        "incidents_entry_search_update", "UPDATE OF body", "incidents_entry", _FORGET_ENTRY + _LEARN_ENTRY
    ),
    _trigger("incidents_file_search_insert", "INSERT", "incidents_attachment", _LEARN_FILE),
    _trigger("incidents_file_search_delete", "DELETE", "incidents_attachment", _FORGET_FILE),
    _trigger(
        "incidents_file_search_update", "UPDATE OF name", "incidents_attachment", _FORGET_FILE + _LEARN_FILE
    ),
)
SQLITE_FILL = (
    "INSERT INTO incidents_entry_search(incidents_entry_search) VALUES ('rebuild')",
    "INSERT INTO incidents_file_search(name, file) SELECT name, id FROM incidents_attachment",
)
SQLITE_DOWN = (
    *(
        f"DROP TRIGGER IF EXISTS incidents_{table}_search_{event}"
        for table in ("entry", "file")
        for event in ("insert", "delete", "update")
    ),
    "DROP TABLE IF EXISTS incidents_entry_search",
    "DROP TABLE IF EXISTS incidents_file_search",
)


def ensure_triggers(**_kwargs: Any) -> None:
    """Bring SQLite's triggers back after a migration rebuilt a table, which silently drops them."""
    if connection.vendor != "sqlite":
        return
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for name, statements in (("incidents_search", OWN_UP), ("incidents_file_search", SQLITE_UP)):
            for statement in statements if name in tables else ():
                cursor.execute(statement)


@dataclass(frozen=True, slots=True)
class Beside:
    """Words that stand beside each other; the last may go on unless they were meant exactly. Never empty."""

    words: tuple[str, ...]
    is_exact: bool

    @property
    def postgresql(self) -> str:
        """Return it in the language of tsquery."""
        return " <-> ".join(f"'{word}'" for word in self.words) + ("" if self.is_exact else ":*")

    @property
    def fts(self) -> str:
        """Return it in the language of FTS5."""
        return f'"{" ".join(self.words)}"' + ("" if self.is_exact else "*")


def _query(any_of: Sequence[Beside]) -> str:
    if connection.vendor == "postgresql":
        return " | ".join(f"({one.postgresql})" for one in any_of)
    return " OR ".join(one.fts for one in any_of)


def _hits(postgresql: str, sqlite: str, any_of: Sequence[Beside]) -> RawSQL:
    return RawSQL(postgresql if connection.vendor == "postgresql" else sqlite, [_query(any_of)])  # noqa: S611


def incidents_with(any_of: Sequence[Beside]) -> IncidentQuerySet:
    """Return incidents whose number, title, description or references have any of these."""
    hits = _hits(
        "SELECT id FROM incidents_incident WHERE search @@ to_tsquery('simple', %s)",
        "SELECT rowid FROM incidents_search WHERE incidents_search MATCH %s",
        any_of,
    )
    return Incident.objects.filter(pk__in=hits)


def entries_with(any_of: Sequence[Beside]) -> EntryQuerySet:
    """Return entries whose words have any of these."""
    hits = _hits(
        f"SELECT id FROM incidents_entry WHERE body <> '' AND {_ENTRY_ASKED} @@ to_tsquery('simple', %s)",  # noqa: S608
        "SELECT rowid FROM incidents_entry_search WHERE incidents_entry_search MATCH %s",
        any_of,
    )
    return Entry.objects.filter(pk__in=hits)


def files_with(any_of: Sequence[Beside]) -> AttachmentQuerySet:
    """Return files whose names have any of these."""
    hits = _hits(
        f"SELECT id FROM incidents_attachment WHERE {_FILE_ASKED} @@ to_tsquery('simple', %s)",  # noqa: S608
        "SELECT file FROM incidents_file_search WHERE incidents_file_search MATCH %s",
        any_of,
    )
    return Attachment.objects.filter(pk__in=hits)


def nearness(any_of: Sequence[Beside]) -> Any:
    """Return how well an incident's own text fits; number and reference count most, then the title."""
    if connection.vendor == "postgresql":
        own = RawSQL("ts_rank(incidents_incident.search, to_tsquery('simple', %s))", [_query(any_of)])
    else:
        own = RawSQL(
            "(SELECT -bm25(incidents_search, 10.0, 5.0, 10.0, 1.0) FROM incidents_search"
            " WHERE incidents_search MATCH %s AND rowid = incidents_incident.id)",
            [_query(any_of)],
        )
    return Coalesce(own, Value(0.0), output_field=FloatField())
