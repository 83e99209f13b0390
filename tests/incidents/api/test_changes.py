"""INV-07 by REST: the changes before an impact, and the verdicts on them."""

import pytest

from incidents.api.change_shapes import ChangeOut
from incidents.intake.changes.models import Judgement
from incidents.records.choices import Story
from tests.builders import NOON, changed, make_incident
from tests.incidents.api.callers import assert_problem


@pytest.fixture
def incident(cast):
    return make_incident(cast, service=cast.services["email"])


@pytest.fixture
def change(cast):
    return changed(cast.services["email"], item="mail-01", details={"commit": "4f2a9c0"})


def test_the_desk_reads_them(agnes, incident, change):
    (row,) = agnes.get(f"incidents/{incident.number}/changes/").json()["results"]
    assert set(row) == set(ChangeOut().fields)
    assert (row["id"], row["title"], row["happened_at"]) == (
        change.pk,
        "Deployed 2.4.1",
        "2026-03-02T11:55:00Z",
    )
    assert (row["service"], row["item"], row["is_upstream"]) == ("email", "mail-01", False)
    assert (row["verdict"], row["details"]) == (None, {"commit": "4f2a9c0"})


def test_a_verdict_is_given_changed_and_taken_back(agnes, incident, change):
    address = f"incidents/{incident.number}/changes/{change.pk}/"
    for verdict in ("suspect", "cause", "cause"):
        answer = agnes.patch(address, {"verdict": verdict})
        assert (answer.status_code, answer.json()["verdict"]) == (200, verdict)
        assert answer.json()["judged_by"] == "agnes"
    (row,) = agnes.get(f"incidents/{incident.number}/changes/").json()["results"]
    assert row["verdict"] == "cause"
    assert agnes.call("delete", address).status_code == agnes.call("delete", address).status_code == 204
    told = (Story.CHANGE_SUSPECTED, Story.CHANGE_IS_CAUSE, Story.CHANGE_CLEARED)
    assert incident.entries.filter(story__in=told).count() == 3
    assert not Judgement.objects.exists()


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "required", "verdict"),
        ({"verdict": "guilty"}, "invalid_choice", "verdict"),
        ({"verdict": "cause", "x": 1}, "unknown", "x"),
    ],
)
def test_bad_input_names_its_field(agnes, incident, change, body, code, field):
    answer = agnes.patch(f"incidents/{incident.number}/changes/{change.pk}/", body)
    assert_problem(answer, 400, code, field)


def test_others_see_and_judge_nothing(ruth, agnes, incident, change, cast):
    assert ruth.get(f"incidents/{incident.number}/changes/").json() == {"results": []}
    address = f"incidents/{incident.number}/changes/{change.pk}/"
    assert_problem(ruth.patch(address, {"verdict": "cause"}), 404, "not_found")
    assert_problem(ruth.call("delete", address), 404, "not_found")
    assert_problem(
        agnes.patch(f"incidents/{incident.number}/changes/0/", {"verdict": "cause"}), 404, "not_found"
    )
    assert not Judgement.objects.exists()


def test_many_take_no_more_queries(agnes, incident, cast, django_assert_max_num_queries):
    for number in range(30):
        changed(cast.services["email"], title=f"Change {number}", at=NOON)
    with django_assert_max_num_queries(8):
        assert len(agnes.get(f"incidents/{incident.number}/changes/").json()["results"]) == 30
