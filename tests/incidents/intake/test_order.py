"""The end does not depend on order or repetition (A5): random histories against a small independent model."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.intake.adapters.observation import Observation
from incidents.intake.choices import AlertStatus, Observed
from incidents.intake.models import Alert, Signal
from incidents.intake.rules import Course, Place, Receipt, place_of
from incidents.records.models import Incident
from tests.builders import NOON
from tests.incidents.intake.bodies import alert

SECOND = timedelta(seconds=1)


@st.composite
def histories(draw):
    """Episodes one after the other, the last one perhaps still firing: (start, end or None)."""
    moments = sorted(draw(st.lists(st.integers(0, 500), min_size=1, max_size=10, unique=True)))
    pairs = [(moments[index], moments[index + 1]) for index in range(0, len(moments) - 1, 2)]
    return pairs + [(moments[-1], None)] if len(moments) % 2 else pairs


@st.composite
def shuffled(draw):
    """A history and its observations in any order, each at least once and perhaps again."""
    episodes = draw(histories())
    said = [(start, None) for start, _end in episodes] + [
        episode for episode in episodes if episode[1] is not None
    ]
    again = draw(st.lists(st.sampled_from(said), max_size=6))
    return episodes, draw(st.permutations(said + again))


def says(start: int, end: int | None) -> Observation:
    started_at = NOON + start * SECOND
    if end is None:
        return Observation(Observed.TRIGGER, "key", started_at=started_at)
    return Observation(Observed.RESOLVE, "key", started_at=started_at, ended_at=NOON + end * SECOND)


@settings(max_examples=800, deadline=None)
@given(shuffled())
def test_a5_episodes_in_any_order_end_as_they_are(case):
    episodes, said = case
    course = Course()
    for number, (start, end) in enumerate(said):
        seen = says(start, end)
        course = course.after(seen.says, place_of(seen, Receipt(number, NOON)))
    is_firing = episodes[-1][1] is None
    assert course.status == (AlertStatus.FIRING if is_firing else AlertStatus.RESOLVED)


def in_order(actions: list[Observed]) -> AlertStatus:
    """Play events one after the other, as the Events API describes them."""
    status = AlertStatus.RESOLVED
    for action in actions:
        if action == Observed.RESOLVE:
            status = AlertStatus.RESOLVED
        elif action == Observed.ACKNOWLEDGE:
            status = AlertStatus.RESOLVED if status == AlertStatus.RESOLVED else AlertStatus.ACKNOWLEDGED
        elif status == AlertStatus.RESOLVED:
            status = AlertStatus.FIRING
    return status


@settings(max_examples=800, deadline=None)
@given(
    st.lists(st.sampled_from(list(Observed)), min_size=1, max_size=4).flatmap(
        lambda actions: st.tuples(st.just(actions), st.permutations(range(len(actions))))
    )
)
def test_m27_events_in_any_order_end_as_in_order_of_receipt(case):
    actions, order = case
    course = Course()
    for index in order:
        course = course.after(actions[index], Place(index + 1, index + 1))
    assert course.status == in_order(actions)


@pytest.mark.parametrize("seed", range(6))
def test_a5_through_the_tables(alertmanager, seed):
    """The same through signals: open incidents are what fires, and nothing is counted twice."""
    order = [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0], [0, 2, 1], [2, 0, 1]][seed]
    start, end = NOON, NOON + 60 * SECOND
    said = [
        alert(start=start),
        alert(start=start, end=end, status="resolved"),
        alert(start=end + 60 * SECOND),
    ]
    now = NOON + timedelta(minutes=30)
    for step, index in enumerate(order):
        alertmanager.alerts(said[index], now=now + step * SECOND)
        alertmanager.alerts(said[index], now=now + step * SECOND)
    assert alertmanager.alert.status == AlertStatus.FIRING
    assert Incident.objects.open().count() == 1
    assert Signal.objects.filter(state="done").count() == 6


def test_a4_a_hundred_times_the_same(alertmanager):
    for minute in range(100):
        alertmanager.alerts(alert(), now=NOON + timedelta(seconds=minute))
    assert Alert.objects.get().occurrences == 100
    assert Incident.objects.get().version == 1


def test_places_grow_with_time():
    early, late = datetime(2026, 1, 1, tzinfo=NOON.tzinfo), NOON
    seen = Observation(Observed.RESOLVE, "key", started_at=late, ended_at=early)
    place = place_of(seen, Receipt(1, NOON))
    assert place.end == place.start
    without = place_of(Observation(Observed.TRIGGER, "key"), Receipt(7, NOON))
    assert (
        without.start
        > place_of(Observation(Observed.TRIGGER, "key", started_at=NOON), Receipt(1, NOON)).start
    )
