"""LOG-15: one message becomes an incident of its own, with its files."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from incidents.lifecycle.operations.splitting import split
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, LinkKind, Story
from incidents.records.models import Incident
from incidents.records.operations.attaching import attach
from incidents.records.operations.relating import watch
from incidents.records.timeline_models import Entry
from tests.builders import MINUTE, NOON, started

WORDS = "\nThe printer is out of ink, too.\nRoom 4."


@pytest.fixture
def message(cast: Any, settings: Any, tmp_path: Any) -> Entry:
    settings.MEDIA_ROOT = tmp_path
    incident, oskar = started(cast), cast.actor("oskar")
    watch(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    entry = comment(incident, EntryKind.PUBLIC, WORDS, by=oskar, now=NOON + 5 * MINUTE)
    attach(incident, SimpleUploadedFile("ink.txt", b"black"), by=oskar, now=NOON + 5 * MINUTE, entry=entry)
    return entry


def test_LOG_15_the_message_is_an_incident_of_who_wrote_it(cast, message):
    made = split(message, by=cast.actor("agnes"), now=NOON + 9 * MINUTE)
    assert (made.title, made.description) == ("The printer is out of ink, too.", WORDS.strip())
    assert (made.requester, made.reporter, made.reported_at) == (cast.oskar, cast.agnes, message.happened_at)
    assert made.service == message.incident.service and made.state == "new"
    copy, original = made.attachments.get(), message.attachments.get()
    assert copy.file.name != original.file.name
    with copy.file.open("rb") as content:
        assert content.read() == b"black"
    assert made.links_out.get(kind=LinkKind.RELATED).target == message.incident
    assert message.incident.entries.get(story=Story.SPLIT_OFF).facts["number"] == made.number
    assert made.entries.filter(story=Story.SPLIT_FROM).exists()
    assert Entry.objects.get(pk=message.pk).incident == message.incident


def test_LOG_15_words_of_the_desk_are_the_requesters_concern(cast, message):
    words = comment(message.incident, EntryKind.PUBLIC, "Ink?", by=cast.actor("agnes"), now=NOON + 6 * MINUTE)
    assert split(words, by=cast.actor("agnes"), now=NOON + 9 * MINUTE).requester == cast.ruth


def test_LOG_15_once_only_and_no_notes(cast, message):
    by = cast.actor("agnes")
    made = split(message, by=by, now=NOON + 9 * MINUTE)
    note = comment(message.incident, EntryKind.WORK_NOTE, "Secret", by=by, now=NOON + 9 * MINUTE)
    for entry, words in ((message, made.number), (note, "for staff")):
        with pytest.raises(ValidationError) as refusal:
            split(entry, by=by, now=NOON + 10 * MINUTE)
        assert words in " ".join(refusal.value.messages)
    assert Incident.objects.count() == 2


@pytest.mark.parametrize("who", ["ruth", "audra", "rafael"])
def test_LOG_15_by_those_who_log_for_others(cast, message, who):
    with pytest.raises(PermissionDenied):
        split(message, by=cast.actor(who), now=NOON + 9 * MINUTE)


def test_LOG_15_at_the_desk(cast, client, message):
    client.force_login(cast.agnes)
    address = reverse("split", args=[message.incident.number, message.pk])
    assert address in client.get(message.incident.get_absolute_url()).content.decode()
    assert "The printer is out of ink, too." in client.get(address).content.decode()
    answer = client.post(address, {"title": "No ink"})
    made = Incident.objects.get(title="No ink")
    assert answer["Location"] == made.get_absolute_url()
    again = client.post(address, {"title": "No ink"})
    assert again.status_code == 422 and made.number in again.content.decode()
    other = started(cast)
    assert client.get(reverse("split", args=[other.number, message.pk])).status_code == 404
