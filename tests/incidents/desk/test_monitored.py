"""What the desk shows of monitors: active maintenance windows and flapping alerts (CH-11, CH-13)."""

from datetime import timedelta

import pytest

from accounts import clock
from incidents.intake.maintenance.operations.planning import plan_window
from incidents.records.models import Incident
from tests.builders import make_incident

pytestmark = pytest.mark.once


def test_ch_13_the_page_asks_for_a_note_and_gets_it_while_a_window_is_active(desk, cast):
    agnes, incident = desk("agnes"), make_incident(cast, service=cast.services["email"])
    address = f"{incident.get_absolute_url()}?part=maintenance"
    assert f'hx-get="{address}"' in agnes.get(incident.get_absolute_url()).content.decode()
    assert "Maintenance" not in agnes.get(address, htmx=True).content.decode()
    for name, service in (("Updates", "email"), ("Others", "vpn")):
        plan_window(
            {
                "name": name,
                "service": cast.services[service],
                "zone": "Europe/Berlin",
                "begins_at": clock.now() - timedelta(hours=1),
                "ends_at": clock.now() + timedelta(hours=1),
            },
            by=cast.system,
            now=clock.now(),
        )
    note = agnes.get(address, htmx=True).content.decode()
    assert ("Maintenance: Updates" in note, "Others" in note, "Alerts of E-mail" in note) == (
        True,
        False,
        True,
    )


def test_ch_11_queue_and_page_say_that_it_flaps_while_it_is_open(desk, cast):
    agnes, incident = desk("agnes"), make_incident(cast)
    Incident.objects.update(flapping_since=clock.now())
    for address in ("/queue/all/", incident.get_absolute_url()):
        assert "Flapping" in agnes.get(address).content.decode()
