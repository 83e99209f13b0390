"""Who sees which incidents, entries and files (ROL-04)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.history import save_as
from accounts.notices.models import Notice
from accounts.people.models import Organisation, User
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.records.models import Incident
from incidents.records.operations.attaching import attach
from incidents.records.operations.relating import name_affected, watch
from incidents.records.timeline_models import Attachment, Entry
from tests.builders import NOON, make_incident

STAFF = ("agnes", "rafael", "lena", "ines", "mia", "audra")
OTHERS = ("ruth", "oskar", "vera", "stefan", "adam", "monitor")


@pytest.fixture
def incidents(cast, settings, tmp_path):
    """Seven incidents, one for each way of having a part in it."""
    settings.MEDIA_ROOT = tmp_path
    rows = {
        "of ruth": make_incident(cast),
        "of oskar": make_incident(cast, requester=cast.oskar),
        "of stefan": make_incident(cast, requester=cast.stefan),
        "by monitor": make_incident(cast, by="monitor", requester=cast.stefan),
        "watched": make_incident(cast, requester=cast.agnes),
        "affecting": make_incident(cast, requester=cast.agnes),
        "of nobody else": make_incident(cast, requester=cast.agnes),
    }
    watch(rows["watched"], cast.ruth, by=cast.actor("agnes"), now=NOON)
    name_affected(rows["affecting"], cast.ruth, by=cast.actor("agnes"), now=NOON)
    # A group that is affected gets no right by it.
    for group in Organisation.objects.all():
        name_affected(rows["affecting"], group, by=cast.actor("agnes"), now=NOON)
    return rows


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("ruth", {"of ruth", "watched", "affecting"}),
        ("oskar", {"of oskar"}),
        ("vera", {"of ruth", "of oskar"}),
        ("stefan", {"of stefan", "by monitor"}),
        ("monitor", {"by monitor"}),
        ("adam", set()),
    ],
)
def test_others_see_their_own(cast, incidents, who, seen):
    visible = Incident.objects.visible_to(cast.actor(who).user)
    assert {name for name, row in incidents.items() if row in visible} == seen
    assert visible.count() == len(seen)


@pytest.mark.parametrize("who", STAFF)
def test_staff_see_all(cast, incidents, who):
    assert Incident.objects.visible_to(cast.actor(who).user).count() == len(incidents)


def test_the_organisation_viewer_needs_an_organisation(cast, incidents):
    cast.vera.organisation = None
    save_as(cast.vera, by=cast.system)
    assert not Incident.objects.visible_to(cast.actor("vera").user).exists()


def test_counts_of_a_search_do_not_tell_of_hidden_incidents(cast, incidents):
    visible = Incident.objects.visible_to(cast.actor("oskar").user)
    assert visible.filter(title__contains="late").count() == 1
    assert visible.filter(requester=cast.agnes).count() == 0


def test_work_notes_and_internal_events_are_for_staff(cast):
    incident = make_incident(cast)
    comment(incident, EntryKind.PUBLIC, "Hello", by=cast.actor("agnes"), now=NOON)
    comment(incident, EntryKind.WORK_NOTE, "Odd person", by=cast.actor("agnes"), now=NOON)
    name_affected(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    watch(incident, cast.stefan, by=cast.actor("agnes"), now=NOON)
    for who in ("ruth", "oskar", "vera", "stefan"):
        entries = Entry.objects.filter(incident=incident).visible_to(cast.actor(who).user)
        assert [entry.body for entry in entries] == ["", "Hello"], who
    assert Entry.objects.filter(incident=incident).visible_to(cast.actor("rafael").user).count() == 5
    told = Notice.objects.filter(body__contains="Odd person")
    assert {notice.recipient for notice in told} <= set(User.objects.filter(username__in=STAFF))


@pytest.mark.parametrize("who", ["ruth", "stefan", "vera", "audra", "monitor"])
def test_work_notes_are_written_by_staff(cast, who):
    incident = make_incident(cast)
    with pytest.raises(PermissionDenied):
        comment(incident, EntryKind.WORK_NOTE, "Hello", by=cast.actor(who), now=NOON)


@pytest.mark.parametrize(
    ("who", "may"),
    [("ruth", True), ("oskar", True), ("stefan", False), ("vera", False), ("audra", False), ("rafael", True)],
)
def test_who_may_reply(cast, who, may):
    incident = make_incident(cast)
    name_affected(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    watch(incident, cast.stefan, by=cast.actor("agnes"), now=NOON, may_reply=False)
    if may:
        assert comment(incident, EntryKind.PUBLIC, "Hello", by=cast.actor(who), now=NOON).is_public
    else:
        with pytest.raises(PermissionDenied):
            comment(incident, EntryKind.PUBLIC, "Hello", by=cast.actor(who), now=NOON)


def test_files_follow_their_incident(cast, incidents):
    for name, is_private in (("log.txt", False), ("secret.txt", True)):
        file = SimpleUploadedFile(name, b"hello")
        attach(incidents["of ruth"], file, by=cast.actor("agnes"), now=NOON, is_private=is_private)
    seen = {
        who: {row.name for row in Attachment.objects.visible_to(cast.actor(who).user)}
        for who in (*STAFF, *OTHERS)
    }
    assert seen == {
        **dict.fromkeys(STAFF, {"log.txt", "secret.txt"}),
        **dict.fromkeys(("ruth", "vera"), {"log.txt"}),
        **dict.fromkeys(("oskar", "stefan", "adam", "monitor"), set()),
    }
