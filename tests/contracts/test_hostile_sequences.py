"""Acts whose order matters (Q rows), by the pages: one order, both in the history, told once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.notices.models import Event
from incidents.records.choices import State
from incidents.records.models import Incident
from tests.accounts.admin_client import signed_in
from tests.builders import make_incident, resolved, started
from tests.cast import Cast, make_cast
from tests.contracts.doors import NOW, RESOLUTION, everything_opens


@pytest.fixture(autouse=True)
def _that_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("accounts.clock.now", lambda: NOW)


@pytest.fixture
def crowd(transactional_db: None) -> Cast:
    """Everybody, committed, so that other connections see them."""
    return make_cast()


def at_once(*calls: tuple[Client, str, dict[str, Any]]) -> list[int]:
    """Send all forms at one moment; return the status of each answer."""
    line = Barrier(len(calls))

    def send(call: tuple[Client, str, dict[str, Any]]) -> int:
        client, place, values = call
        try:
            line.wait(timeout=30)
            return int(client.post(place, values).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(send, calls))


def step(incident: Incident, action: str) -> str:
    """Return the address of a step."""
    return reverse("transition", args=[incident.number, action])


@pytest.mark.django_db(transaction=True)
def test_Q01_two_resolves_at_once(crowd: Cast) -> None:
    incident = started(crowd)
    values = {**RESOLUTION, "text": "It works"}
    calls = [
        (signed_in(crowd.people[name]), step(incident, "resolve"), values) for name in ("rafael", "nadia")
    ]
    assert sorted(at_once(*calls)) == [302, 409]
    incident.refresh_from_db()
    assert incident.state == State.RESOLVED
    assert Event.objects.filter(about=incident.number, kind="incident.resolved").count() == 1
    assert incident.entries.filter(story="resolved").count() == 1
    everything_opens(crowd)


@pytest.mark.django_db(transaction=True)
def test_Q01_confirmed_and_reopened_at_once(crowd: Cast) -> None:
    incident = resolved(crowd)
    calls = [
        (signed_in(crowd.ruth), reverse("portal_answer", args=[incident.number]), {"works": "yes"}),
        (signed_in(crowd.agnes), step(incident, "reopen"), {"reason": "Slow again"}),
    ]
    answers = at_once(*calls)
    assert 302 in answers and all(answer in (302, 403, 409) for answer in answers)
    incident.refresh_from_db()
    assert incident.state in (State.CLOSED, State.IN_PROGRESS)
    assert incident.version == incident.history.count()
    everything_opens(crowd)


@pytest.mark.django_db(transaction=True)
def test_Q06_each_is_called_a_repetition_of_the_other_at_once(crowd: Cast) -> None:
    one, other = make_incident(crowd, "One"), make_incident(crowd, "Other")
    calls = [
        (signed_in(crowd.agnes), step(one, "cancel"), {"reason": "duplicate", "target": other.number}),
        (signed_in(crowd.aaron), step(other, "cancel"), {"reason": "duplicate", "target": one.number}),
    ]
    answers = at_once(*calls)
    states = sorted(Incident.objects.values_list("state", flat=True))
    assert sorted(answers) in ([302, 409], [302, 422]), answers
    assert states == [State.CANCELLED, State.NEW], "one wins, no circle"
    everything_opens(crowd)


def test_Q07_a_role_that_changed_while_the_page_was_open(cast: Cast) -> None:
    incident = started(cast)
    rafael = signed_in(cast.rafael)
    assert rafael.get(step(incident, "resolve")).status_code == 200
    cast.rafael.groups.set([Group.objects.get(name="Auditor")])
    before = Incident.objects.filter(pk=incident.pk).values().get()
    answer = rafael.post(step(incident, "resolve"), {**RESOLUTION, "text": "What I wrote"})
    assert answer.status_code == 403 and "What I wrote" in answer.content.decode()
    assert (
        rafael.post(reverse("write", args=[incident.number]), {"mode": "note", "body": "x"}).status_code
        == 403
    )
    assert Incident.objects.filter(pk=incident.pk).values().get() == before
    cast.rafael.groups.set([Group.objects.get(name="Resolver")])
    assert rafael.post(step(incident, "resolve"), {**RESOLUTION, "text": "What I wrote"}).status_code == 302
    everything_opens(cast)
