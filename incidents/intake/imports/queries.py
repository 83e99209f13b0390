"""Who and what the words of a file name: read once for a lot of rows, with a number of questions that is bounded."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.people.models import Membership, Organisation, Team, User
from incidents.catalogue.models import (
    CancelReason,
    Category,
    CauseCategory,
    HoldReason,
    ResolutionCode,
    Service,
)
from incidents.catalogue.queries import priority_matrix
from incidents.catalogue.rules import Matrix
from incidents.intake.imports.fields import Kind
from incidents.intake.imports.rows import Layout
from incidents.intake.imports.tables import Row

_KINDS: Mapping[str, Any] = {
    "service": Service,
    "category": Category,
    "team": Team,
    "organisation": Organisation,
    "resolution_code": ResolutionCode,
    "cause_category": CauseCategory,
    "hold_reason": HoldReason,
    "cancel_reason": CancelReason,
}


def folded(word: str) -> str:
    """Return a name as it is compared: without case, and with letters in one form (C13)."""
    return unicodedata.normalize("NFC", word).casefold().strip()


@dataclass
class Directory:
    """Finds rows by their short name, path, name or address; people only among those that the rows can name."""

    words: frozenset[str]
    _entries: dict[str, dict[str, Any]] = field(default_factory=dict)

    def find(self, kind: str, word: str) -> Any:
        """Return the row that a word names, or None."""
        if kind == "person":
            return self.people.get(folded(word))
        if kind not in self._entries:
            self._entries[kind] = _entries_of(_KINDS[kind])
        return self._entries[kind].get(folded(word))

    @cached_property
    def people(self) -> dict[str, User]:
        """Return people by user name and by address."""
        named = User.objects.alias(login=Lower("username"), address=Lower("email"))
        rows = list(named.filter(Q(login__in=self.words) | Q(address__in=self.words)).order_by())
        found = {folded(person.email): person for person in rows if person.email}
        return found | {folded(person.username): person for person in rows}

    @cached_property
    def members(self) -> frozenset[tuple[int, int]]:
        """Return who of the people is in which team, as (team, person)."""
        people = {person.pk for person in self.people.values()}
        rows = Membership.objects.filter(user__in=people).order_by()
        return frozenset(rows.values_list("team_id", "user_id"))

    @cached_property
    def matrix(self) -> Matrix:
        """Return the priority matrix."""
        return priority_matrix()


def _entries_of(model: Any) -> dict[str, Any]:
    """Return reference data by name and, what goes first, by short name or path; what is offered goes first too."""
    rows = sorted(model._base_manager.all(), key=lambda row: (row.retired_at is None, -row.pk))
    found = {folded(row.name): row for row in rows}
    return found | {folded(getattr(row, "path", row.slug)): row for row in rows}


def directory_for(rows: Iterable[Row], layout: Layout) -> Directory:
    """Return a directory for some rows."""
    names = [name for name, one in layout.fields.items() if one.kind in (Kind.PERSON, Kind.EMAIL)]
    mapped = [word for name in names for word in layout.mapping.values.get(name, {}).values()]
    told = [cells[name] for cells in map(layout.told, rows) for name in names if name in cells]
    return Directory(frozenset(folded(word) for word in (*mapped, *told)))
