"""Changing details: what may be edited by whom and when, two editors at once, and what follows from a change."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.history import save_as
from accounts.notices.models import Event, Notice
from incidents.lifecycle.operations.details import change_details, fields_changed_since
from incidents.records.choices import State
from tests.builders import IN_STATE, NOON, closed, make_incident, resolved, started, triaged

HOUR = timedelta(hours=1)


def edit(cast, incident, who="agnes", now=NOON + HOUR, **values):
    options = {name: values.pop(name) for name in ("version", "merge", "why") if name in values}
    return change_details(incident, values, by=cast.actor(who), now=now, **options)


def refused(cast, incident, code, *fields, **values):
    version = incident.version
    with pytest.raises(ValidationError) as refusal:
        edit(cast, incident, **values)
    if fields:
        assert set(refusal.value.message_dict) == set(fields)
        assert {problem.code for found in refusal.value.error_dict.values() for problem in found} == {code}
    else:
        assert refusal.value.code == code
    incident.refresh_from_db()
    assert incident.version == version == incident.history.count()
    return refusal.value


def test_a_change_is_signed_told_and_announced(cast):
    incident = edit(cast, started(cast), location="Room 4", why="Ruth called")
    signed = incident.history.latest()
    assert (signed.history_user, signed.history_change_reason, signed.location) == (
        cast.agnes,
        "Ruth called",
        "Room 4",
    )
    entry = incident.entries.last()
    assert (entry.story, entry.is_public) == ("changed", False)
    assert entry.facts["changes"] == [{"field": "location", "old": "", "new": "Room 4"}]
    assert Event.objects.latest("id").facts["fields"] == ["location"]


def test_no_difference_writes_nothing(cast):
    incident = started(cast)
    entries, events = incident.entries.count(), Event.objects.count()
    after = edit(cast, incident, title=incident.title, service=incident.service)
    assert (after.version, after.history.count()) == (incident.version, incident.version)
    assert (incident.entries.count(), Event.objects.count()) == (entries, events)


def test_priority_follows_in_the_same_version(cast):
    incident = edit(cast, started(cast), impact="high", urgency="high")
    assert (incident.priority, incident.history.latest().priority) == (1, 1)
    assert {change["field"] for change in incident.entries.last().facts["changes"]} == {
        "impact",
        "urgency",
        "priority",
    }


@pytest.mark.parametrize("who", ["ruth", "vera", "audra", "monitor", "adam"])
def test_only_the_desk_edits(cast, who):
    with pytest.raises(PermissionDenied):
        edit(cast, make_incident(cast), who, title="Mine")


@pytest.mark.parametrize("field", ["state", "priority", "number", "major_state", "resolved_at", "closed_at"])
def test_the_state_and_what_follows_from_it_are_not_details(cast, field):
    with pytest.raises(PermissionDenied):
        edit(cast, make_incident(cast), **{field: "resolved"})


def test_an_old_version_is_refused(cast):
    incident = started(cast)
    seen = incident.version
    edit(cast, incident, location="Room 4")
    incident.refresh_from_db()
    refusal = refused(cast, incident, "stale", contact="ext. 12", version=seen)
    assert refusal.params == {"number": incident.number, "version": seen + 1}


def test_disjoint_fields_of_an_old_version_are_merged(cast):
    incident = started(cast)
    seen = incident.version
    edit(cast, incident, location="Room 4")
    incident = edit(cast, incident, "aaron", contact="ext. 12", version=seen, merge=True)
    assert (incident.location, incident.contact, incident.version) == ("Room 4", "ext. 12", seen + 2)


def test_equal_fields_of_an_old_version_are_stale(cast):
    incident = started(cast)
    seen = incident.version
    edit(cast, incident, location="Room 4")
    assert fields_changed_since(edit(cast, incident, contact="ext. 12"), seen) == {"location", "contact"}
    incident.refresh_from_db()
    refused(cast, incident, "stale", location="Room 5", version=seen, merge=True)


def test_a_version_that_never_was_is_stale(cast):
    incident = started(cast)
    refused(cast, incident, "stale", location="Room 5", version=99, merge=True)
    refused(cast, incident, "stale", location="Room 5", version=0, merge=True)


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED])
def test_a_finished_record_is_locked(cast, state):
    incident = IN_STATE[state](cast)
    refused(cast, incident, "not_allowed_from_state", title="Better title")
    refused(cast, incident, "not_allowed_from_state", title="Better title", external_reference="4711")
    after = edit(cast, incident, external_reference="4711")
    assert (after.external_reference, after.history.latest().history_user) == ("4711", cast.agnes)


@pytest.mark.parametrize("field", ["detected_at", "reported_at", "requester"])
def test_some_fields_are_never_empty(cast, field):
    refused(cast, started(cast), "guard_failed", field, **{field: None})


def test_a_resolved_incident_keeps_its_restoration(cast):
    refused(cast, resolved(cast), "guard_failed", "restored_at", restored_at=None)


@pytest.mark.parametrize("title", ["", " \t"])
def test_the_title_is_never_empty(cast, title):
    refused(cast, started(cast), "required", "title", title=title)


def test_after_triage_service_and_category_stay(cast):
    refused(cast, triaged(cast), "guard_failed", "service", "category", service=None, category=None)
    assert edit(cast, make_incident(cast), service=None).service is None


def test_retired_reference_data_may_stay_but_not_come(cast):
    incident = triaged(cast)
    for service in cast.services.values():
        service.retired_at = NOON
        save_as(service, by=cast.system)
    refused(cast, incident, "guard_failed", "service", service=cast.services["email"])
    assert edit(cast, incident, service=cast.services["vpn"], location="Room 4").location == "Room 4"


def test_the_assignee_belongs_to_the_team(cast):
    incident = triaged(cast)
    refused(cast, incident, "guard_failed", "assignee", assignee=cast.paul)
    assert edit(cast, incident, assignee=cast.nadia).assignee == cast.nadia
    assert Notice.objects.filter(recipient=cast.nadia, event__kind="incident.assigned").exists()


@pytest.mark.parametrize("field", ["occurred_at", "detected_at", "reported_at", "restored_at"])
def test_moments_that_cannot_be(cast, field):
    incident = started(cast)
    refused(cast, incident, "guard_failed", field, **{field: NOON + timedelta(days=400)})
    refused(cast, incident, "guard_failed", field, **{field: NOON.replace(tzinfo=None)})


def test_moments_out_of_order_need_a_reason(cast):
    incident = resolved(cast)
    early = NOON - HOUR
    refused(cast, incident, "guard_failed", "restored_at", restored_at=early)
    after = edit(cast, incident, restored_at=early, why="The monitor shows it")
    assert (after.restored_at, after.history.latest().history_change_reason) == (
        early,
        "The monitor shows it",
    )


def test_two_incidents_of_one_reporter_do_not_share_a_reference(cast):
    first = make_incident(cast, external_reference="4711")
    incident = closed(cast)
    refused(cast, incident, "conflict", "external_reference", external_reference="4711")
    assert edit(cast, first, external_reference="4711", location="Room 4").location == "Room 4"


def test_parents_have_no_parent(cast):
    parent, child, other = (make_incident(cast) for _ in range(3))
    child = edit(cast, child, parent=parent)
    assert child.parent == parent
    refused(cast, other, "guard_failed", "parent", parent=child)
    refused(cast, other, "guard_failed", "parent", parent=other)
    refused(cast, parent, "guard_failed", "parent", parent=other)
    assert edit(cast, child, parent=None).parent is None
