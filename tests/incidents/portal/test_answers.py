"""What requesters send on an incident: messages, confirming (T11), reopening (T10), withdrawing (T15)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.notices.models import Notice
from incidents.lifecycle.operations.resolving import resolve
from incidents.majors.operations import declare_major
from incidents.records.choices import EntryKind, Evidence, State, Story
from incidents.records.models import Incident, Link
from incidents.records.operations.relating import watch
from tests.builders import (
    IN_STATE,
    MINUTE,
    NOON,
    cancelled,
    closed,
    held,
    make_incident,
    resolution,
    resolved,
    started,
)

HTMX = {"HX-Request": "true"}


def post(client, incident, name, headers=None, **data):
    return client.post(reverse(f"portal_{name}", args=[incident.number]), data, headers=headers or {})


def fresh(incident):
    return Incident.objects.get(pk=incident.pk)


def words_of(incident):
    return [entry.body for entry in incident.entries.filter(kind=EntryKind.PUBLIC)]


@pytest.fixture(autouse=True)
def _recently(monkeypatch):
    """Let the pages be used at the time in which the builders' incidents happen."""
    monkeypatch.setattr("accounts.clock.now", lambda: NOON + 60 * MINUTE)


def test_a_message_with_files_is_added(cast, as_person):
    incident = started(cast)
    file = SimpleUploadedFile("screen.png", b"\x89PNG\r\n\x1a\nx")
    answer = post(as_person("ruth"), incident, "reply", body="It is worse now", uploads=[file])
    assert answer.headers["Location"] == reverse("portal_incident", args=[incident.number])
    entry = incident.entries.get(kind=EntryKind.PUBLIC)
    assert (entry.body, entry.author, entry.channel) == ("It is worse now", cast.ruth, "portal")
    assert [attachment.name for attachment in entry.attachments.all()] == ["screen.png"]
    assert Notice.objects.filter(recipient=cast.rafael, body__contains="It is worse now").exists()


def test_the_answer_to_a_question_resumes(cast, as_person):
    incident = held(cast)
    post(as_person("ruth"), incident, "reply", body="Building two")
    assert fresh(incident).state == State.IN_PROGRESS


def test_htmx_gets_the_messages_and_the_new_steps(cast, as_person):
    incident = held(cast)
    page = post(as_person("ruth"), incident, "reply", HTMX, body="Building two").content.decode()
    assert "<html" not in page
    assert "Building two" in page
    assert 'id="progress" hx-swap-oob="true"' in page
    assert "is working on it" in page
    assert '<textarea class="textarea" id="id_body" name="body" maxlength="50000"></textarea>' in page


@pytest.mark.parametrize("build", [closed, cancelled])
def test_a_message_after_the_end_opens_a_follow_up(cast, as_person, build):
    incident, ruth = build(cast), as_person("ruth")
    file = SimpleUploadedFile("again.txt", b"x")
    answer = ruth.post(
        reverse("portal_reply", args=[incident.number]),
        {"body": "It is back", "uploads": [file]},
        follow=True,
    )
    opened = Incident.objects.latest("id")
    assert opened.pk != incident.pk
    assert (opened.state, opened.description) == (State.NEW, "It is back")
    assert [attachment.name for attachment in opened.attachments.all()] == ["again.txt"]
    assert Link.objects.filter(source=opened, target=incident).exists()
    assert fresh(incident).state == incident.state
    assert (
        f"{incident.number} was finished, so your message opened {opened.number}." in answer.content.decode()
    )


def test_htmx_is_led_to_the_follow_up(cast, as_person):
    answer = post(as_person("ruth"), closed(cast), "reply", HTMX, body="It is back")
    opened = Incident.objects.latest("id")
    assert answer.headers["HX-Redirect"] == reverse("portal_incident", args=[opened.number])


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("body", ["", " ", "\u200b", "\u3164", "a\0b", "a\x07b", "x" * 50_001])
def test_hostile_messages_are_refused_with_the_text_kept(cast, as_person, body, headers):
    incident = started(cast)
    answer = post(as_person("ruth"), incident, "reply", headers, body=body)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_body_error"' in page
    assert ("<html" in page) is (not headers)
    assert words_of(incident) == []


