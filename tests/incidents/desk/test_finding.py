"""The palette finds what the person may see, the number first, in few statements however many rows there are."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import pace
from tests.builders import macro, make_incident, resolved, started


@pytest.fixture
def found(desk):
    """Ask as somebody; returns the addresses in their order, and the answer."""

    def ask(who, asked, about=""):
        answer = desk(who).get(f"/find/?q={asked}&about={about}", htmx=True)
        return re.findall(r'data-href="([^"]*)"', answer.content.decode()), answer

    return ask


def test_a_number_comes_first_and_open_ones_before_ended_ones(cast, found):
    done = resolved(cast, title="Printer smokes")
    one = make_incident(cast, title="Printer hums")
    other = make_incident(cast, title=f"Same as {done.number}")
    digits = done.number.rpartition("-")[2]
    for asked in (digits, done.number, done.number.lower()):
        assert found("agnes", asked)[0][0] == done.get_absolute_url()
    assert found("agnes", done.number)[0] == [done.get_absolute_url(), other.get_absolute_url()]
    assert found("agnes", "print")[0] == [one.get_absolute_url(), done.get_absolute_url()]


def test_services_people_and_macros(cast, found):
    incident = started(cast, title="Nothing of the kind")
    macro("vpn-macro", note="x")
    assert found("agnes", "vpn")[0] == ["/queue/all/?service=vpn"]
    assert found("agnes", "vpn", incident.number)[0] == [
        f"{incident.get_absolute_url()}macros/vpn-macro/",
        "/queue/all/?service=vpn",
    ]
    assert found("agnes", "nadia")[0] == ["/queue/all/?assignee=nadia"]
    assert found("agnes", "ruth")[0] == ["/incidents/new/?requester=ruth"]


@pytest.mark.parametrize(
    "asked", ["", "x", "%00", "%3Eprinter", "%F0%9F%92%A5%F0%9F%92%A5", "'+OR+1--", "9" * 150]
)
def test_what_means_nothing_finds_nothing(cast, found, asked):
    make_incident(cast, title="Printer hums")
    addresses, answer = found("agnes", asked)
    assert (answer.status_code, addresses) == (200, [])


def test_titles_are_text_and_strangers_are_sent_away(cast, found, desk):
    make_incident(cast, title='Printer <b>"x"</b>')
    assert "&lt;b&gt;" in found("agnes", "printer")[1].content.decode()
    assert found("ruth", "printer")[1].status_code == 302
    answer = desk("agnes").get("/find/?q=printer%26view")
    assert (answer.status_code, answer["Location"]) == (302, "/queue/?q=printer%26view")


def test_many_rows_cost_no_more_statements(cast, found):
    taken = []
    for more in (1, 25):
        for _number in range(more):
            incident = make_incident(cast, title="Example")
        with CaptureQueriesContext(connection) as caught:
            addresses, _answer = found("agnes", "example", incident.number)
        taken.append(len([row for row in caught if not row["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert len(addresses) == 12
    # The session is made anew each time, which is not the palette's.
    assert taken[0] == taken[1]


@pytest.mark.parametrize("page", ["/find/", "texts/", "macros/", "mentions/"])
def test_too_many_questions_have_to_wait(cast, desk, monkeypatch, page):
    monkeypatch.setattr(pace, "PER_MINUTE", 2)
    agnes = desk("agnes")
    path = page if page.startswith("/") else f"{make_incident(cast).get_absolute_url()}{page}"
    assert [agnes.get(f"{path}?q=printer", htmx=True).status_code for _time in range(3)] == [200, 200, 429]
