"""Ledgers of the worked examples (spec/sla 2.4) that have more than a start and a target, built by the clockwork."""

from collections.abc import Callable
from datetime import UTC, datetime

from incidents.sla import clockwork
from incidents.sla.calendars import WorkingCalendar
from incidents.sla.choices import Cause, ClockKind, SegmentKind
from incidents.sla.clockwork import Ledger
from incidents.sla.terms import Agreement
from tests.incidents.sla.calendars_cast import CALENDARS, calendar

NAMES = tuple(CALENDARS)
_CALENDARS = {number: calendar(name) for number, name in enumerate(NAMES)}


def calendars(version: int) -> WorkingCalendar:
    """Return the calendar that stands at this place of the cast."""
    return _CALENDARS[version]


def utc(text: str) -> datetime:
    """Return an instant, told in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def agreed(name: str, minutes: int, terms: int = 1) -> Agreement:
    """Return a target of some minutes on one of the calendars."""
    return Agreement(terms, minutes * 60, NAMES.index(name))


def began(name: str, start: str, minutes: int, kind: ClockKind = ClockKind.RESOLUTION) -> Ledger:
    """Return a clock that runs."""
    return clockwork.begin(kind, agreed(name, minutes), utc(start), chosen_by="")


def held(ledger: Ledger, start: str, end: str) -> Ledger:
    """Pause a clock for a while."""
    clockwork.turn(ledger, SegmentKind.PAUSED, utc(start), Cause.HELD, calendars)
    clockwork.turn(ledger, SegmentKind.RUNNING, utc(end), Cause.RESUMED, calendars)
    return ledger


def changed(ledger: Ledger, at: str, name: str, minutes: int) -> Ledger:
    """Hold a clock to another target."""
    agreement = agreed(name, minutes, ledger.agreement.terms + 1)
    clockwork.retarget(
        ledger, agreement, utc(at), chosen_by=name, cause=Cause.RETARGETED, calendars=calendars
    )
    return ledger


def solved(ledger: Ledger, at: str, reopened: str = "") -> Ledger:
    """Stop a clock, and let it run again if told."""
    clockwork.turn(ledger, SegmentKind.STOPPED, utc(at), Cause.RESOLVED, calendars)
    if reopened:
        clockwork.turn(ledger, SegmentKind.RUNNING, utc(reopened), Cause.REOPENED, calendars)
    return ledger


# Each case with its minutes: what the target is, or what is used up by the instant named (in UTC).
STORIES: dict[str, Callable[[], Ledger]] = {
    "S-01": lambda: began("BER", "2026-01-13 09:00", 240),
    "S-02": lambda: began("BER", "2026-01-13 14:30", 240),
    "S-03": lambda: began("BER", "2026-01-16 15:40", 60),
    "S-04": lambda: began("BER", "2026-01-17 10:00", 30),
    "S-05": lambda: began("BER", "2025-12-24 15:00", 120),
    "S-06": lambda: began("BER", "2026-01-13 08:00", 480),
    "S-07": lambda: held(began("BER", "2026-01-12 08:00", 480), "2026-01-12 10:00", "2026-01-14 09:00"),
    "S-08": lambda: held(began("BER", "2026-01-15 12:00", 240), "2026-01-15 13:00", "2026-01-17 11:00"),
    "S-09": lambda: held(began("BER", "2026-01-16 14:00", 240), "2026-01-16 17:00", "2026-01-18 11:00"),
    "S-10": lambda: changed(began("BER", "2026-01-13 08:00", 960), "2026-01-13 11:00", "BER", 480),
    "S-12": lambda: began("ALL", "2026-03-28 21:00", 480),
    "S-13": lambda: began("ALL", "2026-10-24 20:00", 480),
    "S-14": lambda: began("NGT", "2026-03-28 21:00", 480),
    "S-15": lambda: began("NGT", "2026-10-24 20:00", 480),
    "S-17": lambda: began("BER", "2026-03-27 15:00", 120),
    "S-18": lambda: began("BER", "2026-10-23 14:00", 120),
    "S-19a": lambda: began("LHI", "2026-04-04 13:00", 480),
    "S-19b": lambda: began("LHI", "2026-10-03 13:30", 480),
    "S-20": lambda: changed(began("BER", "2026-01-16 14:00", 960), "2026-01-16 15:30", "ALWAYS", 240),
    "S-21": lambda: changed(began("ALWAYS", "2026-01-17 09:00", 240), "2026-01-17 10:30", "BER", 960),
    "S-22": lambda: changed(began("ALWAYS", "2026-01-17 09:00", 240), "2026-01-17 13:30", "BER", 960),
    "S-23": lambda: began("NYC", "2025-11-24 16:30", 60),
    "S-24": lambda: began("NYC", "2025-11-26 22:00", 360),
    "S-25a": lambda: began("NYC", "2026-03-06 22:30", 60),
    "S-25b": lambda: began("NYC", "2026-10-30 21:30", 60),
    "S-26": lambda: solved(began("BER", "2026-01-12 08:00", 480), "2026-01-12 14:00", "2026-01-13 09:00"),
    "S-27": lambda: began("IST", "2026-01-17 13:00", 90),
    "S-29": lambda: began("BER", "2026-05-11 13:00", 1440),
    "S-30": lambda: changed(
        held(began("BER", "2026-10-23 13:00", 960), "2026-10-23 14:00", "2026-10-26 10:00"),
        "2026-10-26 11:00",
        "BER",
        480,
    ),
    "S-32": lambda: began("BER", "2025-12-23 11:00", 1440),
}
