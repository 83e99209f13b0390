"""Addresses that nobody was given (U rows): nothing there, or one step to a page of ours."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from incidents.records.choices import State
from incidents.records.models import Incident
from tests.accounts.admin_client import signed_in
from tests.architecture.test_rights_per_url import OURS
from tests.builders import make_incident, started
from tests.cast import Cast
from tests.contracts.doors import everything_opens

PATHS = [
    "/incidents/../admin/",
    "/incidents/%2e%2e%2fadmin/",
    "/incidents/%2e%2e/admin/",
    "//queue/all/",
    "//evil.example",
    "/\\evil.example",
    "/%5cevil.example/",
    "/queue\\all/",
    "/queue/all;x=1/",
    "/queue/all/.",
    "/queue/all.",
    "/QUEUE/all/",
    "/Incidents/INC-1001/",
    "/queue/all/%20",
    "/queue/all/\u202e",
]
OVERLONG = [
    "/incidents/%252e%252e%252fadmin/",
    "/incidents/%25%32%65/",
    "/incidents/%c0%ae%c0%ae/",
    "/incidents/%c0%af..%c0%af/",
    "/incidents/%ff%fe/",
    "/incidents/%ed%a0%80/",
    "/incidents/" + "9" * 5_000 + "/",
    "/incidents/INC-1001%00/",
]
CACHED = ["x.css", ";.js", "%3b.js", "/x.css", "%0ax.css", "%3fx.css", "%23x.css"]


def assert_nothing_or_ours(answer: Any, path: str) -> None:
    """Check that there is nothing, or one redirect that stays in this house."""
    place = answer.headers.get("Location", "")
    assert answer.status_code in (301, 302, 400, 404), (path, answer.status_code)
    if place:
        assert place.startswith("/") and not place.startswith(("//", "/\\")), (path, place)


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=f"U02-{number}") for number, path in enumerate(PATHS)]
    + [pytest.param(path, id=f"U11-{number}") for number, path in enumerate(OVERLONG)],
)
def test_a_twisted_path_leads_nowhere(cast: Cast, path: str) -> None:
    make_incident(cast)
    for client in (Client(), signed_in(cast.agnes), signed_in(cast.ruth)):
        assert_nothing_or_ours(client.get(path), path)
        assert client.post(path, {"title": "x"}).status_code in (301, 302, 400, 403, 404, 405)
    assert Incident.objects.count() == 1
    everything_opens(cast)


def test_U02_a_missing_slash_is_one_redirect(cast: Cast) -> None:
    answer = signed_in(cast.agnes).get("/queue/all?q=x")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/queue/all/?q=x")


AWAY = [
    "//evil.example",
    "///evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example/",
    "http:///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "\t//evil.example",
    "\n//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "data:text/html,x",
    "//testserver@evil.example",
    "http://testserver.evil.example",
    "/help/\r\nSet-Cookie: a=b",
    "\0//evil.example",
]


@pytest.mark.parametrize(
    "place", [pytest.param(place, id=f"U03-{number}") for number, place in enumerate(AWAY)]
)
def test_the_way_back_stays_in_this_house(cast: Cast, place: str) -> None:
    client, sign_in = Client(), reverse("account_login")
    assert client.get(sign_in, {"next": place}).status_code == 200
    answers = [
        client.post(sign_in, {"login": "ruth", "password": "demo", "next": place}),
        signed_in(cast.adam).get(reverse("admin:login"), {"next": place}),
        client.get(sign_in, {"next": place}),
        signed_in(cast.oskar).post(reverse("account_logout"), {"next": place}),
        Client().get(reverse("admin:login"), {"next": place}),
    ]
    for answer in answers:
        assert answer.status_code in (200, 302)
        went = answer.headers.get("Location", "/")
        assert (
            went.startswith("/") and not went.startswith(("//", "/\\")) and not set("\r\n\t") & set(went)
        ), went
        assert "Set-Cookie: a=b" not in str(answer.headers)


def test_U05_an_old_address_of_a_repeated_incident_shows_where_it_went_on(cast: Cast) -> None:
    first, again = make_incident(cast, "First"), make_incident(cast, "Again", requester=cast.stefan)
    agnes = signed_in(cast.agnes)
    said = {"reason": "duplicate", "target": first.number}
    assert agnes.post(reverse("transition", args=[again.number, "cancel"]), said).status_code == 302
    again.refresh_from_db()
    assert again.state == State.CANCELLED
    assert first.number in agnes.get(again.get_absolute_url()).content.decode()
    stefan = signed_in(cast.stefan)
    page = stefan.get(f"/help/{again.number}/")
    assert page.status_code == 200 and "First" not in page.content.decode()
    # Whoever reported it again follows the first one; nobody else sees either.
    assert stefan.get(f"/help/{first.number}/").status_code == 200
    for number in (first.number, again.number):
        assert signed_in(cast.oskar).get(f"/help/{number}/").status_code == 404
    assert stefan.get(again.get_absolute_url()).headers["Location"] == f"/help/{again.number}/"


ADMIN = [
    "/admin/",
    "/admin/jsi18n/",
    "/admin/autocomplete/?app_label=incidents&model_name=service&field_name=upstream&term=",
    "/admin/accounts/user/",
    "/admin/accounts/apitoken/",
    "/admin/incidents/incident/",
    "/admin/auth/group/",
    "/admin/nothing/here/",
    "/admin/r/1/1/",
]
MAY_ENTER = {"adam"}


@pytest.mark.parametrize(
    "place", [pytest.param(place, id=f"U06-{number}") for number, place in enumerate(ADMIN)]
)
def test_the_administration_is_for_those_who_configure(cast: Cast, place: str) -> None:
    for name, person in cast.people.items():
        answer = signed_in(person).get(place, follow=True)
        if name in MAY_ENTER:
            assert answer.status_code in (200, 404), (name, answer.status_code)
        else:
            assert answer.status_code in (403, 404), (name, answer.status_code)
            assert "ruth@example.org" not in answer.content.decode()
    assert Client().get(place).headers["Location"].startswith(("/accounts/login", "/admin/login"))


FIELDS = [
    ("auth", "permission", "content_type"),
    ("accounts", "user", "password"),
    ("accounts", "user", "history"),
    ("incidents", "incident", "requester__password"),
    ("sessions", "session", "pk"),
]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: "U06-" + "-".join(field[1:]))
def test_completing_names_is_for_the_fields_that_do_it(cast: Cast, field: tuple[str, str, str]) -> None:
    app, model, name = field
    query = f"app_label={app}&model_name={model}&field_name={name}&term=a"
    assert signed_in(cast.adam).get(f"/admin/autocomplete/?{query}").status_code in (403, 404)


def _place(pattern: URLPattern, number: str) -> str:
    known = {"view": "all", "action": "resolve", "name": "title", "key": "x", "token": "x", "uidb36": "1"}
    known |= {"judgement": "explain", "number": number, "position": "1", "pk": "1"}
    wanted = pattern.pattern.regex.groupindex  # type: ignore[union-attr]
    if "pk" in wanted and "uuid" in str(pattern.pattern):
        known["pk"] = "00000000-0000-0000-0000-000000000000"
    return reverse(str(pattern.name), kwargs={name: known[name] for name in wanted})


@pytest.mark.parametrize("pattern", OURS, ids=lambda pattern: f"U08-{pattern.name}")
def test_other_methods_do_nothing(cast: Cast, pattern: URLPattern) -> None:
    incident = started(cast)
    before = Incident.objects.filter(pk=incident.pk).values().get(), incident.history.count()
    client, place = signed_in(cast.agnes), _place(pattern, incident.number)
    for method in ("TRACE", "CONNECT", "FOO", "PUT", "PATCH", "DELETE", "PROPFIND"):
        answer = client.generic(method, place, b"a=b")
        assert answer.status_code in (404, 405), (method, answer.status_code)
    options = client.options(place)
    assert options.status_code in (204, 405) and options.content == b""
    head = client.head(place)
    assert head.content == b"" and (head.status_code < 500 or place == "/health/ready")
    assert (Incident.objects.filter(pk=incident.pk).values().get(), incident.history.count()) == before


@pytest.mark.parametrize("end", [pytest.param(end, id=f"U12-{number}") for number, end in enumerate(CACHED)])
def test_a_page_is_not_kept_under_a_false_name(cast: Cast, end: str) -> None:
    incident = make_incident(cast, "Private words")
    agnes = signed_in(cast.agnes)
    for place in (
        f"/incidents/{incident.number}/{end}",
        f"/incidents/{incident.number}{end}",
        f"/queue/all/{end}",
    ):
        answer = agnes.get(place)
        assert answer.status_code in (301, 404), place
        assert "Private words" not in answer.content.decode()
        if answer.status_code == 404:
            assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))


def test_U12_no_page_of_somebody_is_kept_by_others(cast: Cast) -> None:
    incident = make_incident(cast)
    for name, places in {
        "agnes": (
            "/queue/all/",
            f"/incidents/{incident.number}/",
            "/reviews/",
            "/inbox/",
            "/me/",
            "/me/tokens/",
        ),
        "ruth": ("/help/", f"/help/{incident.number}/", "/inbox/"),
        "adam": ("/admin/", "/admin/accounts/user/"),
    }.items():
        for place in places:
            kept = signed_in(cast.people[name]).get(place).headers["Cache-Control"]
            assert "no-store" in kept and "private" in kept, place


def test_U14_a_link_of_another_person_is_of_no_use_to_change(cast: Cast) -> None:
    for token in ("x", "0" * 32, "0" * 32 + ":" + "x" * 43, "\u202e", "%00", "../", "x" * 5_000):
        for client in (Client(), signed_in(cast.ruth)):
            answer = client.get(f"/help/links/{token}/")
            assert answer.status_code in (404, 410), token[:20]
            assert client.post(f"/help/links/{token}/", {"reason": "x"}).status_code in (404, 410)
