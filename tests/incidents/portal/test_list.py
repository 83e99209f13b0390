"""The requester's list: whose incidents, which of them, in which order."""

import re

import pytest
from django.urls import reverse

from accounts.history import save_as
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, State
from incidents.records.models import Affected
from incidents.records.operations.relating import watch
from tests.builders import IN_STATE, NOON, cancelled, held, make_incident, resolved, started

HOME = "/help/"


def titles(client, **query):
    page = client.get(reverse("portal"), {"show": "all", **query}).content.decode()
    return re.findall(r"<a href=\"/help/INC-\d+/\"><bdi>(.*?)</bdi>", page)


def test_strangers_are_led_to_the_sign_in(client, db):
    assert client.get(HOME).headers["Location"].startswith(reverse("account_login"))


def test_it_only_shows(as_person):
    assert as_person("ruth").post(HOME).status_code == 405


def test_requesters_see_their_own_and_what_is_shared_with_them(cast, as_person):
    make_incident(cast, "Of Ruth")
    make_incident(cast, "Of Oskar", requester=cast.oskar)
    watched = make_incident(cast, "Watched by Ruth", requester=cast.stefan)
    watch(watched, cast.ruth, by=cast.actor("agnes"), now=NOON)
    suffered = make_incident(cast, "Ruth suffers too", requester=cast.stefan)
    save_as(Affected(incident=suffered, user=cast.ruth), by=cast.actor("agnes"))
    assert titles(as_person("ruth")) == ["Ruth suffers too", "Watched by Ruth", "Of Ruth"]
    assert titles(as_person("oskar")) == ["Of Oskar"]
    assert titles(as_person("vera")) == []


def test_the_organisation_by_right_only(cast, as_person):
    make_incident(cast, "Of Ruth in the north")
    make_incident(cast, "Of Stefan in the south", requester=cast.stefan)
    assert titles(as_person("vera"), of="organisation") == ["Of Ruth in the north"]
    assert titles(as_person("oskar"), of="organisation") == []
    assert "Organisation" in as_person("vera").get(HOME).content.decode()
    assert "of=organisation" not in as_person("oskar").get(HOME).content.decode()


def test_staff_see_their_own_reports_only(cast, as_person):
    make_incident(cast, "Logged for Ruth")
    make_incident(cast, "Of Agnes herself", requester=cast.agnes)
    assert titles(as_person("agnes")) == ["Of Agnes herself"]


def test_open_closed_all(cast, as_person):
    for state, build in IN_STATE.items():
        build(cast, title=f"It is {state}")
    ruth = as_person("ruth")
    finished = {f"It is {state}" for state in (State.CLOSED, State.CANCELLED)}
    assert set(titles(ruth, show="closed")) == finished
    assert set(titles(ruth, show="open")) == {f"It is {state}" for state in State} - finished
    assert len(titles(ruth, show="all")) == len(State)
    assert len(titles(ruth, show="nonsense")) == len(State) - 2


@pytest.mark.parametrize(
    ("build", "words"),
    [(held, "Your answer needed"), (resolved, "Confirm the fix"), (started, "Being worked on")],
)
def test_a_row_says_whose_turn_it_is(cast, as_person, build, words):
    build(cast)
    assert words in as_person("ruth").get(HOME).content.decode()


def test_search_finds_words_and_numbers_of_visible_incidents(cast, as_person):
    mine = make_incident(cast, "Projector shows nothing")
    other = make_incident(cast, "Projector of Oskar", requester=cast.oskar)
    ruth = as_person("ruth")
    assert titles(ruth, q="projector") == ["Projector shows nothing"]
    assert titles(ruth, q=mine.number) == ["Projector shows nothing"]
    assert titles(ruth, q=other.number) == []
    assert titles(ruth, q="oskar") == []


def test_search_does_not_know_work_notes(cast, as_person):
    incident = make_incident(cast, "Printer")
    comment(incident, EntryKind.WORK_NOTE, "canaryword", by=cast.actor("agnes"), now=NOON)
    page = as_person("ruth").get(HOME, {"q": "canaryword", "show": "all"}).content.decode()
    assert "Nothing has all these words" in page
    assert page.count("canaryword") == page.count('value="canaryword"') + page.count("q=canaryword")


@pytest.mark.parametrize(
    "words",
    [
        "\0",
        "a\0b",
        "'",
        '"',
        "*",
        "()",
        "OR",
        "NEAR(",
        "\\",
        "x" * 5_000,
        "%",
        "<script>",
        "\u202e",
        "😀",
        "-",
        "a:*",
    ],
)
def test_hostile_searches_find_nothing_and_break_nothing(cast, as_person, words):
    make_incident(cast, "E-mail arrives late")
    answer = as_person("ruth").get(HOME, {"q": words, "show": "all"})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().replace("<script type", "").replace("<script src", "")


@pytest.mark.parametrize("cursor", ["x", "%00", "W10", "eyJhIjoxfQ", "\ud7ff", "A" * 5_000])
def test_a_made_up_cursor_shows_the_first_page(cast, as_person, cursor):
    make_incident(cast, "E-mail arrives late")
    assert titles(as_person("ruth"), after=cursor) == ["E-mail arrives late"]


def test_more_goes_on_without_repeating_or_skipping(cast, as_person):
    for number in range(45):
        make_incident(cast, f"Number {number:02}")
    ruth, address, seen = as_person("ruth"), HOME, []
    for _page in range(3):
        page = ruth.get(address).content.decode()
        seen += re.findall(r"<bdi>Number (\d\d)</bdi>", page)
        more = re.search(r'class="more"><a class="[^"]*" href="([^"]+)"', page)
        address = HOME + more.group(1).replace("&amp;", "&") if more else ""
        if len(seen) == 20:
            make_incident(cast, "Number 99")
    assert address == ""
    assert seen == [f"{number:02}" for number in range(44, -1, -1)]


def test_htmx_gets_the_rows_alone(cast, as_person):
    make_incident(cast, "E-mail arrives late")
    page = as_person("ruth").get(HOME, headers={"HX-Request": "true"}).content.decode()
    assert "E-mail arrives late" in page
    assert "<html" not in page


@pytest.mark.parametrize("person", ["ruth", "vera", "agnes"])
@pytest.mark.parametrize("rows", [5, 50])
def test_the_list_takes_six_queries_however_long_it_is(
    cast, as_person, rows, person, django_assert_max_num_queries
):
    builds = (make_incident, started, held, resolved, cancelled)
    for number in range(rows):
        builds[number % 5](cast, title=f"Number {number}", requester=cast.people[person])
    client = as_person(person)
    with django_assert_max_num_queries(6):
        page = client.get(HOME, {"show": "all", "q": "number", "of": "organisation"}).content.decode()
    assert page.count("<bdi>Number") == min(rows, 20)
