"""The actions: contract of each, roles, guards, what is outside the table."""

from typing import Any

import pytest

from incidents.lifecycle.choices import Action
from incidents.lifecycle.roles import steps_for
from incidents.records.choices import State
from incidents.records.models import Incident
from tests.builders import IN_STATE, cancelled, closed, held, make_incident, resolved, started, triaged
from tests.incidents.api.callers import assert_problem

TRIAGE = {"category": "network", "service": "vpn", "impact": "high", "urgency": "low", "team": "network"}
RESOLUTION = {
    "code": "fixed_permanently",
    "text": "The relay was restarted.",
    "evidence": "agent_test",
    "cause_category": "technical",
}
MAJOR = {"manager": "mia", "impact_statement": "All of north", "communication_plan": "Every 30 minutes"}

# row, action, incident, who, body, what the answer says then
DONE: list[tuple[str, str, Any, str, dict[str, Any], dict[str, Any]]] = [
    (
        "T2",
        "triage",
        make_incident,
        "agnes",
        TRIAGE,
        {"state": "assigned", "team": "network", "priority": "P3"},
    ),
    ("T3", "start", triaged, "rafael", {}, {"state": "in_progress", "assignee": "rafael"}),
    ("T3", "start", triaged, "rafael", {"assignee": "nadia"}, {"assignee": "nadia"}),
    (
        "T4",
        "hold",
        started,
        "rafael",
        {"reason": "awaiting_requester", "question": "Where?"},
        {"state": "on_hold", "hold_reason": "awaiting_requester"},
    ),
    (
        "T4",
        "hold",
        started,
        "rafael",
        {"reason": "agreed_date", "until": "2099-01-01T00:00:00Z"},
        {"hold_reason": "agreed_date"},
    ),
    ("T6", "resume", held, "rafael", {"reason": "Found it"}, {"state": "in_progress", "hold_reason": None}),
    (
        "T7",
        "transfer",
        started,
        "rafael",
        {"team": "applications", "reason": "Not the line"},
        {"state": "assigned", "team": "applications", "assignee": None, "reassignment_count": 1},
    ),
    ("T8", "resolve", started, "rafael", RESOLUTION, {"state": "resolved"}),
    ("T9", "resolve", make_incident, "agnes", RESOLUTION, {"state": "resolved"}),
    ("T11", "close", resolved, "agnes", {"evidence": "requester_word"}, {"state": "closed"}),
    ("T11", "close", resolved, "ruth", {"evidence": "requester_word"}, {"state": "closed"}),
    ("T15", "cancel", make_incident, "agnes", {"reason": "test"}, {"state": "cancelled"}),
    ("T15", "cancel", make_incident, "ruth", {"reason": "withdrawn"}, {"state": "cancelled"}),
    ("M1", "propose-major", started, "agnes", {"reason": "All of north"}, {"is_major": False}),
    ("M4", "declare-major", started, "mia", MAJOR, {"is_major": True}),
]


@pytest.mark.parametrize(
    ("row", "action", "build", "who", "body", "told"),
    DONE,
    ids=lambda value: getattr(value, "__name__", str(value)[:24]),
)
def test_an_action_answers_with_the_record(cast, caller, row, action, build, who, body, told):
    incident = build(cast)
    response = caller(who).post(f"incidents/{incident.number}/{action}/", body)
    assert response.status_code == 200, response.content
    record = response.json()
    assert told.items() <= record.items()
    assert response["ETag"] == f'"{record["version"]}"'
    assert record["version"] > incident.version


@pytest.mark.parametrize(
    ("row", "action", "build", "who", "state"),
    [
        ("T10", "reopen", resolved, "ruth", "in_progress"),
        ("T14", "reopen", closed, "ines", "in_progress"),
        ("T16", "restore", cancelled, "lena", "new"),
    ],
)
def test_an_action_within_its_window(cast, caller, row, action, build, who, state, monkeypatch):
    incident = build(cast)
    monkeypatch.setattr("accounts.clock.now", lambda: incident.updated_at)
    response = caller(who).post(f"incidents/{incident.number}/{action}/", {"reason": "Again"})
    assert response.status_code == 200, response.content
    assert response.json()["state"] == state


def test_an_action_after_its_window(cast, ruth):
    response = ruth.post(f"incidents/{resolved(cast).number}/reopen/", {"reason": "Again"})
    assert_problem(response, 422, "guard_failed", "reason")


def test_the_major_track(cast, caller):
    incident = started(cast)
    mia, agnes, address = caller("mia"), caller("agnes"), f"incidents/{incident.number}"
    assert agnes.post(f"{address}/propose-major/", {"reason": "North"}).status_code == 200
    assert_problem(agnes.post(f"{address}/declare-major/", MAJOR), 403, "permission_denied")
    assert mia.post(f"{address}/reject-major/", {"reason": "One person"}).json()["is_major"] is False
    other = started(cast)
    assert mia.post(f"incidents/{other.number}/declare-major/", MAJOR).json()["is_major"] is True
    response = mia.post(f"incidents/{other.number}/stand-down/", {"final_update": "Done"})
    assert_problem(response, 422, "guard_failed", "restored_at")
    restored = {"restored_at": "2026-03-02T12:30:00Z"}
    assert agnes.patch(f"incidents/{other.number}/", restored).status_code == 200
    response = mia.post(f"incidents/{other.number}/stand-down/", {"final_update": "Done"})
    assert_problem(response, 422, "guard_failed", "reason")
    body = {"final_update": "Done", "reason": "Handed back"}
    assert mia.post(f"incidents/{other.number}/stand-down/", body).json()["is_major"] is False
    third = started(cast)
    mia.post(f"incidents/{third.number}/declare-major/", MAJOR)
    assert mia.post(f"incidents/{third.number}/demote/", {"reason": "Mistake"}).json()["is_major"] is False


