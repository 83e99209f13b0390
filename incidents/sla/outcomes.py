"""What a back-test says: promises kept and missed before and after, and those that turn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from incidents.catalogue.rules import Matrix
from incidents.sla.clockwork import Ledger
from incidents.sla.drafts import with_matrix
from incidents.sla.replay import Happening, acts_only, is_met, promised_at, replay
from incidents.sla.terms import Book

# The list is for reading; the count beside it is complete.
MOST_KEPT = 500
# A promise that still runs is neither kept nor missed; under another target it may be missed already.
_ENDS = {True: "met", False: "missed", None: "running"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one promise was kept, at which priority, and when it was due."""

    is_met: bool | None
    priority: int
    due_at: datetime | None


Verdicts = dict[tuple[str, int], Verdict]


def verdicts(history: Iterable[Happening], book: Book, matrix: Matrix | None, until: datetime) -> Verdicts:
    """Live through an incident under one book and judge its clocks."""
    acts = [with_matrix(act, matrix) for act in acts_only(history)]
    ledgers = replay(acts, lambda _at: book)
    priority = acts[-1].facts.priority if acts else 0
    return {
        (ledger.kind.value, ledger.ordinal): _verdict(ledger, priority, book, until) for ledger in ledgers
    }


def _verdict(ledger: Ledger, priority: int, book: Book, until: datetime) -> Verdict:
    return Verdict(is_met(ledger, until, book.calendar), priority, promised_at(ledger, book.calendar))


def add_to(result: dict[str, Any], number: str, before: Verdicts, after: Verdicts) -> int:
    """Count an incident's promises into a result, list those that turn, and return how many do."""
    counts = result.setdefault("counts", {})
    for side, found in enumerate((before, after)):
        for (kind, _ordinal), verdict in found.items():
            if verdict.is_met is not None:
                cell = counts.setdefault(kind, {}).setdefault(str(verdict.priority), [0, 0, 0, 0])
                cell[2 * side + (0 if verdict.is_met else 1)] += 1
    turned = 0
    changes: list[dict[str, Any]] = result.setdefault("changes", [])
    for key in sorted({*before} & {*after}):
        was, would_be = before[key], after[key]
        if was.is_met == would_be.is_met:
            continue
        turned += 1
        if len(changes) < MOST_KEPT:
            changes.append(_change(number, key[0], was, would_be))
    return turned


def _change(number: str, kind: str, was: Verdict, would_be: Verdict) -> dict[str, Any]:
    return {
        "incident": number,
        "clock": kind,
        "was": _ENDS[was.is_met],
        "becomes": _ENDS[would_be.is_met],
        "before": _moment(was.due_at),
        "after": _moment(would_be.due_at),
    }


def _moment(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat() if instant is not None else None


@dataclass(frozen=True, slots=True)
class Attainment:
    """One line of the table: how many promises of a kind and priority were kept, before and after."""

    kind: str
    priority: int
    before: Sequence[int]
    after: Sequence[int]

    @property
    def percents(self) -> list[int | None]:
        """Return the share that was kept before and after, in whole percent rounded down."""
        return [met * 100 // (met + missed) if met + missed else None for met, missed in self._pairs]

    @property
    def _pairs(self) -> list[Sequence[int]]:
        return [self.before, self.after]


def attainments(result: dict[str, Any]) -> list[Attainment]:
    """Return the table of a result, by kind and priority."""
    return [
        Attainment(kind, int(priority), cell[:2], cell[2:])
        for kind, row in sorted(result.get("counts", {}).items())
        for priority, cell in sorted(row.items())
    ]
