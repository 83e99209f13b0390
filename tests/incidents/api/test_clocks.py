"""Clocks over the API: in the record, in full with their derivation, as filter and order; and policies."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts import clock
from incidents.api import clock_answers
from incidents.lifecycle.operations import moving
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.sla.models import Clock
from tests.builders import MINUTE, NOON, held, make_incident, resolved, started, triaged
from tests.incidents.api.callers import assert_problem
from tests.incidents.api.test_lists import queries_of
from tests.incidents.api.test_schema import members

HOUR = timedelta(hours=1)
URGENT = {"impact": "high", "urgency": "high"}
IN_RECORD = ["clock", "state", "target_seconds", "elapsed_seconds", "due_at", "breach_at", "breached_at"]


def clocks(caller: Any, number: str) -> dict[str, dict[str, Any]]:
    response = caller.get(f"incidents/{number}/clocks/")
    assert response.status_code == 200, response.content
    return {row["name"]: row for row in response.json()["results"]}


def total(row: dict[str, Any]) -> int:
    return sum(sentence["seconds"] for sentence in row["explanation"])


def test_the_record_says_how_its_clocks_stand(cast, agnes):
    now = clock.now()
    incident = started(cast, **URGENT, now=now - HOUR)
    response, resolution = agnes.get(f"incidents/{incident.number}/").json()["sla"]

    assert list(response) == list(resolution) == IN_RECORD
    assert (response["clock"], response["state"], response["elapsed_seconds"]) == ("response", "stopped", 120)
    assert (response["due_at"], response["breached_at"]) == (None, None)
    assert (resolution["clock"], resolution["state"], resolution["target_seconds"]) == (
        "resolution",
        "running",
        14_400,
    )
    assert 3600 <= resolution["elapsed_seconds"] < 3700
    due = (now + 3 * HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (resolution["due_at"], resolution["breach_at"]) == (due, due)
    assert agnes.get("incidents/").json()["results"][0]["sla"][1]["due_at"] == due


def test_a_miss_shows_before_any_sweep_has_seen_it(cast, agnes):
    incident = started(cast, **URGENT, now=clock.now() - 5 * HOUR)
    row = agnes.get(f"incidents/{incident.number}/").json()["sla"][1]

    assert row["breached_at"] == row["breach_at"] is not None
    assert row["elapsed_seconds"] > row["target_seconds"]


def test_what_teams_agreed_is_for_staff(cast, agnes, ruth):
    incident = started(cast)
    row = Clock.objects.get(incident=incident, kind="resolution")
    segment = row.segments.get()
    for kind in ("ola", "uc"):
        row.pk, row.kind, row.team = None, kind, cast.teams["network"]
        row.save()
        segment.pk, segment.clock = None, row
        segment.save()
    address = f"incidents/{incident.number}/"

    assert [each["clock"] for each in agnes.get(address).json()["sla"]][2:] == ["ola", "uc"]
    assert [each["clock"] for each in ruth.get(address).json()["sla"]] == ["response", "resolution"]
    assert [each["clock"] for each in ruth.get("incidents/").json()["results"][0]["sla"]] == [
        "response",
        "resolution",
    ]
    assert set(clocks(agnes, incident.number)) == {"response", "resolution", "ola", "uc"}
    seen = clocks(ruth, incident.number)
    assert set(seen) == {"response", "resolution"}
    secret = {"team", "breach_comment", "waived_at", "waived_by", "waive_reason", "held_by"}
    assert all(secret.isdisjoint(each) for each in seen.values())
    assert all("actor" not in line for each in seen.values() for line in each["segments"])


def test_a_clock_in_full(cast, agnes):
    incident = held(cast, now=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    row = clocks(agnes, incident.number)["resolution"]

    assert set(row) >= members(clock_answers.FullClockOut)
    assert (row["policy"], row["policy_version"], row["calendar"]) == ("standard", 1, "office-hours")
    assert [(line["kind"], line["cause"], line["actor"]) for line in row["segments"]] == [
        ("running", "started", "agnes"),
        ("paused", "held", "rafael"),
    ]
    assert set(row["segments"][0]) == members(clock_answers.SegmentOut) | {"actor"}
    assert row["segments"][0]["seconds"] == row["elapsed_seconds"] == total(row) == 180
    assert "paused, awaiting the requester:" in row["explanation"][-2]["text"]


def test_a_requester_reads_how_the_deadline_comes_about(cast, ruth):
    incident = started(cast, now=datetime(2026, 3, 6, 15, 0, tzinfo=UTC))
    row = clocks(ruth, incident.number)["resolution"]

    assert total(row) == row["elapsed_seconds"] > row["target_seconds"]
    texts = [sentence["text"] for sentence in row["explanation"]]
    assert any("beyond the target" in text for text in texts)
    assert texts[-1].endswith("more than the target of 16 h")


@pytest.mark.parametrize("build", [make_incident, triaged, started, held, resolved])
@pytest.mark.parametrize("age", [0, 3, 30 * 24])
def test_the_derivation_adds_up_in_every_state(cast, agnes, build, age):
    incident = build(cast, now=clock.now() - age * HOUR - 11 * MINUTE)
    for row in clocks(agnes, incident.number).values():
        is_projected = row["state"] == "running" and row["elapsed_seconds"] <= row["target_seconds"]
        assert total(row) == (row["target_seconds"] if is_projected else row["elapsed_seconds"])


def test_in_whose_hands_the_time_was(cast, agnes):
    start = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    incident = started(cast, now=start)
    incident = moving.transfer(
        incident,
        team=cast.teams["applications"],
        reason="Not the line",
        by=cast.actor("rafael"),
        now=start + 2 * HOUR,
    )
    moving.start(incident, by=cast.actor("paul"), now=start + 3 * HOUR)
    row = clocks(agnes, incident.number)["resolution"]

    assert [(each["team"], each["assignee"]) for each in row["held_by"]] == [
        (None, None),
        ("network", None),
        ("network", "rafael"),
        ("applications", None),
        ("applications", "paul"),
    ]
    assert [each["seconds"] for each in row["held_by"]][:4] == [60, 60, 7080, 3600]
    assert sum(each["seconds"] for each in row["held_by"]) == row["elapsed_seconds"]


def test_the_clocks_of_others_are_not_there(cast, caller):
    incident = make_incident(cast)
    assert caller("stefan").get(f"incidents/{incident.number}/clocks/").status_code == 404


def found(caller: Any, query: str) -> set[str]:
    response = caller.get(f"incidents/?{query}")
    assert response.status_code == 200, response.content
    numbers = [row["title"] for row in response.json()["results"]]
    assert len(numbers) == len(set(numbers))
    return set(numbers)


@pytest.fixture
def some(cast):
    """Incidents in every health; two have clocks that stand differently."""
    now = clock.now()
    started(cast, title="missed", **URGENT, now=now - 5 * HOUR)
    make_incident(cast, title="answer missed", **URGENT, now=now - HOUR)
    started(cast, title="close", **URGENT, now=now - 200 * MINUTE)
    started(cast, title="fine", **URGENT, now=now - 10 * MINUTE)
    resolved(cast, title="done", **URGENT, now=now - 8 * HOUR)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sla=breached", {"missed", "answer missed"}),
        ("sla=at_risk", {"close"}),
        ("sla=ok", {"fine", "done"}),
        ("sla=ok&open=true", {"fine"}),
    ],
)
def test_lists_are_filtered_by_the_worst_clock(some, agnes, ruth, query, expected):
    assert found(agnes, query) == found(ruth, query) == expected


def test_lists_are_ordered_by_the_next_deadline(some, agnes):
    titles = [row["title"] for row in agnes.get("incidents/?ordering=next_due_at").json()["results"]]
    assert titles == ["missed", "answer missed", "close", "fine", "done"]


def test_clocks_take_a_constant_number_of_queries(cast, agnes, ruth):
    incident = started(cast)
    agnes.get(f"incidents/{incident.number}/clocks/")
    before = len(queries_of(lambda: agnes.get(f"incidents/{incident.number}/clocks/")))
    for number in range(4):
        at = NOON + (10 + 2 * number) * MINUTE
        comment(incident, EntryKind.PUBLIC, "And now?", by=cast.actor("ruth"), now=at)
        comment(incident, EntryKind.PUBLIC, "Soon.", by=cast.actor("rafael"), now=at + MINUTE)
    after = len(queries_of(lambda: agnes.get(f"incidents/{incident.number}/clocks/")))
    assert before == after <= 16
    for caller in (agnes, ruth):
        caller.get("incidents/?sla=ok")
        assert len(queries_of(lambda who=caller: who.get("incidents/?sla=ok&ordering=next_due_at"))) <= 3
        assert len(queries_of(lambda who=caller: who.get(f"incidents/{incident.number}/"))) <= 6


def test_policies(cast, agnes, ruth, caller):
    rows = {row["slug"]: row for row in agnes.get("policies/").json()["results"]}
    assert set(rows) == {"majors", "critical", "standard"}
    standard = agnes.get("policies/standard/").json()
    assert standard == rows["standard"]
    assert set(standard) == members(clock_answers.PolicyOut)
    assert (standard["version"], standard["calendar"], standard["covers"]) == (1, "office-hours", "requester")
    assert {"clock": "resolution", "priority": "P3", "seconds": 57_600} in standard["targets"]
    assert [step["percent"] for step in standard["steps"]] == [75, 90, 100, 200]
    assert set(standard["steps"][0]) == members(clock_answers.StepOut)
    assert rows["critical"]["conditions"]["priorities"] == ["P1"]
    assert ruth.get("policies/standard/").json()["steps"] == []
    assert_problem(agnes.get("policies/none/"), 404, "not_found")
    narrow = caller("agnes", ["incidents:read"])
    assert_problem(narrow.get("policies/"), 403, "missing_scope")


def test_policies_take_a_constant_number_of_queries(agnes):
    agnes.get("policies/")
    assert len(queries_of(lambda: agnes.get("policies/"))) <= 9


def test_a_service_names_its_calendar(agnes):
    assert agnes.get("services/vpn/").json()["calendar"] is None
