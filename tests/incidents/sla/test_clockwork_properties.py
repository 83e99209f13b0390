"""What holds of the clocks whatever happens to an incident: pure, without a database."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from incidents.records.choices import State
from incidents.sla import clockwork, following
from incidents.sla.choices import Cause, ClockKind, SegmentKind, StopsOn, UpdateMode
from incidents.sla.terms import Agreement
from tests.incidents.sla.walks import ALWAYS, BEGIN, BER, CALENDARS, STEPS, acts, book, copied, walk

SECOND = timedelta(seconds=1)
BOOKS = st.builds(book, st.sampled_from(UpdateMode), st.sampled_from(StopsOn))
calendars = CALENDARS.__getitem__


def _key(ledger):
    return ledger.kind, ledger.ordinal


@given(told=acts(), agreed=BOOKS)
def test_following_twice_changes_nothing(told, agreed):
    for at, facts, ledgers in walk(told, agreed):
        assert following.follow(copied(ledgers), facts, at, agreed) == ledgers
        later = following.follow(copied(ledgers), facts, at + timedelta(hours=30), agreed)
        assert [ledger.segments for ledger in later] == [ledger.segments for ledger in ledgers]


@given(told=acts(), agreed=BOOKS)
def test_segments_follow_one_another(told, agreed):
    for _at, _facts, ledgers in walk(told, agreed):
        for ledger in ledgers:
            assert ledger.segments[0].start == ledger.started_at
            assert ledger.present.end is None
            for one, next_one in pairwise(ledger.segments):
                assert one.start <= one.end == next_one.start
            assert ledger.present.agreement == ledger.agreement


@given(told=acts(), agreed=BOOKS)
def test_a_deadline_is_where_the_target_is_used_up(told, agreed):
    for _at, _facts, ledgers in walk(told, agreed):
        for ledger in ledgers:
            due, breach = clockwork.due_at(ledger, calendars), clockwork.breach_at(ledger, calendars)
            if ledger.present.kind != SegmentKind.RUNNING:
                assert (due, breach) == (None, None)
                continue
            assert due <= breach
            assert clockwork.elapsed(ledger, due, calendars) == ledger.target
            assert clockwork.elapsed(ledger, due - SECOND, calendars) < ledger.target
            assert clockwork.elapsed(ledger, breach, calendars) == ledger.target
            assert clockwork.elapsed(ledger, breach + SECOND, calendars) > ledger.target


@given(told=acts(), agreed=BOOKS)
def test_a_breach_is_never_taken_back(told, agreed):
    noted = {}
    for at, _facts, ledgers in walk(told, agreed):
        for ledger in ledgers:
            if clockwork.elapsed(ledger, at, calendars) > ledger.target:
                clockwork.note_breach(ledger, at, calendars)
                assert ledger.breached_at is not None
            breach = ledger.breached_at, ledger.breach_cause
            assert noted.setdefault(_key(ledger), breach) in ((None, ""), breach)
            noted[_key(ledger)] = breach


@given(told=acts(), agreed=BOOKS)
def test_one_live_clock_of_a_kind_and_the_response_never_pauses(told, agreed):
    for _at, facts, ledgers in walk(told, agreed):
        live = [ledger.kind for ledger in ledgers if ledger.is_live]
        assert len(live) == len(set(live))
        assert len({_key(ledger) for ledger in ledgers}) == len(ledgers)
        kinds = {ledger.kind: {segment.kind for segment in ledger.segments} for ledger in ledgers}
        assert SegmentKind.PAUSED not in kinds.get(ClockKind.RESPONSE, set())
        assert not (ClockKind.UPDATE in live and ClockKind.RESPONSE in live)
        assert facts.is_open or not live


@given(told=acts(), agreed=BOOKS)
def test_an_open_incident_with_a_promise_has_a_clock_that_runs_or_pauses(told, agreed):
    for _at, facts, ledgers in walk(told, agreed):
        found = following.last_of(ledgers, ClockKind.RESOLUTION)
        is_promised = agreed.agreement(ClockKind.RESOLUTION, facts) is not None
        assert (found is not None and found.is_live) == (facts.is_open and is_promised)
        if found is not None and found.is_live:
            assert found.agreement == agreed.agreement(ClockKind.RESOLUTION, facts)
            is_paused = facts.state == State.ON_HOLD and facts.pauses
            assert found.present.kind == (SegmentKind.PAUSED if is_paused else SegmentKind.RUNNING)


@given(told=acts(), agreed=BOOKS)
def test_what_has_stopped_keeps_its_target(told, agreed):
    stopped = {}
    for _at, facts, ledgers in walk(told, agreed):
        for ledger in ledgers:
            if facts.is_open or ledger.is_live or ledger.present.kind == SegmentKind.EXCLUDED:
                stopped.pop(_key(ledger), None)
                continue
            assert stopped.setdefault(_key(ledger), ledger.agreement) == ledger.agreement


@given(told=acts(), agreed=BOOKS)
def test_an_earlier_stay_is_never_touched_again(told, agreed):
    over = {}
    for _at, _facts, ledgers in walk(told, agreed):
        for ledger in ledgers:
            if ledger is not following.last_of(ledgers, ledger.kind):
                assert over.setdefault(_key(ledger), ledger) == ledger


@given(told=acts(), agreed=BOOKS, share=st.floats(0, 1))
def test_splitting_a_running_segment_changes_nothing(told, agreed, share):
    for at, _facts, ledgers in walk(told, agreed):
        for ledger in copied(ledgers):
            if ledger.present.kind != SegmentKind.RUNNING:
                continue
            before = _read(ledger, at)
            start = ledger.present.start
            middle = start + int((at - start).total_seconds() * share) * SECOND
            if middle < start:
                continue
            ledger.segments[-1:] = [
                replace(ledger.present, end=middle),
                replace(ledger.present, start=middle, cause=Cause.RESUMED),
            ]
            assert _read(ledger, at) == before


def _read(ledger, at):
    return (
        clockwork.elapsed(ledger, at, calendars),
        clockwork.paused(ledger, at, calendars),
        clockwork.due_at(ledger, calendars),
        clockwork.breach_at(ledger, calendars),
        clockwork.steps_reached(ledger, STEPS, calendars),
    )


@given(
    target=st.integers(1, 3000),
    begin=st.integers(0, 7 * 86_400),
    marks=st.lists(st.integers(0, 21 * 86_400), min_size=2, max_size=2),
)
def test_a_pause_in_closed_time_changes_nothing(target, begin, marks):
    """Also where it begins or ends on the very boundary."""
    ber, start = CALENDARS[BER], BEGIN + begin * SECOND
    held, resumed = (start + mark * SECOND for mark in sorted(marks))
    resumed = min(resumed, ber.next_opening(held))
    assume(not ber.is_open_at(held) and held < resumed)
    plain = clockwork.begin(ClockKind.RESOLUTION, Agreement(3, target * 60, BER), start, chosen_by="")
    with_pause = copied([plain])[0]
    clockwork.turn(with_pause, SegmentKind.PAUSED, held, Cause.HELD, calendars)
    clockwork.turn(with_pause, SegmentKind.RUNNING, resumed, Cause.RESUMED, calendars)
    assert clockwork.paused(with_pause, resumed, calendars) == 0
    due, breach = clockwork.due_at(plain, calendars), clockwork.breach_at(plain, calendars)
    assert (clockwork.due_at(with_pause, calendars), clockwork.breach_at(with_pause, calendars)) == (
        due,
        breach,
    )
    assert clockwork.steps_reached(with_pause, STEPS, calendars) == clockwork.steps_reached(
        plain, STEPS, calendars
    )


@settings(max_examples=100)
@given(told=acts(), agreed=BOOKS)
def test_running_and_paused_time_add_up_to_the_span_under_one_calendar(told, agreed):
    for at, _facts, ledgers in walk(told, agreed):
        for ledger in ledgers:
            if {segment.calendar for segment in ledger.segments} != {ALWAYS} or ledger.started_at > at:
                continue
            idle = sum(
                (min(segment.end or at, at) - segment.start).total_seconds()
                for segment in ledger.segments
                if segment.kind not in (SegmentKind.RUNNING, SegmentKind.PAUSED)
            )
            used = clockwork.elapsed(ledger, at, calendars) + clockwork.paused(ledger, at, calendars)
            assert used + idle == (at - ledger.started_at).total_seconds()
