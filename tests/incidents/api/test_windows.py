"""Maintenance windows over the API: planned, found, changed, ended, cancelled, and refused how (CH-13)."""

from datetime import timedelta

import pytest

from accounts import clock
from accounts.access.choices import Scope
from incidents.intake.maintenance.models import MaintenanceWindow
from tests.incidents.api.callers import assert_problem

pytestmark = pytest.mark.once

PLACE = "maintenance-windows/"


def told(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def new(**changes):
    now = clock.now()
    values = {
        "name": "Updates",
        "service": "email",
        "zone": "Europe/Berlin",
        "begins_at": told(now - timedelta(hours=1)),
        "ends_at": told(now + timedelta(hours=1)),
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not ...}


def test_ch_13_a_window_from_planning_to_cancelling(caller):
    ines = caller("ines", [Scope.CATALOGUE_READ, Scope.CATALOGUE_WRITE])
    made = ines.post(PLACE, new(repeats="daily"))
    assert made.status_code == 201, made.content
    place = made["Location"].split("/api/v1/")[1]
    row = made.json()
    assert (row["status"], row["service"], row["held"]) == ("active", "email", 0)
    assert (row["next_begins_at"], row["next_ends_at"]) == (row["begins_at"], row["ends_at"])
    assert [one["id"] for one in ines.get(f"{PLACE}?is_active=true").json()["results"]] == [row["id"]]

    changed = ines.call("patch", place, {"service": None, "item": "db1", "reason": "Only db1"}).json()
    assert (changed["service"], changed["item"]) == (None, "db1")
    window = MaintenanceWindow.objects.get()
    assert window.history.first().history_change_reason == "Only db1"

    ended = ines.post(f"{place}end/", {"reason": "Done"}).json()
    assert (ended["status"], ended["ended_at"] is not None) == ("planned", True)
    assert ended["next_begins_at"] > row["begins_at"]
    assert_problem(ines.post(f"{place}end/"), 409, "not_allowed_from_state")
    assert ines.get(f"{PLACE}?is_active=true").json()["results"] == []
    assert ines.post(f"{place}cancel/").json()["status"] == "cancelled"
    assert_problem(ines.post(f"{place}cancel/"), 409, "not_allowed_from_state")
    assert_problem(ines.call("patch", place, {"name": "x"}), 409, "not_allowed_from_state")
    assert [one["status"] for one in ines.get(f"{PLACE}?is_over=true&item=DB1").json()["results"]] == [
        "cancelled"
    ]
    assert ines.get(f"{PLACE}?service=vpn").json()["results"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ...}, "name"),
        ({"service": "nothing"}, "service"),
        ({"service": None}, "service"),
        ({"item": "db1"}, "item"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"zone": 1}, "zone"),
        ({"begins_at": "2030-01-01T00:00:00"}, "begins_at"),
        ({"ends_at": "2030-01-01T00:00:00Z"}, "ends_at"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "ends_at"),
        ({"repeats": "hourly"}, "repeats"),
        ({"repeats": "daily", "repeats_until": "tomorrow"}, "repeats_until"),
        ({"repeats": "daily", "repeats_until": "2030-02-30"}, "repeats_until"),
        ({"repeats": "daily", "repeats_until": "9999-12-31"}, "repeats_until"),
        ({"repeats_until": "2030-02-03"}, "repeats_until"),
        ({"duration": 5}, "duration"),
    ],
)
def test_ch_13_a_refusal_names_the_field(caller, changes, field):
    answer = caller("adam").post(PLACE, new(**changes))
    assert answer.status_code in (400, 422), answer.content
    assert field in answer.json()["errors"]


def test_ch_13_who_may(caller):
    place = caller("adam").post(PLACE, new())["Location"].split("/api/v1/")[1]
    assert caller("agnes").get(place).status_code == 200
    assert_problem(caller("agnes").post(PLACE, new()), 403, "permission_denied")
    assert_problem(caller("agnes").post(f"{place}cancel/"), 403, "permission_denied")
    assert caller("ruth").get(place).status_code == 404
    assert caller("ruth").get(PLACE).json()["results"] == []
    assert_problem(caller("adam", [Scope.INCIDENTS_READ]).get(PLACE), 403, "missing_scope")


def test_ch_13_the_list_takes_the_same_queries_for_many(caller, django_assert_max_num_queries):
    adam = caller("adam")
    for number in range(6):
        adam.post(PLACE, new(name=f"Updates {number}"))
    with django_assert_max_num_queries(6):
        assert len(adam.get(PLACE).json()["results"]) == 6
