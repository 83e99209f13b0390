"""What stands in the headers of a request (H rows): believed only where the installation says so."""

import json
import logging
import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from incidents.records.models import Incident
from tests.accounts.admin_client import signed_in
from tests.builders import make_incident
from tests.cast import Cast
from tests.contracts.doors import LEVELS, everything_opens

REPORT = {"title": "I cannot print", **LEVELS}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


HOSTS = ["evil.example", "ruth@testserver", "test server", "testserver.evil.example", "[::1", ""]


@pytest.mark.parametrize(
    "host", [pytest.param(host, id=f"H01-{number}") for number, host in enumerate(HOSTS)]
)
def test_a_host_that_is_not_ours_is_refused(cast: Cast, host: str) -> None:
    client = Client(HTTP_HOST=host)
    client.force_login(cast.ruth)
    for place in ("/help/", "/accounts/password/reset/", "/api/v1/incidents/", "/nowhere/"):
        answer = client.get(place)
        assert answer.status_code == 400, (place, answer.status_code)
        assert b"evil.example" not in answer.content
    assert client.post(reverse("account_reset_password"), {"email": "ruth@example.org"}).status_code == 400
    assert mail.outbox == []
    everything_opens(cast)


FORWARDED = [
    {"X-Forwarded-Host": "evil.example"},
    {"Forwarded": "host=evil.example;proto=https"},
    {"X-Forwarded-Server": "evil.example"},
    {"X-Original-URL": "/admin/"},
    {"X-Rewrite-URL": "/admin/"},
    {"X-Host": "evil.example"},
    {"Host": "testserver:99999999"},
]


@pytest.mark.parametrize("told", FORWARDED, ids=lambda told: f"H01-{next(iter(told))}")
def test_a_forwarded_host_is_not_believed(cast: Cast, settings: Any, told: dict[str, str]) -> None:
    settings.BASE_URL = "https://desk.example.org"
    answer = Client().post(reverse("account_reset_password"), {"email": "ruth@example.org"}, headers=told)
    assert answer.status_code == 302 and "evil" not in answer.headers["Location"]
    (message,) = mail.outbox
    assert "https://desk.example.org/" in message.body and "evil" not in message.body
    page = signed_in(cast.ruth).get("/help/", headers=told)
    assert page.status_code == 200 and not {"evil", "99999999"} & set(
        re.findall(r"\w+", page.content.decode())
    )


def test_H03_nobody_says_for_us_that_the_way_is_encrypted(cast: Cast) -> None:
    answer = signed_in(cast.ruth).get(
        "/help/", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on"}
    )
    assert not answer.wsgi_request.is_secure()
    assert "Strict-Transport-Security" not in answer.headers


NAMES = ("Remote-User", "X-Remote-User", "X-Auth-User", "X-Forwarded-User", "REMOTE_USER", "X-WEBAUTH-USER")


@pytest.mark.parametrize("name", [pytest.param(name, id=f"H04-{name}") for name in NAMES])
def test_a_name_in_a_header_signs_nobody_in(cast: Cast, name: str) -> None:
    client = Client(**{f"HTTP_{name.upper().replace('-', '_')}": "adam"})
    assert client.get("/admin/").status_code == 302
    assert client.get("/queue/all/").headers["Location"].startswith("/accounts/login")
    assert client.get("/api/v1/incidents/").status_code == 401
    client.force_login(cast.ruth)
    assert client.get("/queue/all/").headers["Location"] == "/help/"
    assert client.get("/help/").context["user"] == cast.ruth


COOKIES = [
    "sessionid=" + "x" * 100_000,
    "sessionid",
    "=;;==;",
    "sessionid=abc\0def",
    "sessionid=a; sessionid=b",
    "sessionid=%00; csrftoken=%00",
    'sessionid="\\042\\073',
    'theme="><script>alert(1)</script>',
    "messages=W1siX19qc29uX21lc3NhZ2UiLDAsMjUsIng8Yj4iXV0:x:y",
    "django_language=../../etc/passwd; sessionid=\xe2\x80\xae",
]


@pytest.mark.parametrize("cookie", [pytest.param(cookie, id=f"H06-{n}") for n, cookie in enumerate(COOKIES)])
def test_a_broken_cookie_is_a_stranger(cast: Cast, cookie: str) -> None:
    client = Client(HTTP_COOKIE=cookie)
    assert client.get("/queue/all/").headers["Location"].startswith("/accounts/login")
    assert client.get("/api/v1/incidents/").status_code == 401
    page = client.get(reverse("account_login"))
    assert page.status_code == 200 and "<script>alert" not in page.content.decode()
    assert client.post(reverse("portal_report"), REPORT).status_code in (302, 403)
    assert not Incident.objects.exists()
    everything_opens(cast)


def test_H06_a_session_ends_with_signing_out(cast: Cast) -> None:
    client, thief = signed_in(cast.ruth), Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert thief.get("/help/").status_code == 200
    client.post(reverse("account_logout"))
    assert thief.get("/help/").status_code == 302


