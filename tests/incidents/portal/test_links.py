"""Links from messages (RES-06): who looks changes nothing, who presses acts once, and all dead links look the same."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.access.choices import LinkPurpose
from accounts.access.links import token_of
from accounts.access.models import ActionLink
from accounts.access.operations import make_links
from accounts.people.models import User
from incidents.lifecycle.operations import resolving
from incidents.records.choices import Evidence, State, Story
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON, resolution, resolved

LATER = NOON + 60 * MINUTE


@pytest.fixture(autouse=True)
def _recently(monkeypatch):
    monkeypatch.setattr("accounts.clock.now", lambda: LATER)


@pytest.fixture
def incident(cast):
    return resolved(cast)


def address(incident, purpose):
    link = ActionLink.objects.filter(target=incident.number, purpose=purpose).latest("expires_at")
    return reverse("action_link", args=[token_of(link)])


def confirm_address(incident):
    return address(incident, LinkPurpose.CONFIRM)


def reopen_address(incident):
    return address(incident, LinkPurpose.REOPEN)


def fresh(incident):
    return Incident.objects.get(pk=incident.pk)


def body_of(answer):
    """Return the page without the form's secret and the moment, which differ from answer to answer."""
    return re.sub(r"data-now=\"[^\"]*\"|hx-headers='[^']*'", "", answer.content.decode())


@pytest.mark.parametrize("purpose", list(LinkPurpose))
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_scanners_that_follow_links_do_nothing(incident, client, purpose, method):
    where = address(incident, purpose)
    for _visit in range(3):
        getattr(client, method)(where)
    assert fresh(incident).state == State.RESOLVED
    assert not ActionLink.objects.exclude(used_at=None).exists()
    assert client.get(where).status_code == 200


def test_the_page_asks_and_tells_no_more_than_the_message_did(incident, client):
    answer = client.get(confirm_address(incident))
    page = answer.content.decode()
    assert "Does it work again?" in page
    assert incident.number in page
    assert "rafael" not in page.lower()
    assert "no-store" in answer.headers["Cache-Control"]


def test_confirming_closes_once(cast, incident, client):
    where = confirm_address(incident)
    page = client.post(where).content.decode()
    assert "Thank you, it is closed" in page
    incident = fresh(incident)
    assert (incident.state, incident.closure_evidence) == (State.CLOSED, Evidence.REQUESTER_WORD)
    version = incident.history.latest()
    assert (version.channel, version.actor_name) == ("email", "Ruth Example")
    assert client.post(where).status_code == 410
    assert client.get(where).status_code == 410
    assert "_auth_user_id" not in client.session


def test_reopening_asks_for_a_reason_and_keeps_the_link_until_there_is_one(incident, client):
    where = reopen_address(incident)
    for reason in ("", " ", "\u200b", "a\0b", "a\x07b", "x" * 2_001):
        answer = client.post(where, {"reason": reason})
        assert answer.status_code == 422
        assert 'id="id_reason_error"' in answer.content.decode()
    assert fresh(incident).state == State.RESOLVED
    assert client.post(where, {"reason": "<b>It</b> flickers"}).status_code == 200
    entry = incident.entries.get(story=Story.REOPENED)
    assert (entry.body, entry.channel) == ("<b>It</b> flickers", "email")
    assert fresh(incident).state == State.IN_PROGRESS
    assert client.post(where, {"reason": "again"}).status_code == 410


def test_one_link_ends_the_other(incident, client):
    again = reopen_address(incident)
    client.post(confirm_address(incident))
    assert client.post(again, {"reason": "x"}).status_code == 410
    assert fresh(incident).state == State.CLOSED


def test_a_link_to_an_earlier_resolution_is_dead(cast, incident, client):
    old = confirm_address(incident)
    incident = resolving.reopen(incident, reason="no", by=cast.actor("ruth"), now=NOON + 20 * MINUTE)
    resolving.resolve(incident, resolution(), by=cast.actor("rafael"), now=NOON + 30 * MINUTE)
    assert client.post(old).status_code == 410
    assert fresh(incident).state == State.RESOLVED
    assert client.post(confirm_address(incident)).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_used_expired_and_foreign_links_look_the_same(cast, incident, client, method, monkeypatch):
    good = confirm_address(incident)
    used = make_links(cast.ruth, incident.number, LinkPurpose.CONFIRM, expires_at=LATER + MINUTE)[0]
    ActionLink.objects.filter(pk=used.pk).update(used_at=NOON)
    expired = make_links(cast.ruth, incident.number, LinkPurpose.CONFIRM, expires_at=LATER)[0]
    missing = make_links(cast.ruth, "INC-999999", LinkPurpose.CONFIRM, expires_at=LATER + MINUTE)[0]
    foreign = make_links(cast.stefan, incident.number, LinkPurpose.CONFIRM, expires_at=LATER + MINUTE)[0]
    User.objects.filter(pk=cast.oskar.pk).update(is_active=False)
    inactive = make_links(cast.oskar, incident.number, LinkPurpose.CONFIRM, expires_at=LATER + MINUTE)[0]
    tokens = [token_of(link) for link in (used, expired, missing, foreign, inactive)]
    tokens += [
        "x",
        used.pk.hex,
        f"{used.pk.hex}:forged",
        good.split("/")[-2][:-1],
        "٣",
        "a" * 3_000,
        "%00",
        "..%2f",
    ]
    answers = [getattr(Client(), method)(reverse("action_link", args=[token])) for token in tokens]
    assert {answer.status_code for answer in answers} == {410}
    assert len({body_of(answer) for answer in answers}) == 1
    assert "does not work any more" in body_of(answers[0])
    assert fresh(incident).state == State.RESOLVED
    assert client.post(good).status_code == 200


def test_the_window_closes_the_link(incident, client, monkeypatch):
    where = confirm_address(incident)
    monkeypatch.setattr("accounts.clock.now", lambda: NOON + timedelta(days=15))
    assert client.get(where).status_code == 410
    assert client.post(where).status_code == 410


def test_a_link_of_somebody_else_who_is_signed_in_acts_for_its_own_person(cast, incident, as_person):
    as_person("oskar").post(confirm_address(incident))
    assert fresh(incident).history.latest().actor_name == "Ruth Example"


def test_a_refused_step_leaves_the_link_unused(cast, incident, client):
    link = make_links(cast.vera, incident.number, LinkPurpose.CONFIRM, expires_at=LATER + MINUTE)[0]
    answer = client.post(reverse("action_link", args=[token_of(link)]))
    assert answer.status_code == 403
    link.refresh_from_db()
    assert link.used_at is None
    assert fresh(incident).state == State.RESOLVED


def test_the_form_is_guarded(incident):
    assert Client(enforce_csrf_checks=True).post(confirm_address(incident)).status_code == 403
    assert fresh(incident).state == State.RESOLVED


def test_it_speaks_the_persons_language_and_not_the_visitors(cast, incident, client):
    User.objects.filter(pk=cast.ruth.pk).update(language="de")
    page = client.get(confirm_address(incident), headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="de"' in page
