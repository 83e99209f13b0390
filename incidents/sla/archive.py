"""Which policies and calendars were in force at any instant: the book as it was, from the versions."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from incidents.sla.defaults import POLICIES
from incidents.sla.models import CalendarVersion, Policy, PolicyVersion
from incidents.sla.queries import as_terms, current_book, read_versions
from incidents.sla.terms import Book, Terms

EVER = datetime(1900, 1, 1, tzinfo=UTC)
_FIRST_POSITIONS = {told["slug"]: told["position"] for told in POLICIES}


class Track:
    """A value through time: what it was at an instant; before the first known one, that one."""

    def __init__(self, steps: Iterable[tuple[datetime, Any]]) -> None:
        self._steps = sorted(steps, key=lambda step: step[0])
        self._moments = [moment for moment, _value in self._steps]

    def at(self, instant: datetime) -> Any:
        """Return the value at an instant."""
        return self._steps[max(bisect_right(self._moments, instant) - 1, 0)][1]


class Archive:
    """Reads all versions once (a handful of questions) and answers with the book of any instant."""

    def __init__(self) -> None:
        self._present = current_book()
        versions = list(read_versions().order_by("pk"))
        founded_at = versions[0].created_at if versions else EVER
        self._policies = [
            _PolicyTrack(policy, [row for row in versions if row.policy_id == policy.pk], founded_at, moved)
            for policy, moved in _policies_with_moves()
        ]
        self._calendars = _calendar_tracks()
        self._terms = {terms.version: terms for policy in self._policies for terms in policy.every}
        moments = {row.created_at for row in versions}
        moments |= {row.moment for policy in self._policies for row in policy.marks}
        moments |= set(CalendarVersion.objects.values_list("created_at", flat=True))
        self._moments = sorted(moments)
        self._books: dict[int, Book] = {}

    def at(self, instant: datetime) -> Book:
        """Return what was agreed at an instant."""
        place = bisect_right(self._moments, instant)
        if place not in self._books:
            self._books[place] = self._made(instant)
        return self._books[place]

    def _made(self, instant: datetime) -> Book:
        found = [(policy.position(instant), policy.key, policy.terms(instant)) for policy in self._policies]
        policies = [terms for _position, _key, terms in sorted(found, key=_order) if terms is not None]
        versions = {key: track.at(instant) for key, track in self._calendars.items()}
        return Book(policies, versions, self._present.calendar, self._of)

    def _of(self, version: int) -> Terms:
        return self._terms.get(version) or self._present.terms(version)


def _order(found: tuple[int, int, Terms | None]) -> tuple[int, int]:
    return found[0], found[1]


class _Mark:
    def __init__(self, moment: datetime, position: int) -> None:
        self.moment, self.position = moment, position


class _PolicyTrack:
    """One policy through time."""

    def __init__(
        self, policy: Policy, versions: Sequence[PolicyVersion], founded_at: datetime, marks: Sequence[_Mark]
    ) -> None:
        self.key, self.marks, self.every = policy.pk, list(marks), [as_terms(row) for row in versions]
        self._retired_at = policy.retired_at
        if policy.retired_at is not None:
            self.marks.append(_Mark(policy.retired_at, policy.position))
        # What the installation began with held for everything that was ever logged, before it too.
        steps: list[tuple[datetime, Terms | None]] = [(EVER, None)]
        for row, terms in zip(versions, self.every, strict=True):
            is_first = row.number == 1 and row.created_at == founded_at
            steps.append((EVER if is_first else row.created_at, terms))
        self._terms = Track(steps)
        first = _FIRST_POSITIONS.get(policy.slug, policy.position)
        self._positions = Track([(EVER, first if marks else policy.position), *_moves(marks)])

    def terms(self, instant: datetime) -> Terms | None:
        if self._retired_at is not None and self._retired_at <= instant:
            return None
        found: Terms | None = self._terms.at(instant)
        return found

    def position(self, instant: datetime) -> int:
        return int(self._positions.at(instant))


def _moves(marks: Sequence[_Mark]) -> list[tuple[datetime, int]]:
    return [(mark.moment, mark.position) for mark in marks]


def _policies_with_moves() -> list[tuple[Policy, list[_Mark]]]:
    marks: dict[int, list[_Mark]] = {}
    told = Policy.history.order_by("history_id").values_list("id", "history_date", "position")
    for key, moment, position in told:
        marks.setdefault(key, []).append(_Mark(moment, position))
    return [(policy, marks.get(policy.pk, [])) for policy in Policy.objects.order_by("pk")]


def _calendar_tracks() -> dict[int, Track]:
    steps: dict[int, list[tuple[datetime, int]]] = {}
    told = CalendarVersion.objects.order_by("calendar", "number")
    for calendar, number, created_at, key in told.values_list("calendar", "number", "created_at", "pk"):
        steps.setdefault(calendar, []).append((EVER if number == 1 else created_at, key))
    return {calendar: Track(found) for calendar, found in steps.items()}