WISHES = {
    "H07-slashes": {"Accept": "///"},
    "H07-many": {"Accept": ",".join(["a/b"] * 5_000)},
    "H07-quality": {"Accept": "text/html;q=abc", "Accept-Language": "de;q=abc,en;q=NaN"},
    "H07-language": {"Accept-Language": "de-" * 3_333},
    "H07-languages": {"Accept-Language": ",".join(["xx-YY"] * 2_000)},
    "H07-path": {"Accept-Language": "../../etc/passwd"},
    "H12-range": {"Range": "bytes=0-1"},
    "H12-ranges": {"Range": "bytes=" + ",".join(["0-"] * 1_000), "If-Range": "x"},
    "H13-script": {"User-Agent": "<script>alert(1)</script>", "Referer": "<script>alert(1)</script>"},
    "H13-breaks": {"User-Agent": "a%0d%0aX: y", "Referer": "http://testserver/%0d%0a"},
    "H13-long": {"User-Agent": "x" * 100_000, "Referer": "http://" + "x" * 100_000},
    "H15-override": {
        "X-HTTP-Method-Override": "DELETE",
        "X-HTTP-Method": "DELETE",
        "X-Method-Override": "PUT",
    },
    "H16-upgrade": {
        "Upgrade": "h2c",
        "HTTP2-Settings": "AAMAAABkAAQAAP__",
        "Connection": "keep-alive, X-User",
    },
    "H16-expect": {"Expect": "100-continue"},
    "H-htmx": {
        "HX-Request": "true",
        "HX-Current-URL": "http://[",
        "HX-Target": "\u202e<script>",
        "HX-Prompt": "%zz",
    },
    "H-conditions": {"If-Match": "W/", "If-None-Match": '"x' * 2_000, "If-Modified-Since": "never"},
}


@pytest.mark.parametrize("told", WISHES.values(), ids=WISHES)
def test_an_odd_wish_gets_the_page(cast: Cast, told: dict[str, str]) -> None:
    incident = make_incident(cast)
    agnes, ruth = signed_in(cast.agnes), signed_in(cast.ruth)
    for client, places in (
        (agnes, ("/queue/all/", incident.get_absolute_url(), "/reviews/")),
        (ruth, ("/help/",)),
    ):
        for place in places:
            answer = client.get(place, headers=told)
            assert answer.status_code == 200, place
            assert "<script>alert" not in answer.content.decode() and "Content-Range" not in answer.headers
    assert Client().get(reverse("account_login"), headers=told).status_code == 200
    assert ruth.post(reverse("portal_report"), REPORT, headers=told).status_code == 302
    assert Incident.objects.count() == 2
    everything_opens(cast)


def test_H13_a_refusal_is_one_line_in_the_log(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    told = {"User-Agent": "a\r\nERROR forged", "Referer": "x\nERROR forged"}
    with caplog.at_level(logging.INFO):
        assert signed_in(cast.ruth).get("/nowhere/%0d%0aERROR%20forged", headers=told).status_code == 404
    assert not any(line.startswith("ERROR forged") for line in caplog.text.splitlines())


def test_H18_the_secret_of_a_form_looks_different_each_time(cast: Cast) -> None:
    ruth = signed_in(cast.ruth)
    pages = [
        ruth.get("/help/report/?title=reflected", headers={"Accept-Encoding": "gzip"}) for _time in range(3)
    ]
    secrets = {
        re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', page.content.decode())[0] for page in pages
    }
    assert len(secrets) == 3
    assert all("Content-Encoding" not in page.headers for page in pages)
    ruth.post(reverse("tokens"), {"name": "x", "scopes": ["incidents:read"], "lifetime": "30"})
    session = ruth.cookies["sessionid"].value
    assert session not in pages[0].content.decode()


ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Origin": "https://evil.example"}
WRITES = ["portal_report", "profile", "tokens", "account_change_password", "account_logout", "read_notices"]


@pytest.mark.parametrize("name", [pytest.param(name, id=f"H19-{name}") for name in WRITES])
def test_a_form_from_elsewhere_is_refused(cast: Cast, name: str) -> None:
    strict = Client(enforce_csrf_checks=True, headers=ELSEWHERE)
    strict.force_login(cast.ruth)
    secret = re.findall(r"X-CSRFToken\": \"(\w{64})", strict.get("/help/").content.decode())[0]
    answer = strict.post(reverse(name), {**REPORT, "csrfmiddlewaretoken": secret})
    assert answer.status_code == 403
    assert not Incident.objects.exists()
    assert strict.get("/help/").status_code == 200


def test_H19_a_call_from_elsewhere_needs_more_than_the_session(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True, headers=ELSEWHERE)
    strict.force_login(cast.ruth)
    body = json.dumps({"title": "x"})
    answer = strict.post("/api/v1/incidents/", body, content_type="application/json")
    assert answer.status_code == 403 and not Incident.objects.exists()


def test_H19_the_session_does_not_travel_with_what_others_embed(cast: Cast) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": "ruth", "password": "demo"})
    cookie = client.cookies["sessionid"]
    assert cookie["samesite"] == "Lax" and cookie["httponly"]
    page = client.get("/help/")
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