@pytest.mark.parametrize(
    ("action", "build", "who", "missing"),
    [
        ("triage", make_incident, "agnes", ["category", "service", "impact", "urgency", "team"]),
        ("start", make_incident, "agnes", ["category", "service", "team"]),
        ("hold", started, "rafael", ["reason"]),
        ("transfer", started, "rafael", ["team", "reason"]),
        ("resolve", started, "rafael", ["code", "text", "evidence"]),
        ("close", resolved, "agnes", ["evidence"]),
        ("cancel", make_incident, "agnes", ["reason"]),
        ("reopen", resolved, "agnes", ["reason"]),
        ("restore", cancelled, "lena", ["reason"]),
        ("propose-major", started, "agnes", ["reason"]),
        ("declare-major", started, "mia", ["manager", "impact_statement", "communication_plan"]),
    ],
)
def test_a_guard_names_what_is_missing(cast, caller, action, build, who, missing):
    incident = build(cast)
    address = f"incidents/{incident.number}/{action}/"
    assert_problem(caller(who).post(address, {}), 422, "guard_failed", *missing)
    assert_problem(caller(who).raw(address, b"", ""), 422, "guard_failed", *missing)
    assert Incident.objects.get(pk=incident.pk).version == incident.version


def test_holds_need_a_question_or_an_end(cast, caller):
    rafael, address = caller("rafael"), f"incidents/{started(cast).number}/hold/"
    assert_problem(rafael.post(address, {"reason": "awaiting_requester"}), 422, "guard_failed", "question")
    assert_problem(rafael.post(address, {"reason": "awaiting_supplier"}), 422, "guard_failed", "until")
    past = {"reason": "agreed_date", "until": "2020-01-01T00:00:00Z"}
    assert_problem(rafael.post(address, past), 422, "guard_failed", "until")


def test_resolving_at_priority_1_needs_a_cause(cast, caller):
    incident = started(cast, impact="high", urgency="high")
    body = {**RESOLUTION, "cause_category": None}
    response = caller("rafael").post(f"incidents/{incident.number}/resolve/", body)
    assert_problem(response, 422, "guard_failed", "cause_category")


@pytest.mark.parametrize(
    ("action", "build"),
    [
        ("resume", make_incident),
        ("hold", triaged),
        ("start", closed),
        ("resolve", cancelled),
        ("triage", started),
    ],
)
def test_what_is_outside_the_table_says_what_is_allowed(cast, agnes, action, build):
    incident = build(cast)
    body = assert_problem(
        agnes.post(f"incidents/{incident.number}/{action}/", {}), 409, "not_allowed_from_state"
    )
    assert body["state"] == incident.state
    expected = [str(step) for step in steps_for(incident, cast.actor("agnes"))]
    assert body["allowed_actions"] == expected


@pytest.mark.parametrize("who", ["audra", "oskar"])
@pytest.mark.parametrize("action", [action.value for action in Action if action != Action.OPEN])
def test_somebody_without_a_role_moves_nothing(cast, caller, who, action):
    incident = make_incident(cast)
    response = caller(who).post(f"incidents/{incident.number}/{action}/", {})
    assert response.status_code in (403, 404, 409), response.content
    assert Incident.objects.get(pk=incident.pk).version == 1


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("who", ["agnes", "rafael", "ruth", "mia"])
def test_allowed_actions_are_those_of_the_table(cast, caller, state, who):
    incident = IN_STATE[state](cast)
    told = caller(who).get(f"incidents/{incident.number}/").json()["allowed_actions"]
    assert told == [str(step) for step in steps_for(incident, cast.actor(who))]


def test_a_duplicate_names_a_visible_target(cast, agnes, ruth):
    incident, foreign = make_incident(cast), make_incident(cast, requester=cast.stefan)
    address = f"incidents/{incident.number}/cancel/"
    response = agnes.post(address, {"reason": "duplicate"})
    assert_problem(response, 422, "guard_failed", "target")
    response = agnes.post(address, {"reason": "duplicate", "target": incident.number})
    assert_problem(response, 422, "guard_failed", "target")
    response = ruth.post(address, {"reason": "duplicate", "target": foreign.number})
    assert_problem(response, 400, "unknown", "target")
    assert agnes.post(address, {"reason": "duplicate", "target": foreign.number}).status_code == 200


def test_A49_no_circle_of_parents(cast, agnes):
    first, second = make_incident(cast), make_incident(cast)
    response = agnes.patch(f"incidents/{first.number}/", {"parent": first.number})
    assert_problem(response, 422, "guard_failed", "parent")
    assert agnes.patch(f"incidents/{first.number}/", {"parent": second.number}).status_code == 200
    response = agnes.patch(f"incidents/{second.number}/", {"parent": first.number})
    assert_problem(response, 422, "guard_failed", "parent")
