"""A form of five megabytes comes back with its error and everything that was typed."""

import pytest

from incidents.records.models import Incident
from tests.builders import started

HUGE = "x" * 5_000_000


@pytest.fixture
def agnes(client, cast):
    client.force_login(cast.agnes)
    return client


def test_the_log_form_keeps_it(agnes):
    page = agnes.post("/incidents/new/", {"title": "Printer", "description": HUGE, "channel": "phone"})
    assert page.status_code == 422
    assert "description" in page.context["form"].errors
    assert HUGE in page.content.decode()
    assert not Incident.objects.exists()


def test_the_composer_keeps_it(agnes, cast):
    incident = started(cast)
    page = agnes.post(f"/incidents/{incident.number}/entries/", {"mode": "note", "body": HUGE})
    assert page.status_code == 422
    assert HUGE in page.content.decode()


def test_an_affected_person_is_named(agnes, cast):
    incident = started(cast)
    page = agnes.post(f"/incidents/{incident.number}/affected/new/", {"person": "oskar"}, follow=True)
    assert "Oskar Example" in page.content.decode()
    assert incident.affected.get().user == cast.oskar
