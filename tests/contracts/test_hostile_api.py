"""Hostile ways to use the API: versions, keys, tokens, methods, cursors, other people's things."""

import base64
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from accounts import clock
from accounts.access.models import ApiToken
from accounts.access.operations import revoke_token
from incidents.records.models import Incident
from tests.builders import closed, started
from tests.contracts.hostile import assert_clear, assert_next_works, assert_open, nothing_written
from tests.incidents.api.callers import assert_problem


@pytest.fixture
def incident(cast):
    """An incident on which somebody works."""
    return started(cast)


@pytest.fixture
def address(incident):
    """Its address."""
    return f"incidents/{incident.number}/"


MALFORMED = ["1", '"x"', '"1", "2"', '"-1"', '"' + "9" * 5_000 + '"', '"\u0661"']


class TestVersions:
    """A28: what PATCH does with nothing, and with versions."""

    @pytest.mark.parametrize("seen", [None, "now", "*"], ids=lambda seen: f"A28-empty-{seen}")
    def test_nothing_changes_nothing(self, agnes, incident, address, seen):
        told = {None: {}, "now": {"if_match": f'"{incident.version}"'}, "*": {"if_match": "*"}}[seen]
        with nothing_written():
            answer = agnes.patch(address, {}, **told)
        assert (answer.status_code, answer.json()["version"]) == (200, incident.version)

    @pytest.mark.parametrize("name", ["title", "description", "impact"], ids=lambda name: f"A28-same-{name}")
    def test_the_same_value_changes_nothing(self, agnes, incident, address, name):
        with nothing_written():
            assert agnes.patch(address, {name: getattr(incident, name)}).status_code == 200

    @pytest.mark.parametrize("version", [0, 99, 10**8], ids=lambda version: f"A28-wrong-{version}")
    @pytest.mark.parametrize("body", [{}, {"title": "Mine"}], ids=["empty", "title"])
    def test_a_wrong_version_shows_the_record(self, cast, agnes, incident, address, version, body):
        """Documented: 412, because the version is sent as If-Match."""
        with nothing_written():
            answer = agnes.patch(address, body, if_match=f'"{version}"')
        assert assert_problem(answer, 412, "stale")["current"]["version"] == incident.version
        assert_open(cast, agnes, incident.number)

    @pytest.mark.parametrize("sent", MALFORMED, ids=[f"A28-bad-{index}" for index in range(len(MALFORMED))])
    def test_a_malformed_version(self, agnes, address, sent):
        with nothing_written():
            assert_clear(agnes.patch(address, {"title": "Mine"}, if_match=sent), (400,), "If-Match")

    def test_without_a_version_only_the_named_members_change(self, agnes, incident, address):
        """Documented: without If-Match the last write wins, but only on what it names."""
        agnes.patch(address, {"location": "Room 1"})
        shown = agnes.patch(address, {"contact": "4711"}).json()
        details = agnes.get(f"{address}?expand=details").json()["details"]
        assert (details["location"], details["contact"], shown["title"]) == ("Room 1", "4711", incident.title)


@pytest.mark.parametrize("method", ["put", "delete", "trace"], ids=lambda method: f"A29-{method}")
def test_nothing_is_replaced_as_a_whole(cast, agnes, incident, address, method):
    with nothing_written():
        for path in (address, "incidents/", f"{address}start/", "services/email/", "users/me/"):
            answer = getattr(agnes.client, method)(f"/api/v1/{path}", headers=agnes.headers)
            assert answer.status_code == 405, path
    assert_open(cast, agnes, incident.number)


KEYS = [
    "",
    " ",
    "k" * 256,
    "k" * 10_000,
    "a\tb",
    "a\x7fb",
    "a\x00b",
    "cl\u00e9",
    "\U0001f525",
    "a,b",
    "a, a",
    " a",
]


@pytest.mark.parametrize("key", KEYS, ids=[f"A31-{index}" for index in range(len(KEYS))])
def test_malformed_keys_of_calls(agnes, incident, address, key):
    with nothing_written():
        for path, body in (("incidents/", {"title": "x"}), (f"{address}resume/", {}), ("tokens/", {})):
            assert_clear(agnes.post(path, body, idempotency_key=key), (400,), "Idempotency-Key")
    assert_next_works(agnes, incident.number)


