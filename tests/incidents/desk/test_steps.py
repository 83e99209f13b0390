"""Steps of the life cycle from the page: done, refused with the words kept, too late, not allowed."""

import json
from datetime import timedelta

import pytest
from django.utils.html import escape

from accounts import clock
from incidents.lifecycle.operations import moving
from incidents.records.choices import MajorState, State
from incidents.records.models import Incident
from tests.builders import cancelled, closed, held, make_incident, resolved, started, triaged

HOUR = timedelta(hours=1)
WORDS = 'Der Drucker <b>"brennt"</b> & raucht'

# step: who, from what, with which answers, and what it is then
DONE = {
    "triage": (
        "agnes",
        make_incident,
        {"service": "vpn", "category": "network", "impact": "low", "urgency": "low", "team": "network"},
        {"state": State.ASSIGNED, "priority": 5},
    ),
    "start": ("rafael", triaged, {}, {"state": State.IN_PROGRESS}),
    "hold": (
        "rafael",
        started,
        {"reason": "awaiting_requester", "question": WORDS},
        {"state": State.ON_HOLD},
    ),
    "resume": ("rafael", held, {}, {"state": State.IN_PROGRESS}),
    "transfer": (
        "rafael",
        started,
        {"team": "applications", "reason": WORDS},
        {"state": State.ASSIGNED, "assignee": None},
    ),
    "assign": ("rafael", started, {"assignee": "nadia"}, {"assignee__username": "nadia"}),
    "resolve": (
        "rafael",
        started,
        {"code": "fixed_permanently", "evidence": "agent_test", "text": WORDS},
        {"state": State.RESOLVED, "resolution_text": WORDS},
    ),
    "reopen": ("agnes", resolved, {"reason": WORDS}, {"reopen_count": 1}),
    "close": ("agnes", resolved, {"evidence": "requester_word"}, {"state": State.CLOSED}),
    "cancel": ("agnes", make_incident, {"reason": "false_alarm"}, {"state": State.CANCELLED}),
    "restore": ("ines", cancelled, {"reason": WORDS}, {"state": State.NEW}),
    "propose-major": ("rafael", started, {"reason": WORDS}, {"major_state": MajorState.CANDIDATE}),
    "declare-major": (
        "mia",
        started,
        {"manager": "mia", "impact_statement": WORDS, "communication_plan": "Hourly"},
        {"major_state": MajorState.DECLARED, "major_manager__username": "mia"},
    ),
}
# step: an answer that is refused, the field that says why, and what was typed beside it
REFUSED = {
    "triage": ({"service": "", "category": "network"}, "step_service", "network"),
    "hold": ({"reason": "", "question": WORDS}, "step_reason", WORDS),
    "transfer": ({"team": "", "reason": WORDS}, "step_team", WORDS),
    "resolve": ({"code": "", "evidence": "agent_test", "text": WORDS}, "step_code", WORDS),
    "reopen": ({"reason": " \u200b "}, "step_reason", ""),
    "declare-major": ({"manager": "", "impact_statement": WORDS}, "step_manager", WORDS),
}


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
@pytest.mark.parametrize("action", list(DONE))
def test_a_step_is_done(desk, cast, action, htmx):
    who, make, values, expected = DONE[action]
    incident = make(cast, now=clock.now() - HOUR)
    answer = desk(who).step(incident, action, htmx=htmx, version=incident.version, **values)
    assert Incident.objects.filter(pk=incident.pk, **expected).exists()
    if not htmx:
        assert (answer.status_code, answer["Location"]) == (302, incident.get_absolute_url())
        return
    said = json.loads(answer["HX-Trigger"])
    assert answer.status_code == 200
    assert incident.number in said["toast"]["text"] and "dialog:close" in said
    assert said["incident:changed"] == {"number": incident.number}
    for part in ("head", "timeline-part", "props", "words"):
        assert f'id="{part}"' in answer.content.decode()


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
@pytest.mark.parametrize("action", list(REFUSED))
def test_a_refused_step_stays_open_with_its_words(desk, cast, action, htmx):
    who, make, *_rest = DONE[action]
    values, field, words = REFUSED[action]
    incident = make(cast, now=clock.now() - HOUR)
    answer = desk(who).step(incident, action, htmx=htmx, version=incident.version, **values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{field}_error"' in page and escape(words) in page
    assert ("<html" in page) is not htmx
    assert Incident.objects.get(pk=incident.pk).version == incident.version


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_the_slower_of_two_gets_a_comparison_and_may_send_anyway(desk, cast, htmx):
    incident = triaged(cast)
    moving.start(incident, by=cast.actor("nadia"), now=incident.updated_at)
    values = {"reason": "awaiting_requester", "question": WORDS}
    rafael = desk("rafael")
    answer = rafael.step(incident, "hold", htmx=htmx, version=incident.version, **values)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert escape(WORDS) in page and "In progress" in page and "Nadia Example" in page
    newest = Incident.objects.get(pk=incident.pk).version
    assert f'name="version" value="{newest}"' in page
    assert rafael.step(incident, "hold", version=newest, **values).status_code == 200


def test_a_step_outside_the_table_is_a_conflict_that_says_so(desk, cast):
    """W13."""
    answer = desk("agnes").step(make_incident(cast), "reopen", reason="Again")
    assert answer.status_code == 409 and "id=" in answer.content.decode()


def test_a_step_of_another_role_is_forbidden(desk, cast):
    incident = make_incident(cast)
    assert desk("audra").step(incident, "cancel", reason="false_alarm").status_code == 403
    assert desk("ruth").step(incident, "cancel", reason="false_alarm").status_code == 403
    assert Incident.objects.get(pk=incident.pk).state == State.NEW


def test_what_is_not_there_is_not_found(desk, cast):
    agnes = desk("agnes")
    incident = make_incident(cast)
    assert agnes.step(incident, "explode").status_code == 404
    assert agnes.post("transition", "INC-999999", "start").status_code == 404
    assert agnes.get("/incidents/INC-%00/").status_code in (400, 404)


@pytest.mark.parametrize("version", ["abc", "-1", "9" * 5000, "1e9"])
def test_a_version_that_is_none_is_no_server_error(desk, cast, version):
    """W20."""
    answer = desk("rafael").step(triaged(cast), "start", version=version)
    assert answer.status_code in (409, 422)


def test_hidden_fields_change_nothing(desk, cast):
    """W11."""
    incident = triaged(cast)
    extra = {"state": "closed", "requester": "stefan", "priority": "1", "number": "INC-1"}
    assert desk("rafael").step(incident, "start", version=incident.version, **extra).status_code == 200
    after = Incident.objects.get(pk=incident.pk)
    assert (after.state, after.requester, after.priority) == (State.IN_PROGRESS, cast.ruth, incident.priority)


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_taking_it(desk, cast, htmx):
    incident = triaged(cast)
    answer = desk("rafael").post("take", incident.number, htmx=htmx)
    assert answer.status_code == (200 if htmx else 302)
    assert Incident.objects.get(pk=incident.pk).assignee == cast.rafael


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_nobody_takes_another_teams_incident(desk, cast, htmx):
    incident = triaged(cast)
    answer = desk("paul").post("take", incident.number, htmx=htmx)
    assert Incident.objects.get(pk=incident.pk).assignee is None
    if htmx:
        assert answer.status_code in (403, 422)
        assert json.loads(answer["HX-Trigger"])["toast"]["tone"] == "red"
    else:
        assert answer["Location"] == incident.get_absolute_url()


def test_a_step_from_the_preview_refreshes_preview_and_row(desk, cast):
    incident = triaged(cast)
    rafael = desk("rafael")
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/queue/teams/?sort=newest"}
    answer = rafael.client.post(
        f"{incident.get_absolute_url()}steps/start/", {"version": incident.version}, headers=headers
    )
    page = answer.content.decode()
    assert 'id="preview" hx-swap-oob="innerHTML"' in page
    assert f'id="{incident.number.lower()}"' in page and 'hx-swap-oob="true"' in page


def test_a_finished_incident_takes_its_composer_away(desk, cast):
    incident = resolved(cast)
    answer = desk("agnes").step(incident, "close", evidence="requester_word", version=incident.version)
    assert '<div id="composer" hx-swap-oob="delete">' in answer.content.decode()
    assert 'id="composer"' not in desk("agnes").get(incident.get_absolute_url()).content.decode()


def test_the_auditor_sees_all_and_edits_nothing(desk, cast):
    for make in (make_incident, started, resolved, closed):
        incident = make(cast)
        page = desk("audra").get(incident.get_absolute_url()).content.decode()
        assert "/steps/" not in page and "/properties/" not in page and 'id="composer"' not in page
        assert "/links/new/" not in page and "/tasks/new/" not in page and "/files/new/" not in page
