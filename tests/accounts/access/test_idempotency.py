"""Calls that run once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from accounts import clock
from accounts.access.choices import Scope
from accounts.access.models import IdempotentCall
from accounts.access.operations import create_token, purge_idempotent_calls
from incidents.records.models import Incident

ADDRESS = "/api/v1/incidents/"


def token_of(cast, name):
    return create_token(
        getattr(cast, name), scopes=[Scope.ADMIN], name="test", by=cast.actor(name), now=clock.now()
    )[1]


def send(token, key, body=None, address=ADDRESS):
    headers = {"authorization": f"Bearer {token}", "idempotency-key": key}
    return Client().post(address, body or {"title": "Once"}, "application/json", headers=headers)


@pytest.fixture
def token(cast):
    """Agnes's token."""
    return token_of(cast, "agnes")


def test_the_same_call_gets_the_first_answer(token):
    first, again = send(token, "k-1"), send(token, "k-1")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert "Idempotent-Replayed" not in first.headers
    assert again["Idempotent-Replayed"] == "true"
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert Incident.objects.count() == 1


def test_A32_another_body_is_refused(token):
    send(token, "k-1")
    response = send(token, "k-1", {"title": "Twice"})
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_conflict")


def test_A32_keys_of_two_callers_are_independent(cast, token):
    send(token, "k-1")
    assert "Idempotent-Replayed" not in send(token_of(cast, "aaron"), "k-1").headers
    assert "Idempotent-Replayed" not in send(token_of(cast, "agnes"), "k-1").headers
    assert Incident.objects.count() == 3


def test_a_refused_call_frees_its_key(token):
    assert send(token, "k-1", {"title": ""}).status_code == 400
    assert send(token, "k-1").status_code == 201


@pytest.mark.parametrize("key", ["", "k" * 256, "a\tb", "a\x7fb", "clé", "a,b", " "])
def test_A31_bad_keys(token, key):
    response = send(token, key)
    assert (response.status_code, response.json()["code"]) == (400, "malformed")
    assert "Idempotency-Key" in response.json()["errors"]


def test_the_longest_key(token):
    assert send(token, "k" * 255).status_code == 201


def test_answers_are_kept_for_a_day(token):
    send(token, "k-1")
    IdempotentCall.objects.update(started_at=clock.now() - timedelta(hours=24))
    assert "Idempotent-Replayed" not in send(token, "k-1").headers
    IdempotentCall.objects.update(started_at=clock.now() - timedelta(hours=24))
    send(token, "k-2")
    assert purge_idempotent_calls(clock.now()) == 1
    assert IdempotentCall.objects.get().key == "k-2"


def test_a_secret_is_not_kept(token):
    body = {"name": "New", "scopes": ["incidents:read"]}
    first = send(token, "k-1", body, "/api/v1/tokens/")
    assert first.status_code == 201
    assert IdempotentCall.objects.get().answer is None
    assert send(token, "k-1", body, "/api/v1/tokens/").status_code == 409


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_once_make_one_incident(cast):
    token, together = token_of(cast, "agnes"), Barrier(4)

    def call(_number):
        together.wait()
        try:
            return send(token, "k-1")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(call, range(4)))
    assert Incident.objects.count() == 1
    fresh = [
        answer for answer in answers if answer.status_code == 201 and "Idempotent-Replayed" not in answer
    ]
    assert len(fresh) == 1
    for answer in answers:
        if answer.status_code == 409:
            assert answer["Retry-After"] == "1"
            assert answer.json()["code"] == "idempotency_in_flight"
        else:
            assert answer.json() == fresh[0].json()
    assert send(token, "k-1")["Idempotent-Replayed"] == "true"