class TestKeysOfCalls:
    """A32: the same key with another body, of another person, and while the first call runs."""

    @pytest.mark.parametrize(
        ("path", "first", "second"),
        [
            ("incidents/", {"title": "One"}, {"title": "Two"}),
            ("{number}/entries/", {"kind": "public", "body": "a"}, {"kind": "public", "body": "b"}),
            ("{number}/tasks/", {"title": "a"}, {"title": "a", "is_mandatory": True}),
            ("{number}/watchers/", {"user": "ruth"}, {"user": "agnes"}),
        ],
        ids=["A32-incident", "A32-entry", "A32-task", "A32-watcher"],
    )
    def test_another_body(self, agnes, incident, path, first, second):
        path = path.replace("{number}", f"incidents/{incident.number}")
        assert agnes.post(path, first, idempotency_key="k").status_code == 201
        with nothing_written():
            told = assert_clear(agnes.post(path, second, idempotency_key="k"), (409,))
            assert told["code"] == "idempotency_conflict"
            assert agnes.post(path, first, idempotency_key="k")["Idempotent-Replayed"] == "true"
        assert_next_works(agnes, incident.number)

    def test_another_address(self, agnes, incident, address):
        assert agnes.post(f"{address}watchers/", {}, idempotency_key="k").status_code == 201
        with nothing_written():
            assert_clear(agnes.post("incidents/", {"title": "x"}, idempotency_key="k"), (409,))

    @pytest.mark.parametrize("_row", ["A32-other-person"])
    def test_another_person(self, agnes, ruth, _row):
        first = agnes.post("incidents/", {"title": "x"}, idempotency_key="k").json()
        second = ruth.post("incidents/", {"title": "x"}, idempotency_key="k").json()
        assert first["number"] != second["number"]

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("path", ["entries/", "tasks/"], ids=lambda path: f"A32-running-{path}")
    def test_at_the_same_moment(self, agnes, incident, address, path):
        body = {"kind": "public", "body": "x"} if path == "entries/" else {"title": "x"}
        together = Barrier(3)

        def call(_number):
            together.wait()
            try:
                return agnes.call("post", f"{address}{path}", body, idempotency_key="k")
            finally:
                connection.close()

        with ThreadPoolExecutor(3) as threads:
            answers = list(threads.map(call, range(3)))
        assert all(answer.status_code in (201, 409) for answer in answers)
        written = incident.tasks.count() if path == "tasks/" else incident.entries.filter(body="x").count()
        assert written == 1


@pytest.mark.parametrize(
    "name", ["token", "access_token", "api_key", "apikey"], ids=lambda name: f"A40-{name}"
)
def test_a_token_in_the_address(agnes, incident, caplog, capsys, name):
    secret = agnes.headers["authorization"].split()[1]
    for headers in ({}, agnes.headers):
        answer = Client().get(f"/api/v1/incidents/?{name}={secret}", headers=headers)
        assert_clear(answer, (401,))
        assert secret not in answer.content.decode()
    printed = capsys.readouterr()
    assert secret not in caplog.text + printed.out + printed.err


CHANGES = {
    "cut": lambda text: text[:-1],
    "longer": lambda text: text + "A",
    "other-case": str.swapcase,
    "no-secret": lambda text: text.split(".")[0],
    "no-key": lambda text: text.split(".")[1],
    "other-key": lambda text: "0" * 12 + text[12:],
    "10000": lambda text: text + "A" * 10_000,
    "accent": lambda text: text[:-1] + "\u00e9",
    "wide": lambda text: text.replace(text[0], chr(ord(text[0]) + 0xFEE0)),
    "nul": lambda text: text[:-1] + "\x00",
    "twice": lambda text: f"{text} {text}",
    "comma": lambda text: f"{text}, Bearer {text}",
    "empty": lambda text: "",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=[f"A41-{name}" for name in CHANGES])
def test_a_wrong_token_opens_nothing(agnes, incident, address, change):
    good = agnes.headers["authorization"].split()[1]
    wrong = {"authorization": f"Bearer {change(good)}"}
    words = set()
    with nothing_written():
        for method, path in (("get", "incidents/"), ("post", "incidents/"), ("patch", address)):
            answer = Client().generic(
                method.upper(), f"/api/v1/{path}", b"{}", "application/json", headers=wrong
            )
            words.add(assert_clear(answer, (401,))["detail"])
    assert len(words) == 1
    assert_next_works(agnes, incident.number)


@pytest.mark.parametrize("end", ["expired", "revoked", "owner"], ids=lambda end: f"A41-{end}")
def test_a_token_that_has_ended(cast, agnes, incident, end):
    key = agnes.headers["authorization"].split()[1].split(".")[0]
    token, past = ApiToken.objects.get(key=key), clock.now() - timedelta(seconds=1)
    if end == "expired":
        ApiToken.objects.update(expires_at=past)
    elif end == "revoked":
        revoke_token(token, by=cast.actor("agnes"), now=clock.now())
    else:
        type(cast.agnes).objects.filter(username="agnes").update(is_active=False)
    with nothing_written():
        told = assert_clear(agnes.post("incidents/", {"title": "x"}), (401,))
    assert told["detail"] == "The token is not valid, has expired or was revoked."


