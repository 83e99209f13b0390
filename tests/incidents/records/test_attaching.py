"""Attaching files: who may, what is stored where, and what is refused with the file's name."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.records.operations.attaching import attach
from incidents.records.operations.relating import watch
from incidents.records.timeline_models import Attachment
from tests.builders import NOON, cancelled, closed, make_incident


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep the files of the tests apart."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def put(cast, incident, who="ruth", name="notes.txt", content=b"hello", **options):
    return attach(incident, SimpleUploadedFile(name, content), by=cast.actor(who), now=NOON, **options)


def refused(cast, incident, **options):
    with pytest.raises(ValidationError) as refusal:
        put(cast, incident, **options)
    assert not Attachment.objects.exists()
    return refusal.value


def test_a_file_is_stored_under_our_own_name(cast, media):
    incident = make_incident(cast)
    row = put(cast, incident, name="../../etc/Report 1.TXT")
    assert (row.name, row.content_type, row.size) == ("Report 1.TXT", "text/plain", 5)
    assert row.digest == hashlib.sha256(b"hello").hexdigest()
    stored = [path for path in media.rglob("*") if path.is_file()]
    assert [path.name for path in stored] == [row.pk.hex]
    assert stored[0].read_bytes() == b"hello"
    assert incident.entries.last().facts == {"name": "Report 1.TXT", "size": 5, "id": row.pk.hex}
    assert incident.entries.last().is_public
    assert row.history.get().history_user == cast.ruth


def test_two_names_that_look_alike_are_kept_apart(cast, media):
    incident = make_incident(cast)
    rows = [put(cast, incident, name=name) for name in ("été.txt", "e\u0301te\u0301.txt", "ÉTÉ.txt")]
    assert len({row.file.name for row in rows}) == 3
    assert len([path for path in media.rglob("*") if path.is_file()]) == 3


def test_an_empty_file_is_a_file(cast):
    assert put(cast, make_incident(cast), content=b"").size == 0


def test_the_limit(cast, settings):
    settings.ATTACHMENT_MAX_BYTES = 10
    incident = make_incident(cast)
    assert put(cast, incident, content=b"x" * 10).size == 10
    with pytest.raises(ValidationError) as refusal:
        put(cast, incident, content=b"x" * 11)
    (problem,) = refusal.value.error_dict["file"]
    assert problem.code == "too_large"
    assert "notes.txt" in problem.message
    assert "10" in problem.message


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("page.html", b"<html>", "type_not_allowed"),
        ("run.exe", b"MZ", "type_not_allowed"),
        ("photo\u202egpj.exe", b"MZ", "type_not_allowed"),
        ("picture.png", b"<script>", "contradicts_name"),
    ],
)
def test_a_refusal_names_the_file_and_leaves_nothing(cast, media, name, content, code):
    refusal = refused(cast, make_incident(cast), name=name, content=content)
    (problem,) = refusal.error_dict["file"]
    assert problem.code == code
    assert name.replace("\u202e", "") in problem.message
    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize("build", [closed, cancelled])
def test_nothing_is_added_to_a_finished_record(cast, build):
    assert refused(cast, build(cast), who="agnes").code == "not_allowed_from_state"


@pytest.mark.parametrize("who", ["oskar", "vera", "audra", "monitor"])
def test_who_may_only_read_does_not_attach(cast, who):
    with pytest.raises(PermissionDenied):
        put(cast, make_incident(cast), who)


@pytest.mark.parametrize("may_reply", [True, False])
def test_a_watcher_attaches_if_allowed_to_reply(cast, may_reply):
    incident = make_incident(cast)
    watch(incident, cast.oskar, by=cast.actor("agnes"), now=NOON, may_reply=may_reply)
    if may_reply:
        assert put(cast, incident, "oskar").uploaded_by == cast.oskar
    else:
        with pytest.raises(PermissionDenied):
            put(cast, incident, "oskar")


def test_private_files_are_for_staff(cast):
    incident = make_incident(cast)
    with pytest.raises(PermissionDenied):
        put(cast, incident, is_private=True)
    row = put(cast, incident, "agnes", is_private=True)
    assert not incident.entries.last().is_public
    assert not Attachment.objects.visible_to(cast.ruth).exists()
    assert list(Attachment.objects.visible_to(cast.agnes)) == [row]


@pytest.mark.parametrize(("kind", "private"), [(EntryKind.PUBLIC, False), (EntryKind.WORK_NOTE, True)])
def test_a_file_is_as_private_as_its_entry(cast, kind, private):
    incident = make_incident(cast)
    entry = comment(incident, kind, "See the file", by=cast.actor("agnes"), now=NOON)
    row = put(cast, incident, "agnes", entry=entry)
    assert row.is_private is private
    assert incident.entries.last() == entry


def refuse_viruses(file):
    """Stand for an operator's scanner."""
    if b"EICAR" in file.read():
        raise ValidationError({"file": ValidationError("A virus.", "virus")})


def test_the_operators_scanner_is_asked(cast, settings):
    settings.ATTACHMENT_SCANNER = f"{__name__}.refuse_viruses"
    incident = make_incident(cast)
    refused(cast, incident, content=b"EICAR")
    row = put(cast, incident)
    with row.file.open() as stored:
        assert stored.read() == b"hello"
