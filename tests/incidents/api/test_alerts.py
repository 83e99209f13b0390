"""The alerts of an incident, and who may read them."""

import pytest

from incidents.api.alert_answers import AlertOut
from tests.builders import MINUTE, NOON, make_incident
from tests.incidents.api.callers import assert_problem
from tests.incidents.intake.conftest import monitor, only_incident


@pytest.fixture
def address(cast):
    sender = monitor(cast, "events")
    sender.event(timestamp="yesterday")
    sender.event(now=NOON + MINUTE)
    return f"incidents/{only_incident().number}/alerts/"


def test_the_desk_reads_them(agnes, address):
    (row,) = agnes.get(address).json()["results"]
    assert row["dedup_key"] == "db1/disk"
    assert (row["status"], row["occurrences"], row["class"]) == ("firing", 2, "disk")
    assert (row["first_seen_at"], row["last_seen_at"]) == ("2026-03-02T12:00:00Z", "2026-03-02T12:01:00Z")
    assert set(row) == set(AlertOut().fields)


def test_the_integrations_account_reads_its_own(caller, address):
    assert len(caller("monitor").get(address).json()["results"]) == 1


def test_a_requester_reads_none_of_their_incident(cast, ruth, agnes):
    number = make_incident(cast).number
    assert ruth.get(f"incidents/{number}/alerts/").json() == {"results": []}
    assert agnes.get(f"incidents/{number}/alerts/").json() == {"results": []}


def test_a_foreign_incident_is_not_found(ruth, address):
    assert_problem(ruth.get(address), 404, "not_found")