@pytest.mark.parametrize("scope", ["events:write", "incidents:read"], ids=lambda scope: f"A41-scope-{scope}")
def test_a_token_without_the_scope(caller, address, scope):
    agnes = caller("agnes", [scope])
    with nothing_written():
        for path in ("incidents/", f"{address}start/", f"{address}entries/", "tokens/"):
            told = assert_clear(agnes.post(path, {"title": "x"}), (403,))
            assert told["code"] == "missing_scope"


@pytest.fixture(name="every_address")
def _every_address(incident):
    """Every address of the API, filled with things that exist."""
    values = {"number": incident.number, "pk": "1", "username": "ruth", "name": "email", "key": "x"}
    values |= {"clock": "resolution", "slug": "standard"}
    made_up = "00000000-0000-4000-8000-000000000000"
    return [
        "/"
        + re.sub(r"<(\w+):(\w+)>", lambda found: made_up if found[1] == "uuid" else values[found[2]], route)
        for route in _routes(get_resolver().url_patterns)
        if route.startswith("api/v1/") and "intake" not in route
    ]


def _routes(patterns, before=""):
    for each in patterns:
        here = before + str(each.pattern)
        yield from _routes(each.url_patterns, here) if hasattr(each, "url_patterns") else [here]


OVERRIDES = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]


@pytest.mark.parametrize("header", OVERRIDES, ids=lambda header: f"A43-{header}")
@pytest.mark.parametrize("method", ["DELETE", "PATCH", "POST"])
def test_methods_in_headers_are_ignored(agnes, incident, address, header, method):
    with nothing_written():
        answer = agnes.get(address, **{header: method})
        assert (answer.status_code, answer.json()["number"]) == (200, incident.number)
        assert agnes.get("incidents/?_method=DELETE").status_code == 400
        assert_clear(agnes.post(f"{address}start/", {"_method": method}), (400,), "_method")


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD"], ids=lambda method: f"A44-{method}")
def test_asking_about_an_address_tells_and_changes_nothing(agnes, stefan, incident, every_address, method):
    assert len(every_address) > 45
    with nothing_written():
        for path in every_address:
            nobody = Client().generic(method, path)
            allowed = (200, 405) if "/schema/" in path or "/docs/" in path else (401,)
            assert nobody.status_code in allowed, path
            for caller in (agnes, stefan):
                answer = caller.client.generic(method, path, headers=caller.headers)
                assert answer.status_code < 500, path
                if method == "HEAD":
                    assert not answer.content, path
                assert incident.title not in answer.content.decode(), path
            if method == "HEAD" and incident.number in path:
                assert answer.status_code in (403, 404, 405), path
    cache.clear()
    assert_next_works(agnes, incident.number)


@pytest.mark.parametrize(
    "member", ["attachments", "attachment_ids", "uploads", "file"], ids=lambda m: f"A50-{m}"
)
def test_uploads_of_others_are_not_linked(agnes, member):
    with nothing_written():
        body = {"title": "x", member: ["00000000-0000-4000-8000-000000000000"]}
        assert_clear(agnes.post("incidents/", body), (400,), member)


def cursor(order, *values, backwards=False):
    told = json.dumps({"o": order, "v": list(values), "b": backwards})
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


CURSORS = [
    "x",
    "%00",
    "e30",
    base64.urlsafe_b64encode(b"[" * 700).decode(),
    cursor("-number", True),
    cursor("-number", 2**63),
    cursor("-number", -(2**70)),
    cursor("-number", "1"),
    cursor("-number", None),
    cursor("-number", {"x": 1}),
    cursor("state", "\ud800", 1),
    cursor("state", "a\x00", 1),
    cursor("updated_at", "0001-01-01T00:00:00+14:00", 1),
    cursor("updated_at", "9999-12-31T23:59:59-14:00", 1),
    cursor("updated_at", "2026-01-01", 1),
    cursor("priority", 2**40, 1),
]


@pytest.mark.parametrize("token", CURSORS, ids=[f"S11-cursor-{index}" for index in range(len(CURSORS))])
def test_a_made_up_cursor_is_no_error_of_ours(agnes, incident, token):
    for order in ("-number", "state", "updated_at", "priority"):
        answer = agnes.get(f"incidents/?ordering={order}&cursor={token}")
        if answer.status_code != 200:
            assert_clear(answer, (400,), "cursor")
    assert agnes.get("incidents/").status_code == 200


def test_a_finished_incident_says_so(cast, agnes):
    incident = closed(cast)
    assert Incident.objects.get(number=incident.number).state == "closed"
    assert_clear(agnes.post(f"incidents/{incident.number}/start/", {}), (409,))
    assert_open(cast, agnes, incident.number)
