"""What is typed and not sent is kept for whoever typed it, and for nobody else (LOG-22)."""

from datetime import timedelta

import pytest

from accounts.drafts.models import Draft
from accounts.drafts.operations import KEPT, LONGEST, MOST, forget_old_drafts, keep_draft
from incidents.records.models import Incident
from tests.builders import NOON, make_incident, started

CANARY = "Fuse 7 was burnt"
LOG = {
    "title": "No sound",
    "channel": "phone",
    "impact": "medium",
    "urgency": "medium",
    "detected_by": "user",
}


def test_log22_words_of_the_composer_wait_for_their_author_alone(desk, cast, client):
    incident = started(cast, requester=cast.ruth)
    rafael = desk("rafael")
    typed = {"form_token": "t1", "mode": "note", "body": f"{CANARY} <b>"}
    saved = rafael.post("save_draft", incident.number, htmx=True, **typed).content.decode()
    assert "Draft saved" in saved
    page = rafael.get(incident.get_absolute_url()).content.decode()
    assert f"{CANARY} &lt;b&gt;</textarea>" in page and 'name="form_token" value="t1"' in page
    assert 'value="note" checked' in page
    assert CANARY not in desk("nadia").get(incident.get_absolute_url()).content.decode()
    client.force_login(cast.ruth)
    assert CANARY not in client.get(f"/help/{incident.number}/").content.decode()
    assert desk("ruth").post("save_draft", incident.number, **typed).status_code == 403


def test_log22_what_was_sent_is_no_draft_any_more(desk, cast):
    incident = started(cast)
    rafael = desk("rafael")
    typed = {"form_token": "t1", "mode": "public", "body": CANARY}
    rafael.post("save_draft", incident.number, **typed)
    assert rafael.write(incident, **typed).status_code == 200
    assert not Draft.objects.exists()
    # The last saving was on its way when the words were sent.
    rafael.post("save_draft", incident.number, **typed)
    assert not Draft.objects.exists()


def test_log22_a_refused_reply_stays_a_draft(desk, cast):
    incident = started(cast)
    rafael = desk("rafael")
    rafael.post("save_draft", incident.number, form_token="t1", mode="public", body=CANARY)
    assert rafael.write(incident, form_token="t1", mode="nobody", body=CANARY).status_code == 422
    assert Draft.objects.get().first("body") == CANARY


@pytest.mark.parametrize("body", ["", "  \n"])
def test_log22_emptied_words_are_forgotten(desk, cast, body):
    incident = started(cast)
    rafael = desk("rafael")
    rafael.post("save_draft", incident.number, form_token="t1", mode="public", body=CANARY)
    rafael.post("save_draft", incident.number, form_token="t1", mode="public", body=body)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("token", ["", "\x00", "x" * 65])
def test_log22_odd_tokens_do_no_harm(desk, cast, token):
    incident = started(cast)
    answer = desk("rafael").post(
        "save_draft", incident.number, form_token=token, mode="public", body="a\x00b"
    )
    assert answer.status_code == 200
    assert [draft.first("body") for draft in Draft.objects.all()] == (["ab"] if len(token) > 1 else [])


def test_log22_too_long_is_said_and_the_earlier_words_stay(desk, cast):
    incident = started(cast)
    rafael = desk("rafael")
    rafael.post("save_draft", incident.number, form_token="t1", mode="public", body=CANARY)
    answer = rafael.post("save_draft", incident.number, form_token="t1", body="x" * (LONGEST + 1))
    assert "too long" in answer.content.decode()
    assert Draft.objects.get().first("body") == CANARY


def test_log22_a_report_is_taken_up_again(desk, cast):
    agnes = desk("agnes")
    typed = {
        **LOG,
        "title": CANARY,
        "impact": "high",
        "affected_teams": ["network", "desk"],
        "location": "Roof",
    }
    agnes.post("save_log_draft", form_token="t1", **typed)
    start = agnes.get("/incidents/new/").content.decode()
    assert CANARY in start and "?draft=t1" in start
    assert CANARY not in desk("nadia").get("/incidents/new/").content.decode()
    page = agnes.get("/incidents/new/?draft=t1")
    form = page.context["form"]
    assert (form["title"].value(), form["impact"].value(), form["location"].value()) == (
        CANARY,
        "high",
        "Roof",
    )
    assert (form["affected_teams"].value(), form["form_token"].value()) == (["network", "desk"], "t1")
    assert "?draft=t1" not in page.content.decode()
    assert agnes.post("log_incident", form_token="t1", **{**LOG, "title": CANARY}).status_code == 302
    assert Incident.objects.get().title == CANARY and not Draft.objects.exists()


def test_log22_a_report_that_is_not_wanted_is_discarded(desk, cast):
    agnes = desk("agnes")
    agnes.post("save_log_draft", form_token="t1", **LOG)
    agnes.post("save_log_draft", form_token="t2", **LOG)
    assert desk("aaron").post("discard_log_draft", form_token="t1").status_code == 302
    assert agnes.post("discard_log_draft", form_token="t1", **LOG).url == "/queue/"
    assert [draft.token for draft in Draft.objects.all()] == ["t2"]


def test_log22_what_the_form_says_by_itself_is_no_draft(desk, cast):
    desk("agnes").post("save_log_draft", form_token="t1", **{**LOG, "title": ""})
    assert not Draft.objects.exists()


@pytest.mark.parametrize("token", ["nothing", "\x00", "x" * 65])
def test_log22_an_unknown_draft_is_an_empty_form(desk, cast, token):
    page = desk("agnes").get(f"/incidents/new/?draft={token}")
    assert page.status_code == 200 and not page.context["form"]["title"].value()


def test_log22_an_incident_out_of_sight_keeps_no_words(desk, cast):
    assert desk("agnes").post("save_draft", "INC-999999", form_token="t", body="x").status_code == 404


def test_log22_old_drafts_go_and_there_is_room_for_new_ones(cast):
    for number in range(MOST + 2):
        keep_draft(cast.agnes, "log", f"t{number}", {"title": ["x"]}, now=NOON + timedelta(seconds=number))
    keep_draft(cast.agnes, "incident-1", "t0", {"body": ["x"]}, now=NOON)
    assert Draft.objects.at("log").count() == MOST
    assert not Draft.objects.at("log").filter(token__in=["t0", "t1"]).exists()
    assert forget_old_drafts(now=NOON + KEPT + timedelta(seconds=2)) == 2
    assert Draft.objects.count() == MOST - 1


def test_log22_saving_asks_little(desk, cast, django_assert_max_num_queries):
    incident = make_incident(cast)
    agnes = desk("agnes")
    typed = {"form_token": "t1", "mode": "note", "body": CANARY}
    agnes.post("save_draft", incident.number, **typed)
    with django_assert_max_num_queries(10):
        agnes.post("save_draft", incident.number, **typed)
