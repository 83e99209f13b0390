"""Files as they are read: by whom they must not be, while they change, and when the storage holds odd things."""

from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.history import delete_as
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.records.markdown import render
from incidents.records.operations.attaching import attach
from incidents.records.operations.relating import unwatch, watch
from incidents.records.timeline_models import Attachment
from tests.builders import NOON, make_incident
from tests.contracts.hostile import assert_clear, assert_open, nothing_written


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep the files of the tests apart."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def incident(cast):
    """Ruth's incident."""
    return make_incident(cast)


@pytest.fixture
def opened(cast, incident):
    """A file that Ruth may see."""
    return put(cast, incident, "ruth")


@pytest.fixture
def secret(cast, incident):
    """A file for staff."""
    return put(cast, incident, "agnes", is_private=True)


def put(cast, incident, who, content=b"hello", **options):
    file = SimpleUploadedFile("notes.txt", content)
    return attach(incident, file, by=cast.actor(who), now=NOON, **options)


def browser(cast, name):
    client = Client()
    client.force_login(cast.people[name])
    return client


def read(answer):
    """Return what a download holds, and close it."""
    return b"".join(answer.streaming_content)


FORMS = ["{id}", "{hex}", "{upper}", "{{{id}}}", "urn:uuid:{id}"]


@pytest.mark.parametrize("form", FORMS, ids=[f"F15-{index}" for index in range(len(FORMS))])
def test_a_foreign_file_does_not_exist(cast, caller, incident, opened, secret, form):
    other = make_incident(cast, requester=cast.stefan)
    stefan, ruth = caller("stefan"), caller("ruth")
    for row, people in ((opened, [stefan]), (secret, [stefan, ruth])):
        key = form.format(id=row.pk, hex=row.pk.hex, upper=str(row.pk).upper())
        for person in people:
            for number in (incident.number, other.number):
                answer = person.get(f"incidents/{number}/attachments/{key}/")
                assert_clear(answer, (404,))
        for name in ["stefan"] if row is opened else ["stefan", "ruth"]:
            client = browser(cast, name)
            for path in (f"/attachments/{key}/", f"/attachments/{key}/thumbnail/", f"/media/{row.file.name}"):
                assert client.get(path).status_code == 404, path
    # The right file below the wrong incident is no way round either.
    assert_clear(caller("agnes").get(f"incidents/{other.number}/attachments/{opened.pk}/"), (404,))
    assert_open(cast, caller("agnes"), incident.number)


def test_f15_lists_name_no_foreign_file(cast, caller, incident, opened, secret):
    comment(incident, EntryKind.PUBLIC, "Look", by=cast.actor("agnes"), now=NOON)
    told = caller("ruth")
    for part in ("attachments/", "entries/"):
        shown = told.get(f"incidents/{incident.number}/{part}").content.decode()
        assert str(secret.pk) not in shown and secret.pk.hex not in shown
    assert str(secret.pk) not in browser(cast, "ruth").get(f"/help/{incident.number}/").content.decode()
    assert caller("stefan").get(f"incidents/{incident.number}/attachments/").status_code == 404


def test_f16_without_sign_in(incident, opened):
    answer = Client().get(f"/attachments/{opened.pk}/")
    assert answer.status_code == 302 and "/login/" in answer["Location"]
    path = f"/api/v1/incidents/{incident.number}/attachments/{opened.pk}/"
    assert_clear(Client().get(path), (401,))


def test_f16_after_the_loss_of_rights(cast, incident, opened):
    watch(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    client = browser(cast, "oskar")
    assert read(client.get(f"/attachments/{opened.pk}/")) == b"hello"
    unwatch(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    assert client.get(f"/attachments/{opened.pk}/").status_code == 404


@pytest.mark.parametrize("gone", ["row", "file"], ids=lambda gone: f"F16-{gone}")
def test_after_deletion(cast, agnes, incident, opened, gone):
    path = opened.pk
    if gone == "row":
        delete_as(opened, by=cast.system, why="erased")
    else:
        Path(opened.file.path).unlink()
    assert browser(cast, "agnes").get(f"/attachments/{path}/").status_code == 404
    assert_clear(agnes.get(f"incidents/{incident.number}/attachments/{path}/"), (404,))
    assert_open(cast, agnes, incident.number)


def test_f19_a_download_is_the_old_or_the_new_file_whole(cast, incident):
    """There is no replacing: a second file of this name stands beside the first, under a name of our own."""
    first = put(cast, incident, "ruth", b"a" * 200_000)
    answer = browser(cast, "ruth").get(f"/attachments/{first.pk}/")
    begun = next(iter(answer.streaming_content))
    second = put(cast, incident, "ruth", b"b" * 200_000)
    assert begun + read(answer) == b"a" * 200_000
    assert read(browser(cast, "ruth").get(f"/attachments/{second.pk}/")) == b"b" * 200_000
    assert first.file.name != second.file.name


PICTURES = [
    "![x](/attachments/{id}/)",
    "![x](https://evil.example.org/x.png)",
    "![x](//evil.example.org/x.png)",
    "![x](data:image/png;base64,AAAA)",
    "<img src='/attachments/{id}/'>",
    "![x][1]\n\n[1]: https://evil.example.org/x.png",
]


@pytest.mark.parametrize("text", PICTURES, ids=[f"F21-{index}" for index in range(len(PICTURES))])
def test_no_picture_is_loaded_from_a_text(cast, agnes, incident, secret, text):
    text = text.format(id=secret.pk)
    assert (
        agnes.post(f"incidents/{incident.number}/entries/", {"kind": "public", "body": text}).status_code
        == 201
    )
    for page in (
        render(text),
        browser(cast, "ruth").get(f"/help/{incident.number}/").content.decode(),
        browser(cast, "agnes").get(f"/incidents/{incident.number}/").content.decode(),
    ):
        assert f'src="/attachments/{secret.pk}' not in page
        assert 'src="https://evil' not in page and 'src="//evil' not in page and "<img src='" not in page
    assert_open(cast, agnes, incident.number)


@pytest.mark.parametrize(
    "kind", ["link", "link-to-folder", "folder", "unreadable-name"], ids=lambda kind: f"F25-{kind}"
)
def test_what_is_put_into_the_storage_by_hand_is_not_followed(cast, agnes, incident, opened, tmp_path, kind):
    outside, stored = tmp_path / "secret.txt", Path(opened.file.path)
    outside.write_text("the operator's secret")
    if kind == "unreadable-name":
        Attachment.objects.filter(pk=opened.pk).update(file="../secret.txt")
    else:
        stored.unlink()
        if kind == "folder":
            stored.mkdir()
        else:
            stored.symlink_to(outside if kind == "link" else tmp_path)
    with nothing_written():
        assert browser(cast, "agnes").get(f"/attachments/{opened.pk}/").status_code == 404
        assert_clear(agnes.get(f"incidents/{incident.number}/attachments/{opened.pk}/"), (404,))
    assert UUID(stored.name) == opened.pk
    assert_open(cast, agnes, incident.number)
    assert read(browser(cast, "ruth").get(f"/attachments/{put(cast, incident, 'ruth').pk}/")) == b"hello"
