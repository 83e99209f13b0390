"""Inline edit: saved, refused, and what happens when two people edit the same incident."""

import pytest
from django.utils.html import escape

from incidents.lifecycle.operations.details import change_details
from incidents.records.models import Incident
from tests.builders import NOON, closed, make_incident, started

SAVED = {
    "title": ("Neuer <b>Titel</b>", "title"),
    "description": ("Zeile 1\nZeile 2", "description"),
    "service": ("email", "service__slug"),
    "category": ("email/delivery", "category__path"),
    "impact": ("high", "impact"),
    "urgency": ("low", "urgency"),
    "assignee": ("nadia", "assignee__username"),
    "requester": ("oskar", "requester__username"),
    "location": ("Haus B", "location"),
    "contact": ("ext. 7", "contact"),
    "configuration_item": ("printer-7", "configuration_item"),
    "external_reference": ("PO-7", "external_reference"),
    "affected_count": ("12", "affected_count"),
}


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
@pytest.mark.parametrize("name", list(SAVED))
def test_a_property_is_saved(desk, cast, name, htmx):
    value, lookup = SAVED[name]
    incident = started(cast)
    answer = desk("rafael").edit(incident, name, htmx=htmx, version=incident.version, **{name: value})
    assert answer.status_code == (200 if htmx else 302)
    assert Incident.objects.filter(pk=incident.pk, **{lookup: value}).exists()


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", " \u200b"),
        ("title", "x" * 201),
        ("service", "nope"),
        ("service", ""),
        ("impact", "9"),
        ("assignee", "paul"),
        ("affected_count", "-1"),
        ("parent", "INC-999999"),
        ("occurred_at", "2026-02-30T10:00"),
        ("restored_at", "2199-01-01T00:00"),
    ],
    ids=str,
)
def test_a_refused_property_keeps_its_words(desk, cast, name, value, htmx):
    incident = started(cast)
    answer = desk("rafael").edit(incident, name, htmx=htmx, version=incident.version, **{name: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{name}_error"' in page
    assert Incident.objects.get(pk=incident.pk).version == incident.version


def test_an_incident_is_not_its_own_parent(desk, cast):
    incident = started(cast)
    answer = desk("rafael").edit(incident, "parent", version=incident.version, parent=incident.number)
    assert answer.status_code == 422


def test_changes_of_two_people_to_different_properties_both_stay(desk, cast):
    incident = started(cast)
    change_details(incident, {"location": "Haus A"}, by=cast.actor("nadia"), now=NOON)
    answer = desk("rafael").edit(incident, "contact", version=incident.version, contact="ext. 7")
    after = Incident.objects.get(pk=incident.pk)
    assert answer.status_code == 200
    assert (after.location, after.contact) == ("Haus A", "ext. 7")


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_changes_to_the_same_property_stand_side_by_side(desk, cast, htmx):
    incident = started(cast)
    change_details(incident, {"location": "Haus <A>"}, by=cast.actor("nadia"), now=NOON)
    rafael = desk("rafael")
    answer = rafael.edit(incident, "location", htmx=htmx, version=incident.version, location="Haus <B>")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert escape("Haus <A>") in page and escape("Haus <B>") in page and "Nadia Example" in page
    newest = Incident.objects.get(pk=incident.pk).version
    assert f'name="version" value="{newest}"' in page
    assert rafael.edit(incident, "location", version=newest, location="Haus <B>").status_code == 200
    assert Incident.objects.get(pk=incident.pk).location == "Haus <B>"


def test_a_conflict_shows_levels_in_words(desk, cast):
    incident = started(cast)
    change_details(incident, {"impact": "high"}, by=cast.actor("nadia"), now=NOON)
    answer = desk("rafael").edit(incident, "impact", version=incident.version, impact="low")
    page = answer.content.decode()
    assert "<dd>High" in page and "<dd>Low" in page


def test_a_version_that_is_none_is_said(desk, cast):
    incident = started(cast)
    answer = desk("rafael").edit(incident, "location", version="abc", location="x")
    assert answer.status_code == 422 and "whole number" in answer.content.decode()


def test_what_is_finished_or_forbidden_is_not_edited(desk, cast):
    done = closed(cast)
    assert desk("agnes").edit(done, "title", version=done.version, title="New").status_code == 409
    incident = make_incident(cast)
    assert desk("audra").edit(incident, "title", version=1, title="New").status_code == 403
    assert desk("agnes").edit(incident, "state", version=1, state="closed").status_code == 404
