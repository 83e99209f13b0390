"""Full-text search over incidents: tsvector on PostgreSQL, FTS5 on SQLite, behind one function."""

import re
import unicodedata

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from incidents.records.models import IncidentQuerySet

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"^[A-Za-z]{1,10}-\d{1,18}$")
MAX_WORDS = 12
MAX_LENGTH = 200

_PUNCTUATION = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'


def vector_of(columns: str) -> str:
    """Index whole words only: PostgreSQL would otherwise read E-42 as a negative number and guess at addresses."""
    return f"to_tsvector('simple', translate({columns}, '{_PUNCTUATION}', '{' ' * len(_PUNCTUATION)}'))"


def _vector(columns: str, weight: str) -> str:
    return f"setweight({vector_of(columns)}, '{weight}')"


POSTGRESQL_UP = f"""
ALTER TABLE incidents_incident ADD COLUMN search tsvector GENERATED ALWAYS AS (
    {_vector("number || ' ' || external_reference", "A")}
    || {_vector("title", "B")}
    || {_vector("description", "D")}
) STORED;
CREATE INDEX incidents_incident_search ON incidents_incident USING gin (search);
"""
POSTGRESQL_DOWN = """
DROP INDEX IF EXISTS incidents_incident_search;
ALTER TABLE incidents_incident DROP COLUMN IF EXISTS search;
"""
_COLUMNS = "number, title, external_reference, description"
_NEW = "new.number, new.title, new.external_reference, new.description"
_OLD = "old.number, old.title, old.external_reference, old.description"
_FORGET = (
    f"INSERT INTO incidents_search(incidents_search, rowid, {_COLUMNS}) VALUES ('delete', old.id, {_OLD});"  # noqa: S608
)
_LEARN = f"INSERT INTO incidents_search(rowid, {_COLUMNS}) VALUES (new.id, {_NEW});"  # noqa: S608
SQLITE_UP = (
    f"""CREATE VIRTUAL TABLE IF NOT EXISTS incidents_search USING fts5(
        {_COLUMNS}, content='incidents_incident', content_rowid='id',
        tokenize="unicode61 remove_diacritics 2", prefix='2 3')""",
    f"""CREATE TRIGGER IF NOT EXISTS incidents_search_insert AFTER INSERT ON incidents_incident
        BEGIN {_LEARN} END""",
    f"""CREATE TRIGGER IF NOT EXISTS incidents_search_delete AFTER DELETE ON incidents_incident
        BEGIN {_FORGET} END""",
    f"""CREATE TRIGGER IF NOT EXISTS incidents_search_update AFTER UPDATE OF {_COLUMNS} ON incidents_incident
        BEGIN {_FORGET} {_LEARN} END""",
)
SQLITE_DOWN = (
    "DROP TRIGGER IF EXISTS incidents_search_insert",
    "DROP TRIGGER IF EXISTS incidents_search_delete",
    "DROP TRIGGER IF EXISTS incidents_search_update",
    "DROP TABLE IF EXISTS incidents_search",
)


def words_of(text: str) -> list[str]:
    """Return the searchable words of what somebody typed; signs of any query language are just separators."""
    return _WORD.findall(unicodedata.normalize("NFC", text)[:MAX_LENGTH])[:MAX_WORDS]


def number_in(text: str) -> str:
    """Return the number of an incident if the text is one and nothing else."""
    return text.strip() if _NUMBER.match(text.strip()) else ""


def matching(incidents: IncidentQuerySet, text: str, *, any_word: bool = False) -> IncidentQuerySet:
    """Keep incidents that contain every word (or any), the last as a beginning; a number finds that incident too."""
    words = words_of(text)
    if not words:
        return incidents.none()
    if connection.vendor == "postgresql":
        terms = [f"'{word}'" for word in words]
        query = (" | " if any_word else " & ").join([*terms[:-1], f"{terms[-1]}:*"])
        hits = RawSQL("SELECT id FROM incidents_incident WHERE search @@ to_tsquery('simple', %s)", [query])
    else:
        terms = [f'"{word}"' for word in words]
        query = (" OR " if any_word else " ").join([*terms[:-1], f"{terms[-1]}*"])
        hits = RawSQL("SELECT rowid FROM incidents_search WHERE incidents_search MATCH %s", [query])
    found = Q(pk__in=hits)
    found |= Q(supplier_reference=text.strip())
    if number := number_in(text):
        found |= Q(number__iexact=number)
    return incidents.filter(found)
