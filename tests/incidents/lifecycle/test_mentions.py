"""Mentions in work notes: who is told, once, and who may not read them is named before the note is written (INV-13)."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.history import save_as
from accounts.notices.models import Notice
from incidents.lifecycle.operations.talking import comment
from incidents.lifecycle.rules import MOST_MENTIONED, mentioned_names
from incidents.records.choices import EntryKind
from incidents.records.models import Watcher
from incidents.records.operations.relating import watch
from tests.builders import MINUTE, NOON, make_incident, started
from tests.incidents.desk.conftest import desk

__all__ = ["desk"]
LATER = NOON + 20 * MINUTE


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("@nadia look", ["nadia"]),
        ("(@Nadia, @service-desk.)", ["nadia", "service-desk"]),
        ("@n.haddad: @n.haddad!", ["n.haddad"]),
        ("ruth@example.org, a/@b, @@c, @", []),
        ("Line\n@lena", ["lena"]),
        (" ".join(f"@p{number}" for number in range(50)), [f"p{number}" for number in range(MOST_MENTIONED)]),
    ],
)
def test_a_name_stands_behind_the_sign_and_in_no_word(words, names):
    assert mentioned_names(words) == names


def noted(cast, incident, words, kind=EntryKind.WORK_NOTE):
    before = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    entry = comment(incident, kind, words, by=cast.actor("agnes"), now=LATER)
    rows = Notice.objects.filter(pk__gt=before).order_by("recipient__username")
    told = [(row.recipient.username, row.event.kind.removeprefix("incident.")) for row in rows]
    return entry, told


def test_people_and_members_are_told_once(cast):
    incident = started(cast)
    watch(incident, cast.nadia, by=cast.system, now=NOON)
    entry, told = noted(cast, incident, "@nadia @network @paul @agnes @nobody please look")
    assert told == [(name, "mentioned") for name in ("lena", "nadia", "paul", "rafael")]
    assert sorted(entry.facts["mentions"]) == ["agnes", "lena", "nadia", "paul", "rafael"]
    followers = Watcher.objects.filter(incident=incident).values_list("user__username", flat=True)
    assert sorted(followers) == ["nadia", "paul"]
    notice = Notice.objects.filter(recipient=cast.paul).latest("pk")
    assert "You are mentioned" in notice.subject and "please look" in notice.body


def test_words_in_public_call_on_nobody(cast):
    incident = started(cast)
    entry, told = noted(cast, incident, "@paul please look", EntryKind.PUBLIC)
    assert told == [("rafael", "commented"), ("ruth", "commented")] and "mentions" not in entry.facts


def test_who_may_not_read_notes_is_neither_told_nor_made_a_follower(cast):
    incident = started(cast)
    cast.paul.is_active = False
    save_as(cast.paul, by=cast.system, fields=["is_active"])
    _entry, told = noted(cast, incident, "@ruth @adam @paul @stefan")
    assert told == [("rafael", "commented")]
    assert not Watcher.objects.filter(incident=incident).exists()


def test_the_composer_says_it_before_the_note_is_written(cast, desk):
    incident, agnes = started(cast), desk("agnes")
    for htmx in (True, False):
        refused = agnes.write(incident, htmx=htmx, mode="note", body="@ruth @nadia see")
        said = html.unescape(refused.content.decode())
        assert refused.status_code == 422
        assert "Work notes are for staff: Ruth Example will not be told." in said
        assert "@ruth @nadia see</textarea>" in said and 'name="anyway"' in said
    assert not incident.entries.filter(kind=EntryKind.WORK_NOTE).exists()
    assert agnes.write(incident, mode="note", body="@ruth @nadia see", anyway="1").status_code == 200
    assert Notice.objects.filter(event__kind="incident.mentioned").get().recipient == cast.nadia
    assert agnes.write(incident, mode="public", body="@ruth see").status_code == 200


def test_the_list_of_names(cast, desk):
    agnes = desk("agnes")

    def offered(incident, asked):
        answer = agnes.get(f"{incident.get_absolute_url()}mentions/?q={asked}", htmx=True).content.decode()
        return [part.split(" ")[0] for part in answer.split('data-insert="@')[1:]], answer

    incident = started(cast)
    first, _answer = offered(incident, "%00")
    assert sorted(first) == sorted(offered(incident, "")[0]) == ["lena", "nadia", "network", "rafael"]
    assert offered(make_incident(cast), "")[0] == []
    names, answer = offered(incident, "ru")
    assert names == ["ruth"] and "may not read work notes" in answer
    assert offered(incident, "net")[0] == ["network"]
    assert offered(incident, "zzz")[0] == []
    with CaptureQueriesContext(connection) as caught:
        offered(incident, "exam")
    assert len(caught) <= 6


def test_a_note_without_a_name_costs_nothing_more(cast):
    incident = started(cast)
    counts = []
    for words in ("plain words", "mail to ruth@example.org"):
        with CaptureQueriesContext(connection) as caught:
            noted(cast, incident, words)
        counts.append(len(caught))
    assert counts[0] == counts[1]
