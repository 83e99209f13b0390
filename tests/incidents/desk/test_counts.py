"""The queues of what needs somebody, and the figures beside their names, kept up to date without a reload."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.catalogue.models import HoldReason
from incidents.lifecycle.operations.moving import assign, hold
from incidents.lifecycle.operations.talking import comment
from incidents.majors.operations import propose_major
from incidents.records.choices import EntryKind
from incidents.records.operations.relating import add_task, mark_task
from tests.builders import NOON, held, make_incident, started, triaged


def _handed_over(cast):
    return assign(triaged(cast), assignee=cast.rafael, by=cast.actor("lena"), now=NOON)


def _answered(cast):
    incident = started(cast)
    comment(incident, EntryKind.PUBLIC, "Still broken", by=cast.actor("ruth"), now=NOON + timedelta(hours=1))
    return incident


def _with_a_task(cast):
    incident = make_incident(cast)
    add_task(incident, "Look at the relay", assignee=cast.rafael, by=cast.actor("agnes"), now=NOON)
    return incident


def _with_a_task_done(cast):
    incident = _with_a_task(cast)
    mark_task(incident.tasks.get(), done=True, by=cast.actor("rafael"), now=NOON)
    return incident


def _candidate(cast):
    return propose_major(make_incident(cast), reason="All sites", by=cast.actor("agnes"), now=NOON)


@pytest.mark.parametrize(
    ("make", "who", "waits"),
    [
        (_handed_over, "rafael", True),
        (_handed_over, "lena", False),
        (_answered, "rafael", True),
        (started, "rafael", False),
        (_with_a_task, "rafael", True),
        (_with_a_task_done, "rafael", False),
        (_candidate, "mia", True),
        (_candidate, "agnes", False),
    ],
)
def test_what_waits_for_somebody(desk, cast, make, who, waits):
    """UX-01."""
    incident = make(cast)
    answer = desk(who).get("/queue/turn/")
    assert (incident.number in answer.content.decode()) is waits
    assert answer.context["counts"]["turn"] == waits


# The calendar of the last policy works from Monday to Friday: a working day after Friday noon lies on Monday.
FRIDAY = NOON + timedelta(days=4)


@pytest.mark.parametrize(
    ("hours", "is_listed"),
    [(1, True), (68, True), (80, False)],
    ids=["within the day", "Monday morning", "Monday evening"],
)
def test_holds_that_end_within_a_working_day(desk, cast, monkeypatch, hours, is_listed):
    """UX-01."""
    incident = hold(
        started(cast, now=FRIDAY),
        reason=HoldReason.objects.get(slug="agreed_date"),
        until=FRIDAY + timedelta(hours=hours),
        by=cast.actor("rafael"),
        now=FRIDAY,
    )
    monkeypatch.setattr("accounts.clock.now", lambda: FRIDAY + timedelta(minutes=5))
    answer = desk("lena").get("/queue/holds/")
    assert (incident.number in answer.content.decode()) is is_listed
    assert answer.context["counts"]["holds"] == is_listed


def _told(page):
    return page.content.decode().split("/queue/counts/?told=")[1].split('"')[0]


def test_a_page_hears_of_what_changed_and_of_nothing_else(desk, cast):
    """UX-01: 204 while nothing changed; then the figures that did, and words only about what concerns the reader."""
    rafael = desk("rafael")
    told = _told(rafael.get("/queue/all/"))
    same = rafael.get(f"/queue/counts/?told={told}", htmx=True)
    assert (same.status_code, same.content) == (204, b"")
    _handed_over(cast)
    fresh = rafael.get(f"/queue/counts/?told={told}", htmx=True)
    text = fresh.content.decode()
    assert {name for name, _figure in fresh.context["figures"]} >= {"turn", "mine", "teams", "all"}
    assert 'data-figure="turn" hx-swap-oob="outerHTML:[data-figure=turn]">1<' in text
    assert "unassigned" not in dict(fresh.context["figures"])
    assert fresh.context["said"] == ["Waiting for me: 1", "My work: 1", "Breaching soon: 1"]
    assert rafael.get(f"/queue/counts/?told={_told(fresh)}", htmx=True).status_code == 204


@pytest.mark.parametrize("path", ["/queue/views/", "/inbox/"])
def test_a_page_is_told_of_what_it_shows_alone(desk, cast, path):
    """What has no place on the page would be an error in its console."""
    rafael = desk("rafael")
    page = rafael.get(path)
    _handed_over(cast)
    fresh = rafael.get(f"/queue/counts/?told={_told(page)}", htmx=True).content.decode()
    places = re.findall(r'data-figure="(\w+)"', fresh)
    assert "all" in places
    assert all(f'data-figure="{place}"' in page.content.decode() for place in places)
    assert 'id="queue-facts"' not in fresh


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("", 204),
        ("x" * 9_000, 204),
        ("turn-", 204),
        ("waiting--1", 204),
        ("waiting-9999999999", 204),
        ("t²-1", 204),
        ('"]-1', 204),
        ("\x00", 204),
        ("waiting-7.t99-1", 200),
    ],
)
def test_what_a_page_tells_may_be_nonsense(desk, cast, told, status):
    held(cast)
    answer = desk("rafael").client.get("/queue/counts/", {"told": told}, headers={"HX-Request": "true"})
    assert answer.status_code == status
    if status == 200:
        assert answer.context["figures"] == [("waiting", 1), ("t99", 0)]


def test_fresh_figures_cost_one_question_to_the_incidents(desk, cast):
    """Session, person, figures: the same for one incident and for twenty."""
    rafael = desk("rafael")
    told = _told(rafael.get("/queue/all/"))
    for _number in range(20):
        started(cast)
    with CaptureQueriesContext(connection) as caught:
        assert rafael.get(f"/queue/counts/?told={told}", htmx=True).status_code == 200
    assert len(caught) == 3, caught.captured_queries


def test_figures_alone_are_no_page(desk, cast):
    assert desk("rafael").get("/queue/counts/").status_code == 302
