"""What holds for every calendar in every zone at every instant; HYPOTHESIS_PROFILE=thorough looks ten times longer."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.sla.calendar_plan import zone_names
from incidents.sla.calendars import WorkingCalendar
from tests.incidents.sla import oracle
from tests.incidents.sla.calendar_strategies import holidays, instants, situations
from tests.incidents.sla.calendars_cast import ALL

EVERY_ZONE = tuple(sorted(zone_names()))
SPANS = st.integers(0, 2 * 86_400).map(lambda seconds: timedelta(seconds=seconds))
LONG_SPANS = st.integers(0, 900 * 86_400).map(lambda seconds: timedelta(seconds=seconds))
SECONDS = st.one_of(st.integers(0, 60_000), st.integers(0, 300).map(lambda minutes: minutes * 60))
SECOND = timedelta(seconds=1)


def of(told: dict) -> WorkingCalendar:
    """Return a calendar without asking whether this year has working time."""
    return WorkingCalendar.from_dict(told, today=datetime(2050, 1, 1, tzinfo=UTC).date())


@given(situations(), SPANS)
def test_the_minute_count_agrees(situation, span):
    told, moment = situation
    assert of(told).working_seconds(moment, moment + span) == oracle.worked(told, moment, moment + span)


@given(situations(EVERY_ZONE), SPANS)
def test_the_minute_count_agrees_in_every_zone(situation, span):
    told, moment = situation
    assert of(told).working_seconds(moment, moment + span) == oracle.worked(told, moment, moment + span)


@given(situations(), SECONDS)
def test_the_minute_count_finds_the_same_deadline(situation, seconds):
    told, moment = situation
    due, breach = oracle.due_and_breach(told, moment, seconds, days=3)
    ours = of(told)
    if due is not None:
        assert ours.due_at(moment, seconds) == due
    if breach is not None:
        assert ours.breach_at(moment, seconds) == breach


@given(situations(), LONG_SPANS, LONG_SPANS)
def test_stretches_of_time_add_up(situation, first, second):
    told, a = situation
    b, c = a + first, a + first + second
    ours = of(told)
    assert ours.working_seconds(a, c) == ours.working_seconds(a, b) + ours.working_seconds(b, c)
    assert ours.working_seconds(c, a) == -ours.working_seconds(a, c)
    assert 0 <= ours.working_seconds(a, b) <= first.total_seconds()


@given(situations(), SECONDS)
def test_due_is_the_first_and_breach_the_last_instant_with_the_target_used_up(situation, seconds):
    told, start = situation
    ours = of(told)
    due, breach = ours.due_at(start, seconds), ours.breach_at(start, seconds)
    assert start <= due <= breach
    assert ours.working_seconds(start, due) == ours.working_seconds(start, breach) == seconds
    assert ours.working_seconds(start, breach + SECOND) == seconds + 1
    assert due == start or ours.working_seconds(start, due - SECOND) == seconds - 1
    assert ours.is_open_at(breach)


@given(st.sampled_from(EVERY_ZONE), st.data())
def test_all_hours_of_all_days_are_around_the_clock(zone, data):
    a, b = data.draw(instants(zone)), data.draw(instants(zone))
    whole, always = of({**ALL, "zone": zone}), of({"zone": zone, "always": True})
    assert whole.working_seconds(a, b) == always.working_seconds(a, b) == (b - a).total_seconds()
    seconds = data.draw(SECONDS)
    for ours in (whole, always):
        assert ours.due_at(a, seconds) == ours.breach_at(a, seconds) == a + timedelta(seconds=seconds)


@given(situations(), SECONDS, st.data())
def test_a_holiday_more_never_makes_a_deadline_earlier(situation, seconds, data):
    told, start = situation
    more = {**told, "holidays": [*told["holidays"], data.draw(holidays(start))]}
    assert of(more).due_at(start, seconds) >= of(told).due_at(start, seconds)
    assert of(more).breach_at(start, seconds) >= of(told).breach_at(start, seconds)


@given(situations(), st.integers(1, 100_000), st.data())
def test_to_stop_and_go_on_at_once_changes_nothing(situation, seconds, data):
    told, start = situation
    ours = of(told)
    split = start + data.draw(st.integers(0, 100_000)) * SECOND
    left = seconds - ours.working_seconds(start, split)
    if left > 0:
        assert ours.due_at(split, left) == ours.due_at(start, seconds)
        assert ours.breach_at(split, left) == ours.breach_at(start, seconds)


@given(situations(), LONG_SPANS)
def test_stretches_are_the_working_time_in_order_and_apart(situation, span):
    told, a = situation
    ours = of(told)
    stretches = list(ours.stretches(a, a + span))
    assert sum(stretch.seconds for stretch in stretches) == ours.working_seconds(a, a + span)
    assert all(a <= stretch.start < stretch.end <= a + span for stretch in stretches)
    assert all(before.end < after.start for before, after in pairwise(stretches))
    assert list(ours.stretches(a + span, a)) == []


@given(situations(), LONG_SPANS, st.lists(st.integers(-800, 800), max_size=3))
def test_what_was_asked_before_changes_no_answer(situation, span, others):
    told, a = situation
    asked = of(told)
    for days in others:
        asked.is_open_at(a + timedelta(days=days))
    assert asked.working_seconds(a, a + span) == of(told).working_seconds(a, a + span)
    assert asked.due_at(a, 7200) == of(told).due_at(a, 7200)


@given(situations(), SPANS, st.sampled_from(EVERY_ZONE))
def test_the_zone_in_which_an_instant_is_told_does_not_matter(situation, span, zone):
    told, a = situation
    ours = of(told)
    here, there = a.astimezone(ours.zone), (a + span).astimezone(of({"zone": zone, "always": True}).zone)
    assert ours.working_seconds(here, there) == ours.working_seconds(a, a + span)
    assert ours.due_at(here, 5000) == ours.due_at(a, 5000)
    assert ours.is_open_at(here) == (ours.working_seconds(a, a + SECOND) == 1)


@pytest.fixture
def moved_server(monkeypatch) -> Iterator[None]:
    """Stand in a place whose clock has little in common with the usual one."""
    monkeypatch.setenv("TZ", "Pacific/Apia")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def _answers() -> list[object]:
    told = {"zone": "America/Havana", "week": {day: [["00:00", "03:30"]] for day in ("sat", "sun", "mon")}}
    moments = [datetime(2026, month, 1, 4, 30, tzinfo=UTC) for month in range(1, 13)]
    ours = of(told)
    return [
        (
            ours.due_at(moment, 20_000),
            ours.breach_at(moment, 0),
            ours.working_days_after(moment, 4),
            *ours.stretches(moment, moment + timedelta(days=40)),
        )
        for moment in moments
    ]


HERE = _answers()


def test_the_zone_of_the_server_does_not_matter(moved_server):
    assert time.localtime(0).tm_gmtoff == -11 * 3600
    assert _answers() == HERE


def test_the_sample_is_broad():
    assert len(EVERY_ZONE) > 400
    assert available_timezones() - set(EVERY_ZONE) <= {"localtime", "Factory"}