def test_a_refused_file_keeps_the_message(cast, as_person):
    incident = started(cast)
    file = SimpleUploadedFile("virus.exe", b"MZ")
    answer = post(as_person("ruth"), incident, "reply", body="See the file", uploads=[file])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ">See the file</textarea>" in page
    assert "virus.exe" in page
    assert words_of(incident) == []


def test_the_same_message_sent_twice_is_one(cast, as_person):
    incident, ruth = started(cast), as_person("ruth")
    for _press in range(2):
        assert post(ruth, incident, "reply", body="Hello", form_token="a").status_code == 302
    post(ruth, incident, "reply", body="Hello", form_token="b")
    assert words_of(incident) == ["Hello", "Hello"]


def test_the_same_message_after_the_end_opens_one_follow_up(cast, as_person):
    incident, ruth = closed(cast), as_person("ruth")
    places = {
        post(ruth, incident, "reply", body="Back", form_token="a").headers["Location"] for _press in range(2)
    }
    assert len(places) == 1
    assert Incident.objects.count() == 2


@pytest.mark.parametrize(
    ("person", "status"), [("oskar", 403), ("vera", 403), ("stefan", 404), ("adam", 404), ("audra", 403)]
)
def test_readers_cannot_write(cast, as_person, person, status):
    incident = started(cast)
    watch(incident, cast.oskar, may_reply=False, by=cast.actor("agnes"), now=NOON)
    answer = post(as_person(person), incident, "reply", body="Hello")
    assert answer.status_code == status
    assert words_of(incident) == []


def test_the_requesters_word_closes(cast, as_person):
    incident = resolved(cast)
    answer = post(as_person("ruth"), incident, "answer", works="yes")
    assert answer.headers["Location"] == reverse("portal_incident", args=[incident.number])
    incident = fresh(incident)
    assert (incident.state, incident.closure_evidence) == (State.CLOSED, Evidence.REQUESTER_WORD)
    assert incident.history.latest().channel == "portal"
    assert "You said that it works" in as_person("ruth").get(answer.headers["Location"]).content.decode()


def test_still_broken_reopens_with_the_reason(cast, as_person):
    incident = resolved(cast)
    post(as_person("ruth"), incident, "answer", works="no", reason="It flickers")
    incident = fresh(incident)
    assert (incident.state, incident.reopen_count) == (State.IN_PROGRESS, 1)
    assert incident.assignee == cast.rafael
    assert incident.entries.get(story=Story.REOPENED).body == "It flickers"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("reason", ["", " ", "\u200b", "a\0b", "a\x07b", "x" * 2_001])
def test_reopening_needs_a_reason_that_can_be_read(cast, as_person, reason, headers):
    incident = resolved(cast)
    answer = post(as_person("ruth"), incident, "answer", headers, works="no", reason=reason)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in page
    assert 'value="no" checked' in page
    assert fresh(incident).state == State.RESOLVED


@pytest.mark.parametrize("works", ["", "maybe", "yes\0"])
def test_an_answer_is_yes_or_no(cast, as_person, works):
    incident = resolved(cast)
    assert post(as_person("ruth"), incident, "answer", works=works).status_code == 422
    assert fresh(incident).state == State.RESOLVED


@pytest.mark.parametrize("works", ["yes", "no"])
@pytest.mark.parametrize("state", [state for state in State if state != State.RESOLVED])
def test_there_is_nothing_to_answer_in_other_states(cast, as_person, state, works):
    incident = IN_STATE[state](cast)
    answer = post(as_person("ruth"), incident, "answer", works=works, reason="My words")
    page = answer.content.decode()
    # Reopening a closed one exists (T14), but not for requesters.
    assert answer.status_code == (403 if (state, works) == (State.CLOSED, "no") else 409)
    assert "Your answer was not saved" in page
    assert "My words" in page
    assert fresh(incident).state == state


