"""The queue: filters, orders, paging and search as the address says them, with everything strange in it."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from incidents.records.models import Incident
from tests.builders import IN_STATE, NOON, held, make_incident, resolved, started, triaged


def _numbers(answer):
    rows = (row for group in answer.context["groups"] for row in group.rows)
    return [row.number for row in rows]


@pytest.fixture
def ask(desk):
    """Ask for a view as somebody."""

    def asked(view="all", who="rafael", *, htmx=False, **query):
        return desk(who).get(f"/queue/{view}/?{urlencode(query, doseq=True)}", htmx=htmx)

    return asked


@pytest.fixture
def all_states(cast):
    """One incident in each state."""
    return {state: make(cast, title=f"Thing {state}") for state, make in IN_STATE.items()}


@pytest.mark.parametrize(
    ("view", "states"),
    [
        ("mine", {"in_progress", "on_hold"}),
        ("teams", {"assigned", "in_progress", "on_hold"}),
        ("unassigned", {"new", "assigned"}),
        ("waiting", {"on_hold"}),
        ("majors", set()),
        ("resolved", {"resolved"}),
        ("all", {"new", "assigned", "in_progress", "on_hold"}),
    ],
)
def test_each_view_keeps_what_it_says(ask, all_states, view, states):
    assert set(_numbers(ask(view))) == {all_states[state].number for state in states}


@pytest.mark.parametrize(
    ("query", "states"),
    [
        ({"state": "closed"}, {"closed"}),
        ({"state": ["new", "resolved"]}, {"new", "resolved"}),
        ({"team": "network"}, {"assigned", "in_progress", "on_hold"}),
        ({"team": "applications"}, set()),
        ({"service": "vpn", "state": "assigned"}, {"assigned"}),
        ({"assignee": "none"}, {"new", "assigned"}),
        ({"assignee": "me"}, {"in_progress", "on_hold"}),
        ({"assignee": "RAFAEL"}, {"in_progress", "on_hold"}),
        ({"priority": "3", "assignee": "me"}, {"in_progress", "on_hold"}),
        ({"priority": ["1", "2"]}, set()),
        ({"q": "thing"}, {"new", "assigned", "in_progress", "on_hold", "resolved", "closed", "cancelled"}),
        ({"q": "thing cancelled"}, {"cancelled"}),
    ],
    ids=lambda value: str(sorted(value)),
)
def test_each_filter_narrows(ask, all_states, query, states):
    answer = ask(**query)
    assert set(_numbers(answer)) == {all_states[state].number for state in states}
    assert len(answer.context["asked"].chips) == len(query)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"state": "asleep"}, "State"),
        ({"priority": "9"}, "Priority"),
        ({"priority": "9" * 5000}, "Priority"),
        ({"priority": "\x00"}, "Priority"),
        ({"team": "nope"}, "Team"),
        ({"service": "nope"}, "Service"),
        ({"assignee": "nobody-here"}, "Assignee"),
        ({"assignee": "\x00"}, "Assignee"),
        ({"q": "x" * 201}, "Text"),
        ({"q": "\x00"}, "Text"),
        ({"sla": "fine"}, "Service level"),
        ({"sort": "password"}, "Sort"),
        ({"requester__password__startswith": "p"}, "requester__password__startswith"),
        ({"_connector": "OR"}, "_connector"),
        ({"after": "bad"}, "page of the list"),
        ({"after": "x" * 5000}, "page of the list"),
        ({"after": "WyJuIiwxXQ"}, "page of the list"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_used_is_named_and_left_out(ask, all_states, query, word):
    answer = ask(**query)
    assert answer.status_code == 200
    assert any(word in problem for problem in answer.context["asked"].problems)
    assert len(_numbers(answer)) == 4


@pytest.mark.parametrize(
    "signs", ["'", '"', "%", "_", ";--", "' OR 1=1--", "& | ! <-> :*", "(a+)+$", "[z-a]", "\\", "*"]
)
def test_signs_in_the_search_are_text(ask, all_states, signs):
    """S01, S04, S05."""
    assert ask(q=signs).status_code == 200
    if not any(sign.isalnum() for sign in signs):
        assert len(_numbers(ask(q=f"thing {signs} new"))) == 1


@pytest.mark.parametrize("text", ["\U0001f525", "日本語", "الشبكة", "Straße", "e\u0301"])
def test_every_script_is_searched(ask, cast, text):
    """S17."""
    make_incident(cast, title=f"Ausfall {text} heute")
    assert ask(q=text).status_code == 200


def test_an_unknown_view_is_not_found(desk, cast):
    assert desk("rafael").get("/queue/nope/").status_code == 404


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("due", [1, 2, 0]),
        ("priority", [1, 2, 0]),
        ("oldest", [0, 1, 2]),
        ("newest", [2, 1, 0]),
        ("updated", [2, 1, 0]),
    ],
)
def test_each_order(ask, cast, sort, expected):
    levels = ("low", "high", "medium")
    made = [
        make_incident(cast, impact=level, urgency=level, now=NOON + timedelta(minutes=number))
        for number, level in enumerate(levels)
    ]
    assert _numbers(ask(sort=sort)) == [made[number].number for number in expected]


@pytest.mark.parametrize("sort", ["due", "priority", "oldest", "newest", "updated"])
def test_paging_neither_repeats_nor_skips_while_others_log(ask, cast, sort):
    made = [make_incident(cast, now=NOON + timedelta(minutes=number)) for number in range(60)]
    first = ask(sort=sort)
    assert len(_numbers(first)) == 50 and "Next 50" in first.content.decode()
    make_incident(cast, now=NOON - timedelta(days=1))
    make_incident(cast, now=NOON + timedelta(days=1))
    query = dict(part.split("=") for part in first.context["next"][1:].split("&"))
    rest = _numbers(ask(**query))
    seen = _numbers(first) + rest
    assert len(seen) == len(set(seen))
    assert {incident.number for incident in made} <= set(seen)


@pytest.fixture
def three_pages(cast):
    """More than two pages of incidents, a minute apart."""
    return [make_incident(cast, now=NOON + timedelta(minutes=number)) for number in range(102)]


@pytest.mark.parametrize("sort", ["due", "priority", "newest"])
def test_there_is_a_way_back(ask, desk, three_pages, sort):
    rafael, pages = desk("rafael"), [ask(sort=sort, q="e-mail", assignee="none")]
    assert pages[0].context["previous"] == "" and "Previous 50" not in pages[0].content.decode()
    for _page in range(2):
        pages.append(rafael.get(f"/queue/all/{pages[-1].context['next']}"))
    assert pages[-1].context["next"] == "" and 'rel="prev"' in pages[-1].content.decode()
    back = pages[-1]
    for page in (pages[1], pages[0]):
        back = rafael.get(f"/queue/all/{back.context['previous']}")
        assert _numbers(back) == _numbers(page)
        assert "q=e-mail" in back.context["next"] and "assignee=none" in back.context["next"]
    assert back.context["previous"] == ""


def test_a_page_belongs_to_its_order(ask, three_pages):
    cursor = ask(sort="newest").context["next"].rsplit("=", 1)[1]
    answer = ask(sort="updated", after=cursor)
    assert "page of the list" in answer.context["asked"].problems[0]
    assert _numbers(answer) == _numbers(ask(sort="updated"))


def test_htmx_gets_the_rows_alone(ask, all_states):
    page = ask(htmx=True).content.decode()
    assert 'id="rows"' in page and "<html" not in page


def test_the_counts_are_true(ask, cast):
    make_incident(cast)
    triaged(cast)
    started(cast)
    held(cast)
    resolved(cast)
    counts = ask().context["counts"]
    wanted = {"all": 4, "mine": 2, "teams": 3, "unassigned": 2, "waiting": 1}
    assert {name: counts[name] for name in wanted} == wanted


def test_script_in_a_title_is_text(ask, cast):
    """W08."""
    make_incident(cast, title="<script>alert(1)</script>")
    page = ask().content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_posting_is_not_offered(desk, cast):
    """U08."""
    assert desk("rafael").client.head("/queue/all/").status_code == 200
    assert Incident.objects.count() == 0
