"""Several sweeps at the same moment, and beside people at work: real threads with connections of their own."""

import pytest

from accounts.notices.models import Event
from incidents.lifecycle.operations.escalating import close_due, sweep_clocks
from incidents.records.models import Incident
from incidents.sla.models import ClockStep
from tests.cast import make_cast
from tests.contracts.test_concurrency import together
from tests.incidents.sla.builders import Tale, escalations, make_calendar, make_policy, steps_of, utc
from tests.incidents.sla.calendars_cast import BER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd(transactional_db):
    """Everybody and a promise of 240 office minutes, committed, so that other connections see them."""
    cast = make_cast()
    make_policy("case", make_calendar("ber", BER), {"resolution": 240})
    return cast


def _sweep(at):
    """Sweep until nothing is due: what another sweep holds at the moment is passed by."""
    while sweep_clocks(now=utc(at)):
        pass


def test_two_sweeps_record_every_step_once(crowd):
    tales = [Tale(crowd, "2026-01-13 08:00").work("2026-01-13 08:00") for _number in range(6)]
    together(*[lambda: _sweep("2026-01-13 11:00")] * 2)
    together(*[lambda: _sweep("2026-01-13 11:40")] * 3)
    for tale in tales:
        assert steps_of(tale.clock()) == [
            (1, "75%", utc("2026-01-13 11:00"), False, False),
            (1, "90%", utc("2026-01-13 11:36"), True, False),
        ]
        assert escalations(tale.incident) == [("near", ["75%"]), ("near", ["90%"])]
        assert tale.incident.entries.filter(story="target_near").count() == 2


@pytest.mark.parametrize("act", ["hold", "resolve", "prioritise", "say"])
def test_a_sweep_beside_somebody_at_work(crowd, act):
    tale = Tale(crowd, "2026-01-13 08:00").work("2026-01-13 08:00")
    more = (1,) if act == "prioritise" else ()
    together(
        lambda: _sweep("2026-01-13 12:30"),
        lambda: getattr(tale, act)("2026-01-13 12:30", *more),
        lambda: _sweep("2026-01-13 12:30"),
    )
    _sweep("2026-01-13 12:30:01")
    recorded = [step[:2] for step in steps_of(tale.clock())]
    assert recorded == [(1, "75%"), (1, "90%"), (1, "100%")]
    assert len(escalations(tale.incident)) == ClockStep.objects.filter(is_silent=False).count() <= 1


def test_two_sweeps_close_every_incident_once(crowd):
    for _number in range(4):
        Tale(crowd, "2026-01-13 08:00").work("2026-01-13 08:00").resolve("2026-01-13 09:00")
    closed = together(*[lambda: close_due(now=utc("2026-02-13 09:00"))] * 2)
    assert sum(closed) == 4
    assert Incident.objects.filter(state="closed").count() == 4
    assert Event.objects.filter(kind="incident.closed").count() == 4
