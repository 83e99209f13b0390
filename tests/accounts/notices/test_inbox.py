"""The inbox: whose notices, in which order, how they are read, and what it costs."""

import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.history import save_as
from accounts.notices.models import Event, Notice
from accounts.notices.operations import Happening, Letter, announce, mark_read
from accounts.notices.queries import Place, inbox_page
from accounts.notices.sentences import Sentence, add_sentences
from incidents.lifecycle.sentences import SENTENCES
from tests.builders import NOON, closed, held, triaged
from tests.cast import Cast

INBOX = "/inbox/"
BUDGET = 6


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, name))
    return client


def tell(cast: Cast, name: str, count: int = 1, *, by: str = "rafael", **changes: str) -> list[Notice]:
    """Tell somebody of something, so many times; the newest comes last."""
    told = []
    for number in range(count):
        words = {"subject": f"[INC-{number}] P3 Received: Mail {number}", "body": "Hello.", **changes}
        letter = Letter(recipient=getattr(cast, name), reason="You follow it", path="/help/INC-1/", **words)
        facts = {"title": f"Mail {number}"}
        happening = Happening("incident.resolved", f"INC-{number}", facts)
        event = announce(happening, [letter], by=cast.actor(by), now=NOON)
        told.append(Notice.objects.get(event=event))
    return told


def shown(client: Client, address: str = INBOX) -> list[int]:
    """Return the notices on a page, in its order."""
    page = client.get(address).content.decode()
    return [int(pk) for pk in re.findall(r'href="/inbox/(\d+)/open/"', page)]


def test_strangers_sign_in_first(db: None) -> None:
    for answer in (
        Client().get(INBOX),
        Client().get("/inbox/1/open/"),
        Client().post("/inbox/read/", {"up_to": 1}),
    ):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(("name", "base"), [("rafael", "staff.html"), ("ruth", "portal.html")])
def test_everybody_sees_it_in_their_own_frame(cast: Cast, name: str, base: str) -> None:
    answer = signed_in(cast, name).get(INBOX)
    assert answer.status_code == 200
    assert base in [template.name for template in answer.templates]
    assert "Nothing yet" in answer.content.decode()


def test_a_line_says_who_did_what_where(cast: Cast) -> None:
    incident = triaged(cast)
    page = signed_in(cast, "rafael").get(INBOX).content.decode()
    assert "<b>Agnes Example</b> assigned it" in page
    assert f"<bdi>{incident.number}, E-mail arrives late</bdi> · You are in the team" in page


def test_a_requester_reads_the_question_that_waits(cast: Cast) -> None:
    held(cast)
    page = signed_in(cast, "ruth").get(INBOX).content.decode()
    assert "<b>Rafael Example</b> waits for an answer" in page
    assert "Which building?" in page


def test_only_the_own_notices_are_there(cast: Cast) -> None:
    [ruths] = tell(cast, "ruth")
    [oskars] = tell(cast, "oskar")
    client = signed_in(cast, "ruth")
    assert shown(client) == [ruths.pk]
    assert client.get(f"/inbox/{oskars.pk}/open/").status_code == 404
    assert client.post("/inbox/read/", {"notice": oskars.pk}).status_code == 404
    client.post("/inbox/read/", {"up_to": oskars.pk + 10})
    oskars.refresh_from_db()
    assert oskars.read_at is None


def test_unread_comes_first_and_newest_first(cast: Cast) -> None:
    first, second, third, fourth = tell(cast, "ruth", 4)
    mark_read(cast.ruth, [second.pk, fourth.pk], now=NOON)
    client = signed_in(cast, "ruth")
    assert shown(client) == [third.pk, first.pk, fourth.pk, second.pk]
    assert shown(client, "/inbox/?show=unread") == [third.pk, first.pk]


