"""Several sweeps at the same moment: what was held fires once, what flapped ends once (CH-11, CH-13)."""

import pytest

from incidents.intake.flapping.operations.ending import end_flapping
from incidents.intake.maintenance.models import HeldAlert
from incidents.intake.maintenance.operations.planning import end_window
from incidents.intake.maintenance.operations.releasing import release_held
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON
from tests.cast import make_cast
from tests.contracts.test_concurrency import together
from tests.incidents.intake.bodies import alert, event
from tests.incidents.intake.conftest import monitor
from tests.incidents.intake.maintenance.conftest import DAY, END, planned

pytestmark = pytest.mark.django_db(transaction=True)


def test_ch_13_and_ch_11_two_sweeps():
    cast = make_cast()
    planned(cast)
    sender = monitor(cast, "alertmanager")
    sender.set(flap_pairs=1)
    sender.alerts(*(alert(fingerprint=f"f{number}") for number in range(8)), now=NOON + MINUTE)
    assert HeldAlert.objects.count() == 8
    counts = together(*[lambda: release_held(END)] * 2)
    assert (sum(counts), Incident.objects.count(), HeldAlert.objects.count()) == (8, 8, 0)

    over = [alert(fingerprint=f"f{number}", status="resolved", end=END + MINUTE) for number in range(8)]
    sender.alerts(*over, now=END + MINUTE)
    assert Incident.objects.exclude(flapping_since=None).count() == 8
    assert sum(together(*[lambda: end_flapping(END + DAY)] * 2)) == 8
    for incident in Incident.objects.all():
        assert (incident.state, incident.version) == ("resolved", incident.history.count())
        assert incident.entries.filter(story__in=["alert_fired", "flapping_ended"]).count() == 2


def test_ch_13_a_signal_comes_in_while_the_window_is_ended():
    """Whichever is first: in the end the incident is open, once."""
    cast = make_cast()
    window = planned(cast)
    sender = monitor(cast, "events")
    sender.event(now=NOON + MINUTE)
    sender.receive(event(sender.key, dedup_key="db2/disk"), now=NOON + 2 * MINUTE)
    now = NOON + 3 * MINUTE
    together(
        lambda: end_window(window, by=cast.actor("adam"), now=now),
        lambda: sender.event(now=now),
        lambda: release_held(now),
    )
    release_held(now + MINUTE)
    assert (Incident.objects.count(), HeldAlert.objects.count()) == (2, 0)
