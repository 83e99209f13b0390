"""Tokens: what is let in, what is refused and how, and when a use is noted."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client

from accounts import clock
from accounts.access.allowance import seconds_to_wait
from accounts.access.choices import Scope
from accounts.access.models import ApiToken
from accounts.access.operations import create_token, revoke_token
from tests.builders import make_incident

ADDRESS = "/api/v1/incidents/"


@pytest.fixture
def token(cast):
    """Agnes's token, as row and as text."""
    return create_token(
        cast.agnes, scopes=[Scope.INCIDENTS_READ], name="test", by=cast.actor("agnes"), now=clock.now()
    )


def ask(text: str, address: str = ADDRESS, method: str = "get"):
    return getattr(Client(), method)(address, headers={"authorization": text})


def test_a_token_lets_in(token):
    assert ask(f"Bearer {token[1]}").status_code == 200
    assert ask(f"bearer {token[1]}").status_code == 200


def test_without_credentials(db):
    response = Client().get(ADDRESS)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_authenticated"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text.swapcase(),
        lambda text: text + "A",
        lambda text: text.split(".")[0],
        lambda text: "." + text.split(".")[1],
        lambda text: "a" * 12 + "." + text.split(".")[1],
        lambda text: text + "A" * 10_000,
        lambda text: text[:-1] + "é",
        lambda text: "",
        lambda text: " ",
        lambda text: "null",
    ],
)
def test_A41_a_wrong_token(token, change):
    response = ask(f"Bearer {change(token[1])}")
    assert response.status_code == 401
    assert "WWW-Authenticate" in response.headers
    assert token[1] not in response.content.decode()


def test_A41_a_token_that_has_ended(cast, token):
    row, text = token
    ApiToken.objects.filter(pk=row.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    assert ask(f"Bearer {text}").status_code == 401
    ApiToken.objects.filter(pk=row.pk).update(expires_at=None)
    revoke_token(row, by=cast.actor("agnes"), now=clock.now())
    assert ask(f"Bearer {text}").status_code == 401


def test_A41_the_token_of_a_deactivated_owner(cast, token):
    type(cast.agnes).objects.filter(pk=cast.agnes.pk).update(is_active=False)
    assert ask(f"Bearer {token[1]}").status_code == 401


@pytest.mark.parametrize("name", ["token", "access_token", "api_key"])
def test_A40_a_token_in_the_address(token, name):
    assert Client().get(f"{ADDRESS}?{name}={token[1]}").status_code == 401
    assert ask(f"Bearer {token[1]}", f"{ADDRESS}?{name}={token[1]}").status_code == 401


def test_A41_a_missing_scope_is_named(token):
    response = Client().post(
        ADDRESS, {"title": "x"}, "application/json", headers={"authorization": f"Bearer {token[1]}"}
    )
    assert response.status_code == 403
    assert response.json()["code"] == "missing_scope"
    assert "incidents:write" in response.json()["detail"]
    assert ask(f"Bearer {token[1]}", "/api/v1/services/").status_code == 403
    assert ask(f"Bearer {token[1]}", "/api/v1/users/me/").status_code == 200


def test_a_use_is_noted_at_most_once_a_minute(token, django_assert_num_queries):
    row, text = token
    ask(f"Bearer {text}")
    noted = ApiToken.objects.get(pk=row.pk).last_used_at
    assert noted is not None
    with django_assert_num_queries(2):
        ask(f"Bearer {text}")
    ApiToken.objects.filter(pk=row.pk).update(last_used_at=noted - timedelta(minutes=1))
    with django_assert_num_queries(3):
        ask(f"Bearer {text}")


def test_a_session_needs_the_csrf_token(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.agnes)
    assert client.get(ADDRESS).status_code == 200
    response = client.post(ADDRESS, {"title": "x"}, "application/json")
    assert response.status_code == 403
    client.get("/accounts/login/")
    client.get("/queue/")
    secret = "a" * 32
    client.cookies["csrftoken"] = secret
    response = client.post(ADDRESS, {"title": "x"}, "application/json", headers={"x-csrftoken": secret})
    assert response.status_code == 201, response.content


def test_A23_a_form_with_a_session_is_no_way_round(cast):
    client = Client()
    client.force_login(cast.agnes)
    assert client.post(ADDRESS, {"title": "x"}).status_code == 415


@pytest.mark.parametrize("name", ["Remote-User", "X-Remote-User", "X-Auth-User", "X_Remote_User"])
def test_H04_names_in_headers_sign_nobody_in(cast, name):
    assert Client().get(ADDRESS, headers={name: "agnes"}).status_code == 401


@pytest.mark.parametrize("processes", ["one", "many"])
def test_too_many_calls(cast, token, settings, processes):
    settings.API_CALLS_PER_MINUTE = 2
    answers = []
    for _number in range(3):
        if processes == "many":
            # A process that has just started knows what the others told.
            caches["near"].clear()
        answers.append(ask(f"Bearer {token[1]}"))
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert answers[2].json()["code"] == "throttled"


def test_calls_far_below_the_limit_write_little_to_the_store_that_processes_share():
    shared, told = caches["default"], []
    for _number in range(100):
        assert seconds_to_wait("somebody", 100) == 0
        told.append(shared.get("allowance:somebody"))
    assert len({*told} - {None}) == 20
    assert 0 < seconds_to_wait("somebody", 100) <= 60
    assert seconds_to_wait("another", 100) == 0


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override"])
def test_A43_H15_method_overrides_do_nothing(cast, token, header):
    number = make_incident(cast).number
    headers = {"authorization": f"Bearer {token[1]}", header: "DELETE"}
    assert Client().get(f"{ADDRESS}{number}/", headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["options", "head"])
def test_A44_options_and_head(token, method):
    assert ask(f"Bearer {token[1]}", method=method).status_code == 200
    assert ask("Bearer nobody", method=method).status_code == 401
    assert not ask(f"Bearer {token[1]}", method="head").content


@pytest.mark.parametrize("method", ["TRACE", "FOO", "PUT", "DELETE"])
def test_A29_U08_other_methods(token, method):
    headers = {"authorization": f"Bearer {token[1]}"}
    response = Client().generic(method, ADDRESS, headers=headers)
    assert response.status_code in (403, 405)
