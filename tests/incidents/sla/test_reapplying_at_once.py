"""Two workers on one re-application: each incident is changed once, and the progress adds up."""

import pytest

from incidents.sla.models import Calendar, Clock
from incidents.sla.operations.configuring import save_calendar
from incidents.sla.operations.reapplying import start_reapplication, sweep_reapplications
from tests.builders import MINUTE, NOON, make_incident
from tests.cast import make_cast
from tests.contracts.test_concurrency import together

SWEEPS = 3
INCIDENTS = 6


@pytest.mark.django_db(transaction=True)
def test_each_incident_is_changed_once():
    cast = make_cast()
    adam, now = cast.actor("adam"), NOON + MINUTE
    for number in range(INCIDENTS):
        make_incident(cast, f"Incident {number}")
    office = Calendar.objects.get(slug="office-hours")
    shorter = {**office.versions.get().definition, "week": {"mon": [["09:00", "17:00"]]}}
    longer = {**shorter, "week": {**shorter["week"], "fri": [["09:00", "15:00"]]}}
    save_calendar(office, longer, by=adam, now=now, why="Two days")
    pinned = Clock.objects.live().count()
    work = start_reapplication(office, by=adam, now=now, why="For all")
    while work.finished_at is None:
        together(*[lambda: sweep_reapplications(now, limit=2)] * SWEEPS)
        work.refresh_from_db()
    assert (work.looked_at, work.clocks_changed, work.failed) == (INCIDENTS, pinned, 0)
    assert {clock.segments.count() for clock in Clock.objects.live()} == {2}
