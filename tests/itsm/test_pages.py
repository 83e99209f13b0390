"""The shells, the pages that refuse and the component sheet."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from tests.cast import Cast


def _render(template: str, cookie: str = "", **context: object) -> str:
    request = RequestFactory().get("/somewhere/")
    request.user = AnonymousUser()
    if cookie:
        request.COOKIES["theme"] = cookie
    return render_to_string(template, context, request)


def test_the_staff_shell_stands_without_any_figure() -> None:
    html = _render("staff.html")
    assert 'id="sidebar"' in html
    assert 'role="search"' in html
    assert "major-pill" not in html


def test_the_staff_shell_names_one_major_incident_and_counts_more() -> None:
    one = {"number": "INC-1", "title": "Single <sign-on>"}
    assert "Single &lt;sign-on&gt;" in _render("staff.html", nav={"majors": 1, "major": one})
    assert "2 major incidents" in _render("staff.html", nav={"majors": 2, "major": None})


def test_the_reader_chooses_the_theme_and_nothing_else() -> None:
    assert 'data-theme="dark"' in _render("portal.html", cookie="dark")
    assert "data-theme=" not in _render("portal.html", cookie='"><script>')
    assert "data-theme=" not in _render("portal.html")


def test_messages_are_toasts_with_a_tone() -> None:
    html = _render("portal.html", messages=[Message(25, "Saved."), Message(40, "Not <saved>.")])
    assert '<div class="toast" data-tone="green">' in html
    assert "<p>Not &lt;saved&gt;.</p>" in html


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "503"])
def test_a_page_that_refuses_says_what_next(code: str) -> None:
    html = _render(f"{code}.html")
    assert html.count("<h1") == 1
    assert 'class="btn btn-primary"' in html


def test_the_page_of_a_fault_needs_nothing() -> None:
    assert "That went wrong on our side" in render_to_string("500.html")


@pytest.mark.django_db
def test_an_address_without_a_page_says_no_more_than_that(client: Client) -> None:
    answer = client.get("/nowhere/<b>/")
    assert answer.status_code == 404
    assert "There is nothing for you at this address" in answer.content.decode()


def test_the_component_sheet_is_for_administrators(client: Client, cast: Cast) -> None:
    assert client.get("/_ui/").status_code == 404
    client.force_login(cast.ruth)
    assert client.get("/_ui/").status_code == 404
    client.force_login(cast.adam)
    answer = client.get("/_ui/")
    assert answer.status_code == 200
    assert answer.content.decode().count('class="spec"') == 16
