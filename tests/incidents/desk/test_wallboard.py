"""The wallboard: figures by priority, majors and deadlines, for a screen that nobody touches."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import clock
from incidents.majors.operations import declare_major
from tests.builders import NOON, held, make_incident, resolved, started


def _major(cast, title):
    return declare_major(
        started(cast, title=title),
        manager=cast.mia,
        impact_statement="All sites",
        communication_plan="Hourly",
        by=cast.actor("mia"),
        now=NOON,
    )


def test_it_counts_what_is_open_by_priority(desk, cast):
    """REP-20: every priority has its place, with what nobody has and what is past due."""
    make_incident(cast, impact="high", urgency="high", now=clock.now())
    started(cast)
    held(cast, now=clock.now())
    resolved(cast)
    levels = desk("rafael").get("/wallboard/").context["levels"]
    assert [(level.total, level.unassigned, level.late) for level in levels] == [
        (1, 1, 0),
        (0, 0, 0),
        (2, 0, 1),
        (0, 0, 0),
        (0, 0, 0),
    ]


def test_it_shows_majors_and_what_is_due_next(desk, cast):
    _major(cast, "Sign-in is down")
    later, sooner = (
        make_incident(cast, title=title, urgency=urgency) for title, urgency in (("A", "low"), ("B", "high"))
    )
    held(cast, title="Waits for an answer")
    answer = desk("agnes").get("/wallboard/")
    text = answer.content.decode()
    assert "Sign-in is down" in text and "Mia Example" in text
    shown = [row.number for row in answer.context["soonest"]]
    assert shown.index(sooner.number) < shown.index(later.number)
    assert "Waits for an answer" not in text


@pytest.mark.parametrize(
    ("cookie", "theme"), [("", "dark"), ("light", "light"), ("dark", "dark"), ("x", "dark")]
)
def test_it_is_dark_unless_somebody_chose(desk, cast, cookie, theme):
    agnes = desk("agnes")
    agnes.client.cookies["theme"] = cookie
    assert f'data-theme="{theme}"' in agnes.get("/wallboard/").content.decode()


def test_its_figures_come_alone_and_for_the_same_cost(desk, cast):
    """Session and person, deadlines, majors, clocks, figures."""
    agnes, taken = desk("agnes"), []
    for more in (1, 12):
        for number in range(more):
            _major(cast, f"Major {more}.{number}")
        with CaptureQueriesContext(connection) as caught:
            page = agnes.get("/wallboard/", htmx=True)
        taken.append(len(caught))
    assert "<html" not in page.content.decode() and len(page.context["majors"]) == 3
    assert taken[0] == taken[1] <= 6, caught.captured_queries
