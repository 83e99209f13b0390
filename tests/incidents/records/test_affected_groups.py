"""Teams and organisations that are affected (LOG-03), and how many people that makes."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.history import save_as
from accounts.notices.models import Notice
from accounts.people.models import Organisation, Team
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.records.models import Affected, Incident
from incidents.records.operations.relating import drop_affected, name_affected
from incidents.records.queries import people_affected
from tests.builders import NOON, closed, make_incident

KINDS = [(Team, "network", "Network"), (Organisation, "south", "South")]


@pytest.fixture
def agnes(cast):
    return {"by": cast.actor("agnes"), "now": NOON}


@pytest.mark.parametrize(("model", "slug", "name"), KINDS, ids=["team", "organisation"])
def test_log03_a_group_is_named_once_and_taken_off(cast, agnes, model, slug, name):
    incident, group, kind = make_incident(cast), model.objects.get(slug=slug), model.__name__.lower()
    version, notices = incident.version, Notice.objects.count()
    row = name_affected(incident, group, **agnes)
    assert name_affected(incident, group, by=cast.actor("aaron"), now=NOON) == row
    assert (row.target, row.kind, row.history.get().history_user) == (group, kind, cast.agnes)
    told = incident.entries.get(story="group_affected")
    assert (told.is_public, told.facts) == (False, {"group": name, "slug": slug, "type": kind})
    group.retired_at = NOON
    save_as(group, by=cast.system)
    assert name_affected(incident, group, **agnes) == row
    for _twice in range(2):
        drop_affected(incident, group, **agnes)
    assert (Affected.history.latest().history_type, Affected.objects.count()) == ("-", 0)
    with pytest.raises(ValidationError) as refusal:
        name_affected(incident, group, **agnes)
    assert set(refusal.value.error_dict) == {kind}
    stories = ["opened", "group_affected", "group_not_affected"]
    assert [entry.story for entry in incident.entries.all()] == stories
    incident.refresh_from_db()
    # As with people: no field of the incident changed, and nobody is told.
    assert (incident.version, Notice.objects.count()) == (version, notices)


@pytest.mark.parametrize("who", ["ruth", "vera", "audra", "monitor"])
def test_naming_groups_is_for_the_desk_while_work_goes_on(cast, agnes, who):
    incident, network = make_incident(cast), cast.teams["network"]
    for act in (name_affected, drop_affected):
        with pytest.raises(PermissionDenied):
            act(incident, network, by=cast.actor(who), now=NOON)
        with pytest.raises(ValidationError, match="finished"):
            act(closed(cast), network, **agnes)
    assert not Affected.objects.exists()


def test_the_database_takes_one_target_a_row_each_once(cast, agnes):
    incident, north = make_incident(cast), Organisation.objects.get(slug="north")
    person, team, organisation = (
        {"user": cast.oskar},
        {"team": cast.teams["network"]},
        {"organisation": north},
    )
    for once in (person, team, organisation):
        save_as(Affected(incident=incident, **once), by=cast.system)
    other = make_incident(cast)
    bad: list[tuple[Incident, dict[str, Any]]] = [
        (incident, person),
        (incident, team),
        (incident, organisation),
    ]
    bad += [
        (other, {}),
        (other, person | team),
        (other, team | organisation),
        (other, person | organisation),
        (other, person | team | organisation),
    ]
    for where, targets in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            save_as(Affected(incident=where, **targets), by=cast.system)
    assert Affected.objects.count() == 3


def test_people_count_once_however_they_are_named(cast, agnes):
    incident, other = make_incident(cast), make_incident(cast)
    north, south = Organisation.objects.get(slug="north"), Organisation.objects.get(slug="south")
    cast.nadia.organisation, cast.vera.is_active = north, False
    for person in (cast.nadia, cast.vera):
        save_as(person, by=cast.system)
    # What is named one after the other, and how many people that makes.
    steps: list[tuple[Any, int]] = [
        (cast.oskar, 1),
        (north, 3),  # Ruth, Oskar, Nadia; Vera's account is not active.
        (cast.teams["network"], 5),  # Rafael and Lena; Nadia counts already.
        (cast.teams["applications"], 6),
        (cast.vera, 7),  # Named herself she counts.
    ]
    assert people_affected(incident) is None
    for target, people in steps:
        name_affected(incident, target, **agnes)
        with CaptureQueriesContext(connection) as taken:
            assert people_affected(incident) == people, target
        assert len(taken) == 1
    name_affected(other, south, **agnes)
    assert people_affected(other) == 1
    for stated in (0, 4200):
        incident.affected_count = stated
        assert people_affected(incident) == stated


def test_a_report_names_groups_and_is_the_same_report_with_the_same_groups(cast, agnes):
    report = {"title": "x", "external_reference": "R-1", "affected_teams": [cast.teams["network"]] * 2}
    incident = open_incident(Report(**report), **agnes)
    assert [row.target for row in incident.affected.all()] == [cast.teams["network"]]
    assert open_incident(Report(**report), **agnes) == incident
    with pytest.raises(ValidationError):
        open_incident(Report(**report | {"affected_teams": []}), **agnes)
