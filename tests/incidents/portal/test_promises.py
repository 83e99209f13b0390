"""What a requester is promised: in plain words, without what teams and suppliers agreed."""

import re
from datetime import timedelta

import pytest

from accounts import clock
from tests.builders import held, make_incident, resolved, started

HIGH = {"impact": "high", "urgency": "high"}


def _page(as_person, incident, who="ruth"):
    answer = as_person(who).get(f"/help/{incident.number}/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("make", "minutes", "words", "absent"),
    [
        (make_incident, 1, ["We aim to answer by", "and to solve it by"], ["are late"]),
        (started, 10, ["We aim to solve it by"], ["to answer by"]),
        (make_incident, 25, ["We wanted to answer by", "are late. We aim to solve it by"], []),
        (make_incident, 300, ["We wanted to solve it by"], ["We aim"]),
        (held, 10, ["While we wait for your answer, the time for solving it stands still"], ["We aim"]),
        (resolved, 10, [], ["We aim", "work this out"]),
    ],
    ids=["new", "answered", "late answer", "late solution", "waits for them", "solved"],
)
def test_the_promise_is_said_plainly(cast, as_person, make, minutes, words, absent):
    incident = make(cast, now=clock.now() - timedelta(minutes=minutes), **HIGH)
    page = _page(as_person, incident)
    assert [word for word in words if word not in page] == []
    assert [word for word in absent if word in page] == []


def test_the_reckoning_has_no_inner_names(cast, as_person):
    page = _page(as_person, held(cast, now=clock.now() - timedelta(minutes=10), **HIGH))
    assert "How do we work this out?" in page and "Together" in page
    # Without the markup, whose random tokens may hold any letters.
    said = re.sub(r"<[^>]*>", " ", page)
    inner = ("OLA", "Supplier", "Office hours", "Around the clock", "Critical incidents", "P1", "breach")
    assert [word for word in inner if word in said] == []


def test_others_are_told_whose_answer_it_waits_for(cast, as_person):
    page = _page(as_person, held(cast, now=clock.now() - timedelta(minutes=10), **HIGH), "vera")
    assert f"While we wait for an answer of {cast.ruth.display_name}" in page
