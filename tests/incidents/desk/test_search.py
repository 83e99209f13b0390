"""Search on the desk: words wherever they stand, fields, rank, marks, and nothing that one may not see (UX-03)."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DEFAULT_DB_ALIAS

from incidents.desk.search.marking import Sought, marked, passage
from incidents.desk.search.syntax import Phrase, Term, read_question, with_term
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.records.models import Incident
from incidents.records.operations.attaching import attach
from tests.builders import NOON, make_incident, resolved, started

FIELDS = ("state", "team")


@pytest.mark.parametrize(
    ("line", "phrases", "terms", "unknown"),
    [
        ("vpn drops", [Phrase("vpn"), Phrase("drops")], [], []),
        ('"vpn drops" now', [Phrase("vpn drops", is_exact=True), Phrase("now")], [], []),
        ('-slow -"too slow"', [Phrase("slow", False, True), Phrase("too slow", True, True)], [], []),
        ("state:open,new x", [Phrase("x")], [Term("state", ("open", "new"))], []),
        (
            'team:"Service Desk" -STATE:closed',
            [],
            [Term("team", ("Service Desk",)), Term("state", ("closed",), True)],
            [],
        ),
        ("colour:red", [Phrase("colour red")], [], ["colour"]),
        ("https://x.example/a", [Phrase("https //x.example/a")], [], []),
        ('"never closed', [Phrase("never closed", is_exact=True)], [], []),
        ('- : team: ""', [Phrase("-"), Phrase(":"), Phrase("team:"), Phrase("", is_exact=True)], [], []),
    ],
)
def test_ux_03_a_line_is_read(line: str, phrases: Any, terms: Any, unknown: Any) -> None:
    question = read_question(line, FIELDS)
    assert (list(question.phrases), list(question.terms), list(question.unknown)) == (phrases, terms, unknown)


@pytest.mark.parametrize(
    ("line", "name", "value", "then"),
    [
        ("vpn", "state", "open", "vpn state:open"),
        ("vpn state:open", "state", "open", "vpn"),
        ("state:open vpn", "state", "done", "vpn state:done"),
        ('"a b" vpn', "team", "Service Desk", '"a b" vpn team:"Service Desk"'),
    ],
)
def test_a_facet_changes_the_line(line: str, name: str, value: str, then: str) -> None:
    assert with_term(line, name, value) == then
    assert with_term(then, name, value) in (line, line.replace(f"{name}:open ", ""))


def test_what_was_found_is_marked_and_escaped() -> None:
    sought = Sought(frozenset({"cafe"}), ("drop",))
    assert (
        marked("<b>Café</b> dropped", sought) == "&lt;b&gt;<mark>Café</mark>&lt;/b&gt; <mark>dropped</mark>"
    )
    words = passage("x " * 200 + "the line drops & " + "y " * 200, sought)
    assert words.startswith("… x ") and words.endswith("y …")
    assert "<mark>drops</mark> &amp; y" in words and len(words) < 260


@pytest.fixture
def corpus(cast: Any, settings: Any, tmp_path: Any) -> dict[str, Incident]:
    settings.MEDIA_ROOT = tmp_path
    rows = {
        "title": make_incident(cast, "VPN drops every minute", description="From home"),
        "text": make_incident(cast, "Cannot work from home", description="The VPN is slow, say the students"),
        "said": started(cast),
        "file": make_incident(cast, "See the picture"),
        "done": resolved(cast),
    }
    comment(
        rows["said"],
        EntryKind.WORK_NOTE,
        "Gateway dropped the vpn rule 40",
        by=cast.actor("rafael"),
        now=NOON,
    )
    attach(
        rows["file"],
        SimpleUploadedFile("vpn-trace.txt", b"x", "text/plain"),
        by=cast.actor("agnes"),
        now=NOON,
    )
    return rows


def searched(desk: Any, name: str, query: dict[str, str]) -> Any:
    return desk(name).get(f"/search/?{urlencode(query)}")


def numbers(page: str, rows: dict[str, Incident]) -> list[str]:
    places = {name: page.find(f"{row.number} ·") for name, row in rows.items()}
    return [name for name, place in sorted(places.items(), key=lambda pair: pair[1]) if place >= 0]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("vpn", {"title", "text", "said", "file"}),
        ("VPN drop", {"title", "said"}),
        ('"vpn drops"', {"title"}),
        ('"vpn drop"', set()),
        ("vpn -drops", {"text", "said", "file"}),
        ("home slow", {"text"}),
        ("minute home", {"title"}),
        ("gateway", {"said"}),
        ("trace", {"file"}),
        ("vpn has:file", {"file"}),
        ("vpn state:in_progress", {"said"}),
        ("vpn -state:in_progress", {"title", "text", "file"}),
        ("state:done", {"done"}),
        ("vpn is:open assignee:none", {"title", "text", "file"}),
        ("assignee:me", {"said", "done"}),
        ("requester:ruth vpn priority:p1,p2", set()),
        ("vpn since:2020-01-01", {"title", "text", "said", "file"}),
        ("vpn before:2020-01-01", set()),
        ("vpn team:network", {"said"}),
    ],
)
def test_ux_03_words_and_fields(desk: Any, corpus: Any, line: str, found: set[str]) -> None:
    page = searched(desk, "rafael", {"q": line}).content.decode()
    assert set(numbers(page, corpus)) == found


def test_titles_stand_above_what_was_said(desk: Any, corpus: Any) -> None:
    page = desk("rafael").get("/search/?q=vpn").content.decode()
    assert numbers(page, corpus)[:2] == ["title", "text"]
    assert "<mark>VPN</mark> drops every minute" in page
    assert "Gateway dropped the <mark>vpn</mark> rule 40" in page
    assert "File: <mark>vpn</mark>-trace.txt" in page
    assert "4 incidents" in page


def test_a_number_leads_to_its_incident(desk: Any, corpus: Any) -> None:
    answer = searched(desk, "rafael", {"q": corpus["title"].number.lower()})
    assert (answer.status_code, answer.headers["Location"]) == (302, corpus["title"].get_absolute_url())
    assert desk("rafael").get("/search/?q=INC-999999").status_code == 200


def test_what_is_not_understood_is_said_and_the_rest_is_found(desk: Any, corpus: Any) -> None:
    line = "vpn team:nosuch state:broken since:someday colour:red assignee:nobody-here"
    page = searched(desk, "rafael", {"q": line}).content.decode()
    for words in (
        "team:nosuch",
        "state:broken",
        "since:someday",
        "assignee:nobody-here",
        "no field “colour”",
    ):
        assert words in page, words
    assert "in_progress" in page, "the values that there are"


@pytest.mark.parametrize(
    "line",
    [
        "'",
        '"',
        "\\",
        "%",
        "' OR 1=1--",
        "&",
        "<->",
        ":*",
        "((",
        "*",
        "-",
        ":",
        'team:""',
        "since:99999w",
        "since:0000-00-00",
        "before:9999-12-31",
        "priority:",
        "state:,",
        "a" * 500,
        "\x00",
        "team:\x00",
        "is:",
        "😀",
    ],
)
def test_nothing_typed_breaks_it(desk: Any, corpus: Any, line: str) -> None:
    assert searched(desk, "rafael", {"q": line, "from": line}).status_code == 200


def test_the_index_follows_what_changes(desk: Any, cast: Any, corpus: Any) -> None:
    change_details(corpus["title"], {"title": "Tunnel"}, by=cast.actor("agnes"), now=NOON)
    corpus["file"].attachments.all()._raw_delete(using=DEFAULT_DB_ALIAS)
    page = desk("rafael").get("/search/?q=vpn").content.decode()
    assert set(numbers(page, corpus)) == {"text", "said"}


def test_requesters_do_not_search_here(desk: Any, corpus: Any) -> None:
    assert desk("ruth").get("/search/?q=vpn").status_code in (302, 403, 404)


def test_facets_narrow_and_widen(desk: Any, corpus: Any) -> None:
    page = desk("rafael").get("/search/?q=vpn").content.decode()
    assert "/search/?q=vpn+state%3Aopen" in page
    narrowed = desk("rafael").get("/search/?q=vpn+state:open").content.decode()
    assert '<a href="/search/?q=vpn" aria-current="true">' in narrowed


def test_it_pages(desk: Any, cast: Any) -> None:
    for number in range(30):
        make_incident(cast, f"Printer {number} jams")
    rafael = desk("rafael")
    first = rafael.get("/search/?q=printer").content.decode()
    assert first.count(" jams</a>") == 25 and "from=25" in first
    second = rafael.get("/search/?q=printer&from=25").content.decode()
    assert second.count(" jams</a>") == 5 and "from=50" not in second


def test_it_asks_as_much_for_many_as_for_few(
    desk: Any, cast: Any, corpus: Any, django_assert_max_num_queries: Any
) -> None:
    rafael = desk("rafael")
    rafael.get("/search/?q=vpn")
    with django_assert_max_num_queries(6):
        rafael.get("/search/?q=vpn", htmx=True)
    for number in range(20):
        make_incident(cast, f"VPN {number}")
    with django_assert_max_num_queries(6):
        rafael.get("/search/?q=vpn", htmx=True)
