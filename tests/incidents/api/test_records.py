"""The list of incidents, logging, showing and changing one."""

import pytest

from incidents.records.models import Incident
from tests.builders import closed, make_incident, started, triaged
from tests.incidents.api.callers import assert_problem

# In the order of the contract.
MEMBERS = """
    number version url html_url title description state hold_reason priority impact urgency service category team
    assignee requester channel detected_by is_major logged_late is_flapping parent external_reference occurred_at
    detected_at reported_at acknowledged_at restored_at resolved_at closed_at resolution reopen_count reassignment_count
    updated_at sla allowed_actions
"""


def test_logging_answers_with_the_record_and_where_it_is(agnes):
    response = agnes.post(
        "incidents/",
        {
            "title": "E-mail arrives late",
            "description": "Since **nine**",
            "service": "email",
            "category": "email/delivery",
            "impact": "high",
            "urgency": "medium",
            "requester": "ruth",
            "occurred_at": "2026-01-13T09:00:00+01:00",
            "reported_at": "2026-01-13T10:00:00Z",
            "detected_by": "user",
            "external_reference": "EXT-1",
            "affected_users": ["oskar"],
        },
    )
    assert response.status_code == 201, response.content
    record = response.json()
    assert list(record) == MEMBERS.split()
    assert response["Location"] == record["url"] == f"http://testserver/api/v1/incidents/{record['number']}/"
    assert response["ETag"] == '"1"'
    told = {
        "version": 1,
        "state": "new",
        "priority": "P2",
        "service": "email",
        "category": "email/delivery",
        "team": None,
        "assignee": None,
        "requester": "ruth",
        "channel": "api",
        "occurred_at": "2026-01-13T08:00:00Z",
        "reported_at": "2026-01-13T10:00:00Z",
        "detected_at": "2026-01-13T10:00:00Z",
        "resolution": None,
    }
    assert told.items() <= record.items()
    assert [clock["clock"] for clock in record["sla"]] == ["response", "resolution"]
    assert {"triage", "start", "cancel"} <= set(record["allowed_actions"])
    incident = Incident.objects.get(number=record["number"])
    assert list(incident.affected_users.values_list("username", flat=True)) == ["oskar"]


def test_only_the_title_is_needed(ruth):
    record = ruth.post("incidents/", {"title": "Printer"}).json()
    assert (record["requester"], record["priority"]) == ("ruth", "P3")
    assert record["html_url"] == f"http://testserver/help/{record['number']}/"


def test_a_reference_that_was_used_for_something_else_is_a_conflict(agnes):
    first = agnes.post("incidents/", {"title": "A", "external_reference": "X"}).json()
    again = agnes.post("incidents/", {"title": "A", "external_reference": "X"})
    assert again.json()["number"] == first["number"]
    response = agnes.post("incidents/", {"title": "B", "external_reference": "X"})
    assert_problem(response, 409, "conflict", "external_reference")


def test_a_requester_sees_only_the_own_incidents(cast, ruth, caller):
    own, foreign = make_incident(cast), make_incident(cast, requester=cast.stefan)
    assert [row["number"] for row in ruth.get("incidents/").json()["results"]] == [own.number]
    hidden = assert_problem(ruth.get(f"incidents/{foreign.number}/"), 404, "not_found")
    absent = assert_problem(ruth.get("incidents/INC-9/"), 404, "not_found")
    for answer in (hidden, absent):
        del answer["correlation_id"]
    assert hidden == absent
    for path in ("start/", "entries/", "history/", "attachments/", "watchers/"):
        response = ruth.post(f"incidents/{foreign.number}/{path}", {"kind": "public", "body": "x"})
        assert response.status_code in (404, 405, 415)
    assert caller("vera").get(f"incidents/{own.number}/").status_code == 200


