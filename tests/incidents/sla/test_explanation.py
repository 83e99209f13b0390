"""A deadline unfolds into lines that add up exactly, however long and winding the clock's life was (SLA-17)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.sla import clockwork
from incidents.sla.choices import Cause, SegmentKind
from incidents.sla.clockwork import Ledger
from incidents.sla.explanation import COUNTING, Line, LineKind, explain
from tests.incidents.sla.ledgers_cast import (
    NAMES,
    STORIES,
    agreed,
    began,
    calendars,
    changed,
    held,
    solved,
    utc,
)

RUNS = (SegmentKind.RUNNING, SegmentKind.PAUSED, SegmentKind.STOPPED, SegmentKind.EXCLUDED)


def counted(lines: list[Line]) -> int:
    return sum(line.seconds for line in lines)


@pytest.mark.parametrize("story", STORIES)
def test_the_lines_of_a_running_clock_add_up_to_its_target(story: str) -> None:
    ledger = STORIES[story]()
    lines = explain(ledger, calendars)

    assert counted(lines) == ledger.target
    assert [line for line in lines if line.seconds][-1].end == clockwork.due_at(ledger, calendars)
    assert not [line for line in lines if line.kind == LineKind.OVER]


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("seconds", [1, 3600, 40 * 3600])
def test_beyond_the_target_the_lines_add_up_to_the_time_used_up(story: str, seconds: int) -> None:
    ledger = STORIES[story]()
    due = clockwork.due_at(ledger, calendars)
    assert due is not None
    now = calendars(ledger.present.calendar).due_at(due, seconds)
    lines = explain(ledger, calendars, now)

    assert counted(lines) == clockwork.elapsed(ledger, now, calendars) == ledger.target + seconds
    assert sum(line.seconds for line in lines if line.kind == LineKind.OVER) == seconds


@st.composite
def lives(draw: Any) -> tuple[Ledger, datetime]:
    """Return a clock that ran, paused, stopped and was held to other targets, and a moment to look at it."""
    minutes = st.integers(1, 20_000)
    start = utc("2025-11-20 00:00") + timedelta(minutes=draw(st.integers(0, 400 * 1440)))
    ledger = clockwork.begin(
        STORIES["S-01"]().kind, agreed(draw(st.sampled_from(NAMES)), draw(minutes)), start, chosen_by=""
    )
    at = start
    for _number in range(draw(st.integers(0, 6))):
        at += timedelta(seconds=draw(st.integers(0, 20 * 86_400)))
        if draw(st.booleans()):
            clockwork.turn(ledger, draw(st.sampled_from(RUNS)), at, Cause.RESUMED, calendars)
        else:
            agreement = agreed(draw(st.sampled_from(NAMES)), draw(minutes))
            clockwork.retarget(
                ledger, agreement, at, chosen_by="", cause=Cause.RETARGETED, calendars=calendars
            )
    return ledger, at + timedelta(seconds=draw(st.integers(0, 40 * 86_400)))


@given(life=lives())
def test_the_lines_of_any_clock_add_up(life: tuple[Ledger, datetime]) -> None:
    ledger, now = life
    lines = explain(ledger, calendars, now)
    used = clockwork.elapsed(ledger, now, calendars)
    runs_in_time = ledger.present.kind == SegmentKind.RUNNING and used <= ledger.target

    assert counted(lines) == (ledger.target if runs_in_time else used)
    assert sum(line.idle_seconds for line in lines if line.kind == LineKind.PAUSED) == clockwork.paused(
        ledger, now, calendars
    )
    over = sum(line.seconds for line in lines if line.kind == LineKind.OVER)
    assert over == max(counted(lines) - ledger.target, 0)
    assert all(line.end is None or line.start <= line.end for line in lines)
    starts = [line.start for line in lines if line.kind in COUNTING]
    assert starts == sorted(starts)


@pytest.mark.parametrize("name", NAMES)
def test_a_target_of_a_year_stays_readable(name: str) -> None:
    ledger = began(name, "2025-11-20 09:00", 1)
    year = calendars(ledger.present.calendar).working_seconds(ledger.started_at, utc("2026-11-20 09:00"))
    ledger = began(name, "2025-11-20 09:00", year // 60)
    lines = explain(ledger, calendars)

    assert counted(lines) == ledger.target
    assert len(lines) < 40


def test_holidays_and_weekends_stand_between_the_hours() -> None:
    lines = explain(STORIES["S-05"](), calendars)

    assert [(line.kind, line.seconds, line.days) for line in lines] == [
        (LineKind.COUNTED, 3600, 1),
        (LineKind.HOLIDAY, 0, 2),
        (LineKind.CLOSED, 0, 2),
        (LineKind.COUNTED, 3600, 1),
    ]


def test_a_day_with_its_own_hours_is_told() -> None:
    lines = explain(STORIES["S-24"](), calendars)

    assert [line.kind for line in lines] == [
        LineKind.COUNTED,
        LineKind.HOLIDAY,
        LineKind.SPECIAL,
        LineKind.COUNTED,
    ]


def test_a_report_outside_the_hours_begins_with_the_time_until_they_open() -> None:
    first, second = explain(STORIES["S-04"](), calendars)

    assert (first.kind, first.start, first.end) == (
        LineKind.CLOSED,
        utc("2026-01-17 10:00"),
        utc("2026-01-19 08:00"),
    )
    assert (second.kind, second.seconds) == (LineKind.COUNTED, 1800)


def test_a_changed_target_carries_the_time_over() -> None:
    lines = explain(STORIES["S-10"](), calendars)
    turn = lines[1]

    assert [line.kind for line in lines] == [LineKind.COUNTED, LineKind.RETARGETED, LineKind.COUNTED]
    assert turn.before is not None
    assert (turn.before.target, turn.agreement.target, turn.carried) == (57_600, 28_800, 10_800)


def test_a_clock_that_was_shortened_too_far_says_what_is_over() -> None:
    ledger = changed(began("BER", "2026-01-13 08:00", 960), "2026-01-14 09:00", "BER", 480)
    lines = explain(ledger, calendars, utc("2026-01-14 10:00"))

    assert counted(lines) == 10 * 3600
    assert sum(line.seconds for line in lines if line.kind == LineKind.OVER) == 2 * 3600


@pytest.mark.parametrize(
    ("ledger", "used"),
    [
        pytest.param(solved(began("BER", "2026-01-12 08:00", 480), "2026-01-12 14:00"), 360, id="stopped"),
        pytest.param(
            solved(
                held(began("BER", "2026-01-12 08:00", 480), "2026-01-12 10:00", "2026-01-14 09:00"),
                "2026-01-14 10:30",
            ),
            210,
            id="held and stopped",
        ),
        pytest.param(solved(began("BER", "2026-01-12 08:00", 60), "2026-01-12 14:00"), 360, id="late"),
    ],
)
def test_a_clock_that_stands_adds_up_to_what_it_used(ledger: Ledger, used: int) -> None:
    for until in (None, utc("2026-03-01 09:00")):
        lines = explain(ledger, calendars, until)
        assert counted(lines) == used * 60
        assert lines[-1].kind == LineKind.STOPPED
        assert lines[-1].end is None