@pytest.mark.parametrize("method", ["get", "post"])
def test_opening_marks_as_read_and_leads_on(cast: Cast, method: str) -> None:
    [notice] = tell(cast, "ruth")
    client = signed_in(cast, "ruth")
    answer = getattr(client, method)(f"/inbox/{notice.pk}/open/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/help/INC-1/")
    notice.refresh_from_db()
    read_at = notice.read_at
    assert read_at is not None
    getattr(client, method)(f"/inbox/{notice.pk}/open/")
    notice.refresh_from_db()
    assert notice.read_at == read_at


def test_one_notice_is_marked_as_read_in_place(cast: Cast) -> None:
    [notice] = tell(cast, "ruth")
    client = signed_in(cast, "ruth")
    answer = client.post("/inbox/read/", {"notice": notice.pk}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.startswith("<li")
    assert "is-unread" not in page
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_one_notice_is_marked_as_read_without_javascript(cast: Cast) -> None:
    [notice] = tell(cast, "ruth")
    answer = signed_in(cast, "ruth").post("/inbox/read/", {"notice": notice.pk})
    assert (answer.status_code, answer.headers["Location"]) == (302, INBOX)


def test_marking_all_leaves_what_arrived_after_the_page_was_drawn(cast: Cast) -> None:
    seen = tell(cast, "ruth", 3)
    client = signed_in(cast, "ruth")
    found = re.search(r'name="up_to" value="(\d+)"', client.get(INBOX).content.decode())
    assert found is not None
    [late] = tell(cast, "ruth")
    answer = client.post("/inbox/read/", {"up_to": found[1]}, follow=True)
    assert "3 notices marked as read." in answer.content.decode()
    assert list(Notice.objects.unread()) == [late]
    assert {notice.pk for notice in seen} == set(
        Notice.objects.exclude(read_at=None).values_list("pk", flat=True)
    )


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"notice": "", "up_to": ""},
        {"notice": "x"},
        {"notice": "-1"},
        {"notice": "9" * 30},
        {"up_to": "1.5"},
        {"up_to": "\x00"},
        {"notice": "1; DROP TABLE"},
    ],
)
def test_nonsense_is_refused(cast: Cast, words: dict[str, str]) -> None:
    [notice] = tell(cast, "ruth")
    assert signed_in(cast, "ruth").post("/inbox/read/", words).status_code == 400
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize(
    "after", ["", "x", "n", "n-1", "r" + "9" * 40, "n1\x00", "n１", "r999999999999999999"]
)
@pytest.mark.parametrize("show", ["unread", "all", "\x00"])
def test_a_strange_place_is_no_fault(cast: Cast, after: str, show: str) -> None:
    tell(cast, "ruth")
    assert signed_in(cast, "ruth").get(INBOX, {"after": after, "show": show}).status_code == 200


@pytest.mark.parametrize("pk", ["0", "9" * 30])
def test_a_strange_number_is_not_found(cast: Cast, pk: str) -> None:
    assert signed_in(cast, "ruth").get(f"/inbox/{pk}/open/").status_code == 404


def test_other_methods_are_refused(cast: Cast) -> None:
    client = signed_in(cast, "ruth")
    assert client.post(INBOX).status_code == 405
    assert client.get("/inbox/read/").status_code == 405
    assert client.delete("/inbox/1/open/").status_code == 405
    assert client.head("/inbox/1/open/").status_code == 405


def test_all_pages_together_show_everything_once(cast: Cast) -> None:
    notices = tell(cast, "ruth", 75)
    mark_read(cast.ruth, [notice.pk for notice in notices[::2]], now=NOON)
    client, address, seen, pages = signed_in(cast, "ruth"), INBOX, [], 0
    while address:
        page = client.get(address).content.decode()
        seen += [int(pk) for pk in re.findall(r'href="/inbox/(\d+)/open/"', page)]
        more = re.search(r'hx-get="(/inbox/\?[^"]*)"', page)
        address, pages = (more[1].replace("&amp;", "&") if more else ""), pages + 1
    assert pages == 3
    unread, read = notices[1::2], notices[::2]
    assert seen == [notice.pk for notice in (*reversed(unread), *reversed(read))]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
