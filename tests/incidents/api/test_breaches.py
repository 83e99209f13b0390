"""What people say of a missed target over the API: its cause, or that it is waived; the miss stays (SLA-22, 23)."""

from datetime import timedelta
from typing import Any

import pytest

from accounts import clock
from incidents.lifecycle.operations.escalating import sweep_clocks
from incidents.records.choices import Story
from incidents.records.models import Incident
from incidents.records.stories import sentence_of
from incidents.records.timeline_models import Entry
from incidents.sla.models import Clock
from tests.builders import make_incident, started
from tests.incidents.api.callers import assert_problem


@pytest.fixture
def late(cast) -> Incident:
    """An incident of priority 1 whose resolution is overdue and recorded so."""
    incident = started(cast, impact="high", urgency="high", now=clock.now() - timedelta(hours=5))
    sweep_clocks(now=clock.now())
    return incident


def address(incident: Incident, act: str, name: str = "resolution") -> str:
    return f"incidents/{incident.number}/clocks/{name}/{act}/"


def test_the_cause_of_a_miss(late, agnes, ruth):
    body = {"cause": "supplier", "comment": "The part came two days late."}
    response = agnes.post(address(late, "explain-breach"), body)

    assert response.status_code == 200, response.content
    told = response.json()
    assert (told["name"], told["breach_cause"], told["breach_comment"]) == ("resolution", *body.values())
    assert told["breached_at"] is not None
    entry = Entry.objects.get(incident=late, story=Story.BREACH_EXPLAINED)
    assert (entry.is_public, entry.facts["clock"], entry.body) == (False, "resolution", body["comment"])
    assert "explained the missed target (Resolution): Waiting on a supplier" in sentence_of(entry)
    assert body["comment"].encode() not in ruth.get(f"incidents/{late.number}/clocks/").content


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"comment": "x"}, "cause"),
        ({"cause": "workload"}, "comment"),
        ({"cause": "workload", "comment": " \u200b"}, "comment"),
        ({"cause": "retarget", "comment": "x"}, "cause"),
        ({"cause": "late_logging", "comment": "x"}, "cause"),
    ],
)
def test_a_cause_that_says_too_little(late, agnes, body, field):
    assert_problem(agnes.post(address(late, "explain-breach"), body), 422, "guard_failed", field)
    assert not Clock.objects.exclude(breach_cause="").exists()


@pytest.mark.parametrize("body", [{"cause": "fate"}, {"cause": "other", "comment": "x" * 501}, {"why": "x"}])
def test_a_cause_in_the_wrong_form(late, agnes, body):
    assert agnes.post(address(late, "explain-breach"), body).status_code == 400


def test_below_priority_2_a_cause_is_enough(cast, agnes):
    incident = started(cast, now=clock.now() - timedelta(days=60))
    sweep_clocks(now=clock.now())
    assert agnes.post(address(incident, "explain-breach"), {"cause": "workload"}).status_code == 200


def test_what_follows_from_the_times_can_only_be_commented(cast, agnes):
    now = clock.now()
    incident = make_incident(
        cast, impact="high", urgency="high", reported_at=now - timedelta(hours=6), now=now
    )
    place = address(incident, "explain-breach", "response")
    assert_problem(agnes.post(place, {"cause": "workload", "comment": "x"}), 422, "guard_failed", "cause")
    told = agnes.post(place, {"cause": "late_logging", "comment": "The phone was down."})
    assert told.json()["breach_cause"] == "late_logging"


def test_a_waiver_needs_the_right_a_reason_and_happens_once(late, agnes, caller):
    place, ines = address(late, "waive"), caller("ines")
    assert_problem(agnes.post(place, {"reason": "Agreed"}), 403, "permission_denied")
    assert_problem(ines.post(place, {"reason": "  "}), 422, "guard_failed", "reason")
    told = ines.post(place, {"reason": "Agreed with the customer"}).json()
    assert (told["is_waived"], told["waived_by"], told["health"]) == (True, "ines", "breached")
    assert told["breached_at"] is not None
    entry = Entry.objects.get(incident=late, story=Story.BREACH_WAIVED)
    assert sentence_of(entry).endswith("waived the missed target (Resolution): Agreed with the customer")
    assert_problem(ines.post(place, {"reason": "Again"}), 409, "conflict", "clock")


@pytest.mark.parametrize("act", ["explain-breach", "waive"])
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("response", 422),
        ("resolution-1", 404),
        ("update", 404),
        ("nothing", 404),
        ("RESOLUTION", 404),
        ("ola-0", 404),
    ],
)
def test_only_a_miss_can_be_judged(late, caller, act, name, status):
    body = {"reason": "x"} if act == "waive" else {"cause": "other", "comment": "x"}
    assert caller("ines").post(address(late, act, name), body).status_code == status


@pytest.mark.parametrize(("who", "status"), [("ruth", 403), ("stefan", 404), ("audra", 403)])
@pytest.mark.parametrize("act", ["explain-breach", "waive"])
def test_who_may_not(late: Any, caller: Any, who: str, status: int, act: str) -> None:
    body = {"reason": "x"} if act == "waive" else {"cause": "other", "comment": "x"}
    assert caller(who).post(address(late, act), body).status_code == status