def test_detail_fields_and_expand(cast, agnes):
    incident = started(cast)
    address = f"incidents/{incident.number}/"
    assert agnes.get(f"{address}?fields=number,state").json() == {
        "number": incident.number,
        "state": "in_progress",
    }
    record = agnes.get(f"{address}?expand=team,assignee,details").json()
    assert record["team"] == {"slug": "network", "name": "Network"}
    assert record["assignee"] == {"username": "rafael", "name": "Rafael Example"}
    assert record["details"]["reporter"] == "agnes"
    assert_problem(agnes.get(f"{address}?fields=number,password"), 400, "invalid", "fields")
    assert_problem(agnes.get(f"{address}?expand=requester__password"), 400, "invalid", "expand")


def test_patch_changes_the_named_fields_only(cast, agnes):
    incident = triaged(cast)
    response = agnes.patch(f"incidents/{incident.number}/", {"impact": "high", "urgency": "high"})
    assert response.status_code == 200, response.content
    record = response.json()
    assert (record["priority"], record["version"]) == ("P1", incident.version + 1)
    assert response["ETag"] == f'"{record["version"]}"'
    assert record["title"] == incident.title


def test_patch_assigns(cast, agnes):
    incident = triaged(cast)
    address = f"incidents/{incident.number}/"
    assert agnes.patch(address, {"assignee": "nadia"}).json()["assignee"] == "nadia"
    assert agnes.patch(address, {"assignee": None}).json()["assignee"] is None
    assert_problem(agnes.patch(address, {"assignee": "paul"}), 422, "guard_failed", "assignee")


@pytest.mark.parametrize(
    "field",
    ["state", "team", "number", "version", "id", "history", "sla", "created_at"],
)
def test_A25_patch_refuses_what_it_does_not_change(cast, agnes, field):
    incident = make_incident(cast)
    body = assert_problem(
        agnes.patch(f"incidents/{incident.number}/", {field: "closed", "title": "X"}),
        400,
        "unknown",
        field,
    )
    assert body["errors"][field]
    incident.refresh_from_db()
    assert (incident.state, incident.title, incident.version) == (
        "new",
        "E-mail arrives late",
        1,
    )


def test_A28_conditions(cast, agnes):
    incident = make_incident(cast)
    address = f"incidents/{incident.number}/"
    assert agnes.patch(address, {}).status_code == 200
    assert agnes.patch(address, {}, if_match='"1"').status_code == 200
    assert incident.history.count() == 1
    assert agnes.patch(address, {"title": "Second"}, if_match='"1"').status_code == 200
    response = agnes.patch(address, {"title": "Third"}, if_match='"1"')
    body = assert_problem(response, 412, "stale")
    assert (body["current"]["title"], body["current"]["version"]) == ("Second", 2)
    assert response["ETag"] == '"2"'
    assert_problem(
        agnes.post(f"{address}cancel/", {"reason": "test"}, if_match='"1"'),
        412,
        "stale",
    )
    assert_problem(
        agnes.patch(address, {"title": "x"}, if_match="two"),
        400,
        "malformed",
        "If-Match",
    )
    assert agnes.patch(address, {"title": "Fourth"}, if_match="*").status_code == 200
    assert agnes.patch(address, {"title": "Fifth"}).status_code == 200


def test_a_requester_may_not_edit(cast, ruth):
    incident = make_incident(cast)
    assert_problem(
        ruth.patch(f"incidents/{incident.number}/", {"title": "x"}),
        403,
        "permission_denied",
    )


def test_a_requester_reports_for_nobody_else(ruth, cast):
    assert_problem(
        ruth.post("incidents/", {"title": "x", "requester": "stefan"}),
        400,
        "unknown",
        "requester",
    )


def test_a_closed_record_is_locked(cast, agnes):
    incident = closed(cast)
    body = assert_problem(
        agnes.patch(f"incidents/{incident.number}/", {"title": "x"}),
        409,
        "not_allowed_from_state",
    )
    assert "finished" in body["detail"]


def test_unknown_fields_are_named(agnes):
    body = assert_problem(
        agnes.post("incidents/", {"title": "x", "status": "closed", "__class__": 1}),
        400,
        "unknown",
        "status",
    )
    assert "__class__" in body["errors"]
    assert_problem(
        agnes.post("incidents/", {"title": "x", "custom": {"a": 1}}),
        400,
        "unknown",
        "custom.a",
    )
