"""The requester's incident: who sees it, what it says, and that nothing internal is in it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.moving import transfer
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, LinkKind, State
from incidents.records.models import Incident
from incidents.records.operations.attaching import attach
from incidents.records.operations.relating import add_task, link, watch
from tests.builders import IN_STATE, NOON, closed, held, make_incident, resolved, started


def address_of(incident, name="portal_incident"):
    return reverse(name, args=[incident.number])


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("ruth", 200),
        ("oskar", 404),
        ("stefan", 404),
        ("vera", 200),
        ("agnes", 200),
        ("rafael", 200),
        ("audra", 200),
        ("adam", 404),
        ("monitor", 404),
    ],
)
def test_who_may_open_it(cast, as_person, person, status):
    incident = resolved(cast)
    client = as_person(person)
    for name in ("portal_incident", "portal_withdraw"):
        assert client.get(address_of(incident, name)).status_code == status


def test_strangers_are_led_to_the_sign_in(cast, client):
    incident = make_incident(cast)
    for name in ("portal_incident", "portal_withdraw"):
        answer = client.get(address_of(incident, name))
        assert answer.headers["Location"].startswith(reverse("account_login"))
    for name in ("portal_reply", "portal_answer", "portal_withdraw"):
        assert client.post(address_of(incident, name), {"body": "x"}).status_code == 302
    assert incident.entries.count() == 1


@pytest.mark.parametrize("number", ["INC-999999", "x", "inc-1001", "INC-1001%00", "../admin", "INC-1001 "])
def test_a_number_that_does_not_exist_looks_like_a_hidden_one(cast, as_person, number):
    hidden = make_incident(cast, requester=cast.stefan)
    client = as_person("ruth")
    unknown = client.get(f"/help/{number}/")
    assert unknown.status_code == 404
    assert client.get(address_of(hidden)).status_code == 404


STEPS = {
    State.NEW: ("Reported", "We have your report."),
    State.ASSIGNED: ("With a team", "Network takes it up next"),
    State.IN_PROGRESS: ("Being worked on", "Rafael Example is working on it"),
    State.ON_HOLD: ("Your answer needed", "Rafael Example asked you something"),
    State.RESOLVED: ("Fixed, confirm it", "You can reopen it until Monday 16 March"),
    State.CLOSED: (None, "nobody has to do anything"),
    State.CANCELLED: (None, "We do not work on this any further: False alarm."),
}


@pytest.mark.parametrize("state", list(State))
def test_every_state_says_where_it_stands_and_whose_turn_it_is(cast, as_person, state):
    incident = IN_STATE[state](cast)
    page = as_person("ruth").get(address_of(incident)).content.decode()
    step, sentence = STEPS[state]
    found = re.search(r'aria-current="step">.*?<b>(.*?)</b>', page)
    assert (found and found.group(1)) == step
    assert sentence in page
    assert incident.number in page


def test_others_read_about_the_requester_and_not_you(cast, as_person):
    page = as_person("vera").get(address_of(held(cast))).content.decode()
    assert "It waits for an answer of Ruth Example" in page
    assert "It is your turn" not in page


CANARY = "zqcanary"


def full_of_secrets(cast):
    """Return a resolved incident with something internal in every corner."""
    agnes, rafael = cast.actor("agnes"), cast.actor("rafael")
    incident = started(cast, external_reference=f"{CANARY}-reference")
    comment(incident, EntryKind.WORK_NOTE, f"{CANARY} note", by=rafael, now=NOON)
    note = comment(incident, EntryKind.WORK_NOTE, f"{CANARY} with file", by=rafael, now=NOON)
    attach(incident, SimpleUploadedFile(f"{CANARY}.txt", b"x"), entry=note, by=rafael, now=NOON)
    attach(incident, SimpleUploadedFile(f"{CANARY}2.txt", b"x"), is_private=True, by=rafael, now=NOON)
    add_task(incident, title=f"{CANARY} task", by=rafael, now=NOON)
    change_details(
        incident, {"configuration_item": f"{CANARY}-server"}, why=f"{CANARY} why", by=agnes, now=NOON
    )
    other = make_incident(cast, f"{CANARY} other", requester=cast.stefan)
    link(incident, other, LinkKind.RELATED, by=agnes, now=NOON)
    incident.refresh_from_db()
    transfer(incident, team=cast.teams["applications"], reason=f"{CANARY} transfer", by=agnes, now=NOON)
    comment(incident, EntryKind.PUBLIC, "A public word", by=agnes, now=NOON)
    attach(incident, SimpleUploadedFile("public.txt", b"x"), by=agnes, now=NOON)
    return Incident.objects.get(pk=incident.pk), other


@pytest.mark.parametrize("person", ["ruth", "vera", "agnes", "oskar"])
def test_no_reader_finds_anything_internal(cast, as_person, person):
    incident, other = full_of_secrets(cast)
    watch(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    client = as_person(person)
    addresses = [
        (address_of(incident), {}),
        (address_of(incident), {"HX-Request": "true"}),
        (address_of(incident, "portal_withdraw"), {}),
    ]
    if person != "agnes":
        addresses.append(("/help/?show=all&of=organisation", {}))
    for path, headers in addresses:
        page = client.get(path, headers=headers).content.decode()
        assert CANARY not in page
        assert other.number not in page
    page = client.get(address_of(incident)).content.decode()
    assert "A public word" in page
    assert "public.txt" in page
    assert "handed it over" not in page


@pytest.mark.parametrize("person", ["ruth", "vera", "oskar"])
def test_no_search_counts_anything_internal(cast, as_person, person):
    incident, _other = full_of_secrets(cast)
    watch(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    page = as_person(person).get("/help/", {"q": f"{CANARY} note", "show": "all"}).content.decode()
    assert incident.number not in page


def test_private_files_cannot_be_fetched_either(cast, as_person):
    incident, _other = full_of_secrets(cast)
    for file in incident.attachments.all():
        status = as_person("ruth").get(reverse("attachment", args=[file.pk])).status_code
        assert status == (404 if file.is_private else 200)
        assert as_person("stefan").get(reverse("attachment", args=[file.pk])).status_code == 404


def test_markup_in_messages_is_harmless(cast, as_person):
    incident = started(cast, description="<img src=x onerror=alert(1)> **bold** [x](javascript:alert(1))")
    words = "<script>alert(1)</script> {{7*7}} ![p](https://evil.example.net/p.png)"
    comment(incident, EntryKind.PUBLIC, words, by=cast.actor("ruth"), now=NOON)
    page = as_person("ruth").get(address_of(incident)).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "{{7*7}}" in page
    assert "<strong>bold</strong>" in page


def test_staff_get_a_way_to_the_desk_and_no_reply_box(cast, as_person):
    incident = started(cast)
    page = as_person("nadia").get(address_of(incident)).content.decode()
    assert f'href="{incident.get_absolute_url()}"' in page
    assert 'name="body"' not in page
    assert "Open at the desk" not in as_person("ruth").get(address_of(incident)).content.decode()


@pytest.mark.parametrize(("may_reply", "expected"), [(True, True), (False, False)])
def test_watchers_get_a_reply_box_only_if_they_may_reply(cast, as_person, may_reply, expected):
    incident = started(cast)
    watch(incident, cast.oskar, may_reply=may_reply, by=cast.actor("agnes"), now=NOON)
    page = as_person("oskar").get(address_of(incident)).content.decode()
    assert ('name="body"' in page) is expected
    assert "Does it work for you now?" not in page


def test_a_follow_up_is_linked_from_the_finished_one(cast, as_person):
    incident = closed(cast)
    entry = comment(incident, EntryKind.PUBLIC, "It is back", by=cast.actor("ruth"), now=NOON)
    page = as_person("ruth").get(address_of(incident)).content.decode()
    assert f'href="{address_of(entry.incident)}"' in page


@pytest.mark.parametrize("person", ["ruth", "vera", "oskar", "agnes"])
@pytest.mark.parametrize("rows", [5, 50])
def test_it_takes_eight_queries_however_much_was_said(
    cast, as_person, rows, person, django_assert_max_num_queries
):
    incident = resolved(cast)
    watch(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    people = (cast.actor("ruth"), cast.actor("rafael"))
    for number in range(rows):
        entry = comment(incident, EntryKind.PUBLIC, f"Word {number}", by=people[number % 2], now=NOON)
        attach(
            incident, SimpleUploadedFile(f"{number}.txt", b"x"), entry=entry, by=people[number % 2], now=NOON
        )
    client = as_person(person)
    with django_assert_max_num_queries(8):
        page = client.get(address_of(incident)).content.decode()
    assert page.count("Word ") == rows
    assert page.count('class="attachment"') == rows