@pytest.mark.parametrize("only_unread", [True, False])
def test_any_page_size_shows_everything_once(cast: Cast, size: int, only_unread: bool) -> None:
    notices = tell(cast, "ruth", 7)
    mark_read(cast.ruth, [notice.pk for notice in notices[:3]], now=NOON)
    seen: list[int] = []
    place: Place | None = None
    while True:
        page, place = inbox_page(cast.ruth, only_unread=only_unread, after=place, size=size)
        assert len(page) <= size
        seen += [notice.pk for notice in page]
        if place is None:
            break
        assert Place.parse(str(place)) == place
    wanted = [*reversed(notices[3:]), *([] if only_unread else reversed(notices[:3]))]
    assert seen == [notice.pk for notice in wanted]


def test_more_answers_with_the_lines_alone(cast: Cast) -> None:
    notices = tell(cast, "ruth", 31)
    client = signed_in(cast, "ruth")
    page = client.get(f"/inbox/?after=n{notices[1].pk}", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert f"/inbox/{notices[0].pk}/open/" in page


@pytest.mark.parametrize("name", ["rafael", "ruth"])
@pytest.mark.parametrize("count", [1, 60])
def test_what_the_page_costs(cast: Cast, name: str, count: int) -> None:
    notices = tell(cast, name, count, by="agnes")
    mark_read(getattr(cast, name), [notice.pk for notice in notices[: count // 2]], now=NOON)
    client = signed_in(cast, name)
    for address in (INBOX, "/inbox/?show=unread"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= BUDGET, [query["sql"] for query in asked]


def test_hostile_words_stay_words(cast: Cast) -> None:
    nasty = "<script>alert(1)</script>{who}{0}%s"
    cast.rafael.first_name = nasty
    save_as(cast.rafael, by=cast.system, fields=["first_name"])
    [notice] = tell(cast, "ruth", body=nasty, subject=nasty)
    Event.objects.filter(pk=notice.event_id).update(facts={"title": nasty})
    page = signed_in(cast, "ruth").get(INBOX).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{who}{0}%s" in page


def test_a_kind_without_a_sentence_is_told_by_its_subject(cast: Cast) -> None:
    letter = Letter(recipient=cast.ruth, reason="x", subject="Something <b>else</b>", body="", path="/")
    announce(Happening("unheard.of", "X-1"), [letter], by=cast.actor("agnes"), now=NOON)
    page = signed_in(cast, "ruth").get(INBOX).content.decode()
    assert "Something &lt;b&gt;else&lt;/b&gt;" in page


def test_upper_apps_add_sentences(cast: Cast) -> None:
    add_sentences({"test.kind": Sentence("{who} tested it")})
    letter = Letter(recipient=cast.ruth, reason="x", subject="x", body="", path="/")
    announce(Happening("test.kind", "X-1"), [letter], by=cast.actor("agnes"), now=NOON)
    assert "<b>Agnes Example</b> tested it" in signed_in(cast, "ruth").get(INBOX).content.decode()


def test_every_kind_of_a_whole_life_has_a_sentence(cast: Cast) -> None:
    closed(cast)
    kinds = set(Notice.objects.values_list("event__kind", flat=True))
    assert kinds <= set(SENTENCES)


def test_every_sentence_has_a_sign_that_is_drawn() -> None:
    sprite = (django_settings.BASE_DIR / "static" / "img" / "icons.svg").read_text()
    tones = (django_settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    for sentence in SENTENCES.values():
        assert f'id="{sentence.icon}"' in sprite
        assert f'[data-tone="{sentence.tone}"]' in tones


def test_the_frame_counts_what_is_unread(cast: Cast) -> None:
    tell(cast, "ruth", 2)
    answer: Any = signed_in(cast, "ruth").get(INBOX)
    assert "2 unread" in answer.content.decode()
