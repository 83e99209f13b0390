"""Windows in the administration: hours of their own zone, refusals beside their fields, steps (CH-13)."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from accounts import clock
from incidents.intake.maintenance.models import MaintenanceWindow
from incidents.intake.maintenance.operations.planning import plan_window
from tests.accounts.admin_client import address, form_values, signed_in

pytestmark = pytest.mark.once


HOURS = {
    "begins_at_0": "2030-03-24",
    "begins_at_1": "01:30:00",
    "ends_at_0": "2030-03-24",
    "ends_at_1": "04:00:00",
}


@pytest.fixture
def adam(cast):
    return signed_in(cast.adam)


def add(client, cast, **changes):
    values = {
        "name": "Updates",
        "service": cast.services["email"].pk,
        "item": "",
        "zone": "Europe/Berlin",
        **HOURS,
        "repeats": "weekly",
        "repeats_until": "",
        "reason": "Patches",
        **changes,
    }
    return client.post(address(MaintenanceWindow, "add"), values)


def test_ch_13_hours_are_those_of_its_zone(adam, cast):
    assert add(adam, cast).status_code == 302
    window = MaintenanceWindow.objects.get()
    assert window.begins_at == datetime(2030, 3, 24, 0, 30, tzinfo=UTC)
    assert window.span_at(datetime(2030, 3, 31, 1, 59, tzinfo=UTC))
    assert not window.span_at(datetime(2030, 3, 31, 2, 0, tzinfo=UTC))
    url = address(MaintenanceWindow, "change", window.pk)
    page = adam.get(url).content.decode()
    shown = re.findall(r'name="(?:begins|ends)_at_\d" value="([^"]+)"', page)
    assert shown == ["24/03/2030", "01:30:00", "24/03/2030", "04:00:00"]
    hours = dict(zip(HOURS, shown, strict=True))
    values = {**form_values(adam, url), **hours, "name": "Patches", "reason": "Name"}
    assert adam.post(url, values).status_code == 302
    window.refresh_from_db()
    assert (window.name, window.begins_at.hour, window.version) == ("Patches", 0, 2)
    assert window.history.first().history_change_reason == "Name"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "required"),
        ({"service": ""}, "service", "Choose a service, or name an item"),
        ({"item": "db1"}, "item", "not both"),
        ({"zone": "Mars/Base"}, "zone", "valid choice"),
        ({"begins_at_0": "soon"}, "begins_at", "valid date"),
        ({"begins_at_0": ""}, "begins_at", "required"),
        ({"ends_at_1": "01:00"}, "ends_at", "must end after"),
        ({"ends_at_0": "2030-04-24"}, "ends_at", "lasts too long"),
        ({"begins_at_0": "2030-03-31", "begins_at_1": "02:30"}, "begins_at", "does not exist"),
        ({"begins_at_0": "0001-01-01"}, "begins_at", "Choose a year"),
        ({"ends_at_0": "9999-12-31", "ends_at_1": "23:59"}, "ends_at", "lasts too long"),
        ({"repeats": "hourly"}, "repeats", "valid choice"),
        ({"repeats": "once", "repeats_until": "2030-05-01"}, "repeats_until", "how it repeats"),
        ({"repeats_until": "2030-03-01"}, "repeats_until", "before the day"),
        ({"repeats_until": "9999-12-31"}, "repeats_until", "Choose a year"),
        (
            {"begins_at_0": "2020-03-24", "ends_at_0": "2020-03-24", "repeats": "once"},
            "ends_at",
            "over already",
        ),
    ],
    ids=lambda value: None if isinstance(value, dict) else value,
)
def test_ch_13_a_refusal_stands_beside_its_field(adam, cast, changes, field, words):
    answer = add(adam, cast, **changes)
    assert answer.status_code == 200
    assert words in str(answer.context["adminform"].form.errors[field])
    assert not MaintenanceWindow.objects.exists()


def test_ch_13_the_list_and_the_steps(adam, cast, django_assert_max_num_queries):
    now = clock.now()
    for number in range(6):
        plan_window(
            {
                "name": f"Updates {number}",
                "item": f"db{number}",
                "zone": "Asia/Kolkata",
                "begins_at": now - timedelta(hours=1),
                "ends_at": now + timedelta(hours=1),
                "repeats": "daily",
            },
            by=cast.actor("adam"),
            now=now,
        )
    with django_assert_max_num_queries(10):
        page = adam.get(address(MaintenanceWindow, "changelist")).content.decode()
    assert page.count("Active until") == 6
    window = MaintenanceWindow.objects.first()
    step = address(MaintenanceWindow, "step", window.pk, "end")
    assert adam.post(step, {"reason": "Done"}).status_code == 302
    assert "not active" in adam.post(step, {"reason": "Again"}).content.decode()
    assert (
        adam.post(address(MaintenanceWindow, "step", window.pk, "cancel"), {"reason": "Off"}).status_code
        == 302
    )
    window.refresh_from_db()
    assert (window.cancelled_at is not None, window.history.first().history_change_reason) == (True, "Off")
    page = adam.get(address(MaintenanceWindow, "change", window.pk)).content.decode()
    assert 'name="_save"' not in page
    assert adam.get(address(MaintenanceWindow, "delete", window.pk)).status_code == 403
