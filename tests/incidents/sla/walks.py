"""Random walks: what may become of an incident over some weeks, as facts, and a book of policies to follow it by."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from incidents.records.choices import OPEN_STATES, State
from incidents.sla import following
from incidents.sla.choices import ClockKind, Covers, Majors, StopsOn, Tell, UpdateMode
from incidents.sla.clockwork import Ledger
from incidents.sla.terms import Book, Facts, Step, Terms
from tests.incidents.sla.builders import utc
from tests.incidents.sla.calendars_cast import calendar

BER, ALWAYS, NYC, NGT = 1, 2, 3, 4
CALENDARS = {BER: calendar("BER"), ALWAYS: calendar("ALWAYS"), NYC: calendar("NYC"), NGT: calendar("NGT")}
# Friday noon in Berlin, so that a weekend is never far.
BEGIN = utc("2026-03-27 11:00")
STEPS = tuple(Step(percent=percent, tell=(Tell.OWNER,)) for percent in (75, 90, 100)) + (
    Step(minutes_after=60),
)


def _terms(version: int, covers: Covers, calendar_key: int, **more: Any) -> Terms:
    return Terms(version, f"p{version}", f"P{version}", 1, covers, calendar_key, steps=STEPS, **more)


def _of(kind: ClockKind, *minutes: int) -> dict[ClockKind, dict[int, int]]:
    return {kind: dict(enumerate(minutes, start=1))}


def book(mode: UpdateMode = UpdateMode.UNANSWERED, stops_on: StopsOn = StopsOn.EITHER) -> Book:
    """Return five policies; priority 5 has no promise of resolution, and priority 4 none between teams."""
    policies = [
        _terms(
            1, Covers.REQUESTER, ALWAYS, majors=Majors.ONLY, targets=_of(ClockKind.RESOLUTION, *[240] * 5)
        ),
        _terms(
            2,
            Covers.REQUESTER,
            ALWAYS,
            priorities=frozenset({1}),
            targets=_of(ClockKind.RESPONSE, 15) | _of(ClockKind.RESOLUTION, 240),
        ),
        _terms(
            3,
            Covers.REQUESTER,
            BER,
            follows_service=True,
            stops_on=stops_on,
            update_mode=mode,
            targets=_of(ClockKind.RESPONSE, 15, 30, 60, 240, 480)
            | _of(ClockKind.UPDATE, 30, 60, 60, 60)
            | _of(ClockKind.RESOLUTION, 240, 480, 960, 1440),
        ),
        _terms(4, Covers.TEAM, NYC, targets=_of(ClockKind.OLA, 120, 240, 480)),
        _terms(5, Covers.SUPPLIER, NGT, targets=_of(ClockKind.UC, *[480] * 5)),
    ]
    versions = {key: key for key in CALENDARS}
    return Book(
        policies, versions, CALENDARS.__getitem__, {terms.version: terms for terms in policies}.__getitem__
    )


@dataclass(frozen=True)
class Act:
    """One thing that happens, some seconds after the one before."""

    name: str
    after: int
    choice: int


_NAMES = [
    "acknowledge",
    "answer",
    "ask",
    "hold",
    "hold",
    "hold-at-supplier",
    "hold-for-change",
    "resume",
    "resume",
    "resolve",
    "reopen",
    "cancel",
    "restore",
    "priority",
    "priority",
    "service",
    "team",
    "major",
    "back-date",
    "forward-date",
]


def acts() -> st.SearchStrategy[list[Act]]:
    """Return up to 14 acts, seconds to days apart."""
    pause = st.one_of(st.integers(0, 120), st.integers(0, 7200), st.integers(0, 3 * 86_400))
    return st.lists(st.builds(Act, st.sampled_from(_NAMES), pause, st.integers(0, 99)), max_size=14)


def start() -> Facts:
    """Return a new incident."""
    return Facts(State.NEW, 3, BEGIN, BEGIN, team=None)


_NO_HOLD = {"pauses": False, "pauses_team": False, "is_at_supplier": False}
_HELD = {
    "hold": {"pauses": True, "pauses_team": True},
    "hold-at-supplier": {"pauses_team": True, "is_at_supplier": True},
    "hold-for-change": {"pauses_team": True},
}


def after(facts: Facts, act: Act, at: datetime) -> Facts:
    """Return the facts after an act; one that makes no sense in this state changes nothing."""
    if act.name == "back-date":
        return replace(facts, reported_at=facts.reported_at - timedelta(minutes=act.choice))
    if act.name == "forward-date":
        return replace(facts, reported_at=min(facts.reported_at + timedelta(minutes=act.choice), at))
    if act.name == "reopen" and facts.state == State.RESOLVED:
        return replace(facts, state=State.IN_PROGRESS)
    if act.name == "restore" and facts.state == State.CANCELLED:
        return replace(facts, state=State.NEW)
    if facts.state not in OPEN_STATES:
        return facts
    if act.name in _HELD:
        return replace(facts, **{"state": State.ON_HOLD, **_NO_HOLD, **_HELD[act.name]})
    return replace(facts, **_changes(facts, act, at))


def _changes(facts: Facts, act: Act, at: datetime) -> dict[str, Any]:
    match act.name:
        case "acknowledge":
            return {"state": State.IN_PROGRESS, "acknowledged_at": facts.acknowledged_at or at, **_NO_HOLD}
        case "answer":
            return {"answered_at": facts.answered_at or at, "informed_at": at, "unanswered_since": None}
        case "ask":
            return {"unanswered_since": facts.unanswered_since or at}
        case "resume":
            return {"state": State.IN_PROGRESS, **_NO_HOLD} if facts.state == State.ON_HOLD else {}
        case "resolve":
            return {"state": State.RESOLVED, "unanswered_since": None, **_NO_HOLD}
        case "cancel":
            return {"state": State.CANCELLED, **_NO_HOLD}
        case "priority":
            return {"priority": act.choice % 5 + 1}
        case "service":
            return {"service_calendar": (None, BER, NYC, ALWAYS)[act.choice % 4]}
        case "team":
            return {"team": act.choice % 3 + 1}
        case _:
            return {"is_major": not facts.is_major} if act.name == "major" else {}


def walk(told: list[Act], agreed: Book) -> Iterator[tuple[datetime, Facts, list[Ledger]]]:
    """Yield the instant, the facts and the clocks after each act."""
    facts, at = start(), BEGIN
    ledgers = following.follow([], facts, at, agreed)
    yield at, facts, ledgers
    for act in told:
        at += timedelta(seconds=act.after)
        facts = after(facts, act, at)
        ledgers = following.follow(copied(ledgers), facts, at, agreed)
        yield at, facts, ledgers


def copied(ledgers: list[Ledger]) -> list[Ledger]:
    """Return ledgers of one's own."""
    return [replace(ledger, segments=list(ledger.segments)) for ledger in ledgers]
