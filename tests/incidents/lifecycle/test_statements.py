"""What an incident means for people is said anew over time and never overwritten (INV-10)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.lifecycle.operations.stating import state_impact
from incidents.majors.operations import declare_major
from incidents.records.choices import Story
from incidents.records.statement_models import ImpactStatement
from tests.builders import MINUTE, NOON, closed, started
from tests.incidents.api.conftest import caller
from tests.incidents.desk.conftest import desk

__all__ = ["caller", "desk"]


def state(cast, incident, what="400 people cannot sign in", *, who="rafael", minutes=10, **told):
    return state_impact(incident, what=what, **told, by=cast.actor(who), now=NOON + minutes * MINUTE)


def statements(incident):
    rows = ImpactStatement.objects.filter(incident=incident)
    return [(row.position, row.what, row.how_many, row.author_name) for row in rows]


def test_each_stays_beside_the_newest(cast):
    incident = started(cast)
    state(cast, incident, how_many=400, since=NOON)
    state(cast, incident, "Only the north", minutes=20, who="nadia")
    state(cast, incident, "Only the north", minutes=30)
    assert statements(incident) == [
        (2, "Only the north", None, "Nadia Example"),
        (1, "400 people cannot sign in", 400, "Rafael Example"),
    ]
    incident.refresh_from_db()
    assert (incident.impact_statement, incident.affected_count) == ("Only the north", 400)
    told = incident.entries.filter(story=Story.IMPACT_STATED).values_list("body", "is_public")
    assert list(told) == [("400 people cannot sign in", False), ("Only the north", False)]


def test_declaring_a_major_incident_states_it_too(cast):
    incident = declare_major(
        started(cast),
        manager=cast.mia,
        impact_statement="All sites",
        communication_plan="Hourly",
        by=cast.actor("mia"),
        now=NOON + 5 * MINUTE,
    )
    state(cast, incident, "Two sites", who="mia")
    assert [row[:2] for row in statements(incident)] == [(2, "Two sites"), (1, "All sites")]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"what": " "}, "what"),
        ({"since": NOON + 60 * MINUTE}, "since"),
        ({"since": NOON.replace(tzinfo=None)}, "since"),
        ({"what": "x" * 5_001}, "what"),
    ],
)
def test_what_is_refused(cast, told, field):
    incident = started(cast)
    with pytest.raises(ValidationError) as refused:
        state(cast, incident, **told)
    assert set(refused.value.error_dict) == {field} and not statements(incident)


def test_only_the_desk_and_nothing_finished(cast):
    with pytest.raises(PermissionDenied):
        state(cast, started(cast), who="ruth")
    with pytest.raises(ValidationError) as refused:
        state(cast, closed(cast), who="agnes")
    assert refused.value.code == "not_allowed_from_state"


def test_the_page_and_its_part(cast, desk):
    incident, rafael = started(cast), desk("rafael")
    page = f"{incident.get_absolute_url()}impact/"
    assert "Nobody has stated it yet." in rafael.get(f"{page}?panel", htmx=True).content.decode()
    assert 'name="how_many"' in rafael.get(page, htmx=True).content.decode()
    assert rafael.post("impact", incident.number, htmx=True, what="").status_code == 422
    assert (
        rafael.post("impact", incident.number, htmx=True, what="<b>All</b>", how_many="3").status_code == 200
    )
    assert rafael.post("impact", incident.number, what="Few").status_code == 302
    stale = rafael.post("impact", incident.number, htmx=True, what="Mine", version=1)
    assert stale.status_code == 409 and "Your text is kept" in stale.content.decode()
    for path, htmx in ((page, False), (f"{page}?panel", True)):
        shown = rafael.get(path, htmx=htmx).content.decode()
        assert "Few" in shown and "&lt;b&gt;All&lt;/b&gt;" in shown and "3 people" in shown
    for number in range(20):
        state(cast, incident, f"Number {number}")
    with CaptureQueriesContext(connection) as caught:
        rafael.get(f"{page}?panel", htmx=True)
    assert len(caught) <= 4
    assert "Add the statement" not in desk("audra").get(page).content.decode()


def test_by_the_api(cast, caller):
    incident, rafael = started(cast), caller("rafael")
    path = f"incidents/{incident.number}/impact/"
    made = rafael.post(path, {"what": "All sites", "how_many": 12, "since": "2026-03-02T11:00:00Z"})
    assert (made.status_code, made.json()["position"]) == (201, 1)
    assert rafael.post(path, {"what": "x"}, If_Match='"1"').status_code == 412
    listed = rafael.get(path).json()["results"]
    assert [(row["what"], row["how_many"], row["since"]) for row in listed] == [
        ("All sites", 12, "2026-03-02T11:00:00Z")
    ]
    assert caller("ruth").get(path).status_code == 403