@pytest.mark.parametrize(
    ("person", "status"), [("vera", 403), ("agnes", 403), ("rafael", 403), ("oskar", 404)]
)
@pytest.mark.parametrize("works", ["yes", "no"])
def test_only_the_requester_answers(cast, as_person, person, status, works):
    incident = resolved(cast)
    assert post(as_person(person), incident, "answer", works=works, reason="x").status_code == status
    assert fresh(incident).state == State.RESOLVED


def test_after_the_window_it_is_too_late(cast, as_person, monkeypatch):
    incident = resolved(cast)
    monkeypatch.setattr("accounts.clock.now", lambda: NOON + 60 * 24 * 15 * MINUTE)
    answer = post(as_person("ruth"), incident, "answer", works="no", reason="It is back")
    assert answer.status_code == 422
    assert "It is too late for this." in answer.content.decode()
    assert ">It is back</textarea>" in answer.content.decode()


def test_a_declared_major_is_not_the_requesters_to_close(cast, as_person):
    incident = declare_major(
        started(cast),
        manager=cast.mia,
        impact_statement="All",
        communication_plan="Hourly",
        by=cast.actor("mia"),
        now=NOON + 3 * MINUTE,
    )
    incident = resolve(incident, resolution(), by=cast.actor("mia"), now=NOON + 5 * MINUTE)
    ruth = as_person("ruth")
    page = ruth.get(reverse("portal_incident", args=[incident.number])).content.decode()
    assert "We think it works again and watch it a while longer." in page
    assert 'value="yes"' not in page
    assert post(ruth, incident, "answer", works="yes").status_code in (403, 409)
    assert fresh(incident).state == State.RESOLVED


def test_a_new_report_can_be_taken_back(cast, as_person):
    incident, ruth = make_incident(cast), as_person("ruth")
    asked = ruth.get(reverse("portal_withdraw", args=[incident.number]))
    assert "Nobody looks at it any more." in asked.content.decode()
    assert fresh(incident).state == State.NEW
    answer = ruth.post(reverse("portal_withdraw", args=[incident.number]), follow=True)
    page = answer.content.decode()
    incident = fresh(incident)
    assert (incident.state, incident.cancel_reason.slug) == (State.CANCELLED, "withdrawn")
    assert "You withdrew it; nothing more happens here." in page


@pytest.mark.parametrize("state", [state for state in State if state != State.NEW])
def test_what_is_being_looked_at_cannot_be_taken_back(cast, as_person, state):
    incident, ruth = IN_STATE[state](cast), as_person("ruth")
    page = ruth.get(reverse("portal_incident", args=[incident.number])).content.decode()
    assert "Withdraw…" not in page
    assert post(ruth, incident, "withdraw").status_code in (403, 409)
    assert fresh(incident).state == state


def test_htmx_gets_the_question_as_a_dialog(cast, as_person):
    incident, ruth = make_incident(cast), as_person("ruth")
    page = ruth.get(reverse("portal_withdraw", args=[incident.number]), headers=HTMX).content.decode()
    assert 'id="dialog-title"' in page
    assert "<html" not in page
    assert "HX-Redirect" in post(ruth, incident, "withdraw", HTMX).headers


@pytest.mark.parametrize(("person", "status"), [("vera", 403), ("agnes", 403), ("oskar", 404)])
def test_only_the_requester_takes_it_back(cast, as_person, person, status):
    incident = make_incident(cast)
    assert post(as_person(person), incident, "withdraw").status_code == status
    assert fresh(incident).state == State.NEW


@pytest.mark.parametrize("name", ["portal_reply", "portal_answer"])
def test_looking_changes_nothing(cast, as_person, name):
    incident = resolved(cast)
    assert as_person("ruth").get(reverse(name, args=[incident.number])).status_code == 405
