"""Who was told, as lines of the timeline: for staff, in the order of time, with what failed marked."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.notices.models import Delivery
from accounts.notices.queries import told_about
from incidents.lifecycle.operations.moving import resume
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.records.operations.relating import watch
from tests.builders import MINUTE, NOON, held, make_incident, resolved, started

HOUR = timedelta(hours=1)


@pytest.fixture
def lines(desk):
    """Return the lines of an incident's timeline as somebody reads them, newest first."""

    def shown(incident, show="all", who="rafael"):
        answer = desk(who).get(f"{incident.get_absolute_url()}?show={show}", htmx=True)
        return [line for day in answer.context["days"] for line in day.lines]

    return shown


def _words(line):
    return str(line.words).replace("<bdi>", "").replace("</bdi>", "")


def _told(rows):
    return [_words(line) for line in rows if line.is_quiet]


def test_messages_stand_among_the_entries_in_the_order_of_time(cast, lines):
    incident = resolved(cast)
    Delivery.objects.update(state="sent")
    shown = [_words(line) for line in lines(incident)]
    assert shown[0] == "Ruth Example was told by e-mail: Resolved"
    assert shown[1].startswith("Rafael Example resolved it")
    assert shown[-2:] == ["Ruth Example was told by e-mail: Opened", "Agnes Example logged the incident"]


@pytest.mark.parametrize(
    ("watchers", "words"),
    [
        ((), "Ruth Example was told by e-mail: Resumed"),
        (("oskar",), "Oskar Example and Ruth Example were told by e-mail: Resumed"),
        (("oskar", "stefan"), "Oskar Example and 2 others were told by e-mail: Resumed"),
    ],
    ids=["one", "a pair", "many"],
)
def test_people_are_counted(cast, lines, watchers, words):
    incident = make_incident(cast)
    for name in watchers:
        watch(incident, cast.people[name], by=cast.actor("agnes"), now=NOON)
    comment(incident, EntryKind.PUBLIC, "We look", by=cast.actor("agnes"), now=NOON + HOUR)
    Delivery.objects.update(state="sent")
    assert _told(lines(incident))[0] == words.replace("Resumed", "Public reply")


@pytest.mark.parametrize(
    ("state", "words", "has_failed"),
    [
        ("waiting", "An e-mail is on its way to Ruth Example: Opened", False),
        ("sent", "Ruth Example was told by e-mail: Opened", False),
        ("failed", "Ruth Example could not be reached by e-mail: Opened", True),
        ("dropped", "Ruth Example was told in the inbox: Opened", False),
    ],
)
def test_each_outcome_is_said(cast, desk, lines, state, words, has_failed):
    incident = make_incident(cast)
    Delivery.objects.update(state=state)
    line = lines(incident)[0]
    assert (_words(line), line.has_failed) == (words, has_failed)
    page = desk("rafael").get(incident.get_absolute_url()).content.decode()
    assert words in page and ("Failed</span>" in page) == has_failed


def test_some_fail_and_some_do_not(cast, lines):
    incident = make_incident(cast)
    watch(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    comment(incident, EntryKind.PUBLIC, "We look", by=cast.actor("agnes"), now=NOON + HOUR)
    Delivery.objects.update(state="sent")
    Delivery.objects.filter(notice__recipient=cast.oskar).update(state="failed")
    assert _told(lines(incident))[:2] == [
        "Oskar Example could not be reached by e-mail: Public reply",
        "Ruth Example was told by e-mail: Public reply",
    ]


def test_without_an_address_it_is_the_inbox(cast, lines):
    cast.ruth.email = ""
    incident = make_incident(cast, requester=cast.ruth)
    assert _told(lines(incident)) == ["Ruth Example was told in the inbox: Opened"]


@pytest.mark.parametrize(
    ("show", "quiet", "others"),
    [
        ("all", True, True),
        ("notices", True, False),
        ("conversation", False, True),
        ("notes", False, False),
        ("changes", False, True),
        ("nonsense", True, True),
    ],
)
def test_the_filter(cast, lines, show, quiet, others):
    rows = lines(held(cast), show)
    assert (any(row.is_quiet for row in rows), any(not row.is_quiet for row in rows)) == (quiet, others)


def test_the_filter_is_a_link_without_script(cast, desk):
    page = desk("rafael").get(f"{held(cast).get_absolute_url()}?show=notices").content.decode()
    assert 'href="?show=notices"' in page and "<html" in page
    assert "Ruth Example" in page.split('id="timeline"')[1] and "put it on hold" not in page


def test_names_are_text(cast, lines):
    incident = make_incident(cast)
    type(cast.ruth).objects.filter(pk=cast.ruth.pk).update(first_name="<b>", last_name="Ruth")
    assert str(lines(incident)[0].words).startswith("<bdi>An e-mail is on its way to &lt;b&gt; Ruth")


def test_requesters_do_not_read_who_was_told(cast):
    incident = resolved(cast)
    Delivery.objects.update(state="failed")
    ruth = Client()
    ruth.force_login(cast.ruth)
    page = ruth.get(f"/help/{incident.number}/").content.decode()
    assert "by e-mail" not in page


def test_it_is_bounded(cast, lines):
    incident = started(cast)
    for number in range(110):
        moment = NOON + HOUR + number * MINUTE
        comment(
            incident, EntryKind.PUBLIC, "Words", by=cast.actor("rafael" if number % 2 else "ruth"), now=moment
        )
    assert len(told_about(incident.number, limit=20)) == 20
    rows = lines(incident)
    assert [row.is_quiet for row in rows[:4]] == [True, False, True, False]
    entries = [row for row in rows if not row.is_quiet]
    comment(incident, EntryKind.WORK_NOTE, "Note", by=cast.actor("rafael"), now=NOON + 9 * HOUR)
    assert len(entries) == 113 and len(rows) < 400


def test_only_messages_of_the_time_shown(cast, lines, monkeypatch):
    """When older entries are left out, the messages of their time are left out, too."""
    incident = held(cast)
    monkeypatch.setattr("incidents.desk.views.incident.ENTRIES_SHOWN", 1)
    assert [_words(row) for row in lines(incident)][
        -1
    ] == "Rafael Example put it on hold: Awaiting the requester"
    resume(incident, by=cast.actor("rafael"), now=NOON + HOUR)
    assert "Opened" not in " ".join(_told(lines(incident)))
