"""Hostile files by every door that takes them: the desk, the composer, the portal and the API."""

import errno
import os
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from incidents.records.operations.attaching import attach
from incidents.records.timeline_models import Attachment
from tests.builders import NOON, started
from tests.contracts.hostile import assert_clear, assert_next_works, assert_open, nothing_written

PNG = b"\x89PNG\r\n\x1a\n"
ZIP = b"PK\x03\x04"
DOORS = ["desk", "composer", "portal", "report", "api"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep the files of the tests apart."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def incident(cast):
    """An incident on which somebody works."""
    return started(cast)


def stored(media):
    return [path for path in Path(media).rglob("*") if path.is_file()]


def browser(cast, name):
    client = Client()
    client.force_login(cast.people[name])
    return client


@pytest.fixture
def put(cast, incident, agnes):
    """Send a file by a door and return the answer."""

    def send(door, name="notes.txt", content=b"hello", to=incident):
        file = SimpleUploadedFile(name, content)
        file.name = name
        if door == "api":
            path = f"/api/v1/incidents/{to.number}/attachments/"
            return agnes.client.post(path, {"file": file}, headers=agnes.headers)
        path, who, body = {
            "desk": (f"/incidents/{to.number}/files/new/", "rafael", {}),
            "composer": (f"/incidents/{to.number}/entries/", "rafael", {"mode": "note", "body": "My words"}),
            "portal": (f"/help/{to.number}/reply/", "ruth", {"body": "My words"}),
            "report": (
                "/help/report/",
                "ruth",
                {"title": "My words", "impact": "low", "urgency": "low"},
            ),
        }[door]
        return browser(cast, who).post(path, {**body, "uploads": file})

    return send


def assert_refused(answer, door, *words, statuses=(400,)):
    """Check that the channel refuses in its own way, with these words and the text that was typed."""
    if door == "api":
        told = assert_clear(answer, statuses, "file")["errors"]["file"][0]
    else:
        assert answer.status_code == 422, answer.content[:300]
        told = answer.content.decode()
        assert door == "desk" or "My words" in told
    for word in words:
        assert word in told, word


LIES = [
    ("F01-html", "page.html", b"<script>alert(1)</script>", "not allowed"),
    ("F01-svg", "drawing.svg", b"<svg onload=alert(1)>", "not allowed"),
    ("F01-xhtml", "page.xhtml", b"<html/>", "not allowed"),
    ("F01-xml", "feed.xml", b"<?xml version='1.0'?>", "not allowed"),
    ("F01-mht", "page.mht", b"MIME-Version: 1.0", "not allowed"),
    ("F01-html-as-png", "shot.png", b"<html><script>alert(1)</script>", "does not contain"),
    ("F01-html-as-txt", "notes.txt", b"\xef\xbb\xbf <!DOCTYPE html>", "does not contain"),
    ("F01-program", "notes.txt", b"MZ\x90\x00", "does not contain"),
    ("F22-svg-as-jpg", "me.jpg", b"<svg/>", "does not contain"),
    ("F03-bidi-exe", "photo\u202egpj.exe", b"MZ", "not allowed"),
    ("F24-no-name", "CON", b"x", "not allowed"),
]


@pytest.mark.parametrize(("name", "content", "words"), [r[1:] for r in LIES], ids=[r[0] for r in LIES])
def test_a_file_that_may_not_be_attached(cast, agnes, incident, media, put, name, content, words):
    with nothing_written():
        for door in DOORS:
            assert_refused(put(door, name, content), door, words)
    assert not stored(media)
    for door in DOORS:
        assert put(door).status_code in (200, 201, 302), door
    assert_open(cast, agnes, incident.number)


TAKEN = [
    ("F01-pdf-script", "a.pdf", b"%PDF-1.7 /JS (app.alert(1))", "attachment"),
    ("F06-gif-script", "a.gif", b"GIF89a/*<script>alert(1)</script>*/", "inline"),
    ("F06-pdf-zip", "a.pdf", b"%PDF-1.7" + ZIP, "attachment"),
    ("F12-png-bomb", "a.png", PNG + b"\x00\x00\x00\rIHDR" + (60_000).to_bytes(4, "big") * 2, "inline"),
    ("F12-gif-broken", "a.gif", b"GIF89a" + b"\x00" * 100_000, "inline"),
    ("F12-jpeg-broken", "a.jpg", b"\xff\xd8\xff" + b"\xff" * 5_000, "inline"),
    ("F13-zip-bomb", "bomb.zip", ZIP + b"\x00" * 50_000, "attachment"),
    ("F13-docx-bomb", "bomb.docx", ZIP + b"../" * 1_000, "attachment"),
    ("F13-gzip", "bomb.gz", b"\x1f\x8b" + b"\x00" * 1_000, "attachment"),
    ("F07-empty", "empty.txt", b"", "inline"),
]


@pytest.mark.parametrize(("name", "content", "how"), [r[1:] for r in TAKEN], ids=[r[0] for r in TAKEN])
def test_a_dangerous_file_is_kept_and_cannot_act(cast, agnes, incident, media, put, name, content, how):
    for door in DOORS:
        assert put(door, name, content).status_code in (200, 201, 302), door
    # One row and one file for each: nothing was unpacked, and no smaller picture was made.
    assert len(stored(media)) == Attachment.objects.count() == len(DOORS)
    for row in Attachment.objects.all():
        answer = browser(cast, "agnes").get(f"/attachments/{row.pk}/")
        assert b"".join(answer.streaming_content) == content
        assert answer["Content-Disposition"].startswith(how)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "html" not in answer["Content-Type"] and "svg" not in answer["Content-Type"]
    assert_open(cast, agnes, incident.number)


NAMES = [
    ("F03-zero-width", "a\u200bb.txt", "ab.txt"),
    ("F03-bidi", "a\u202eb\u2066.txt", "ab.txt"),
    ("F03-dots", "report.txt. . .", "report.txt"),
    ("F04-quotes", 'a"b\\c.txt', "c.txt"),
    ("F04-lines", "a\r\nX-Evil: 1.txt", "aX-Evil_ 1.txt"),
    ("F04-path", "../../etc/passwd.txt", "passwd.txt"),
    ("F04-drive", "C:\\temp\\x.txt", "x.txt"),
    ("F04-long", "x" * 10_240 + ".txt", "x" * 146 + ".txt"),
    ("F04-letters", "отчёт 網路 été.txt", "отчёт 網路 été.txt"),
    ("F04-percent", "%2e%2e%2f%00.txt", "%2e%2e%2f%00.txt"),
    ("F24-con", "CON.txt", "_CON.txt"),
    ("F24-aux", "aux.txt", "_aux.txt"),
    ("F24-colon", "a:b.txt", "a_b.txt"),
    ("F24-pipe", "a|b?.txt", "a_b_.txt"),
    ("F24-wide", "\U0001f525" * 255 + ".txt", "\U0001f525" * 59 + ".txt"),
]


@pytest.mark.parametrize(("given", "kept"), [r[1:] for r in NAMES], ids=[r[0] for r in NAMES])
def test_a_name_is_made_harmless(cast, agnes, incident, media, given, kept):
    file = SimpleUploadedFile("x", b"hello")
    file._name = given
    row = attach(incident, file, by=cast.actor("ruth"), now=NOON)
    assert row.name == kept
    assert [path.name for path in stored(media)] == [row.pk.hex]
    for path in (f"/attachments/{row.pk}/", f"/api/v1/incidents/{incident.number}/attachments/{row.pk}/"):
        answer = agnes.client.get(path, headers=agnes.headers)
        if answer.status_code == 302:
            answer = browser(cast, "ruth").get(path)
        assert b"".join(answer.streaming_content) == b"hello"
        said = answer["Content-Disposition"]
        assert said.isascii() and not set("\r\n") & set(said) and len(said) < 2_000
        assert said.count('"') == 2 and f"filename*=UTF-8''{quote(kept)}" in said
    assert_open(cast, agnes, incident.number)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"F03-{door}")
def test_equal_names_are_kept_apart(put, media, door):
    for name, content in (("\u00e9.txt", b"1"), ("e\u0301.txt", b"2"), ("\u00c9.txt", b"3")):
        assert put(door, name, content).status_code in (200, 201, 302)
    assert sorted(path.read_bytes() for path in stored(media)) == [b"1", b"2", b"3"]
    assert Attachment.objects.count() == 3


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"F07-{door}")
def test_the_limit_is_exact(settings, cast, agnes, incident, media, put, door):
    settings.ATTACHMENT_MAX_BYTES = 10
    for size in (0, 10):
        assert put(door, content=b"x" * size).status_code in (200, 201, 302)
    with nothing_written():
        assert_refused(put(door, "big.txt", b"x" * 11), door, "big.txt", "10", statuses=(413,))
    assert len(stored(media)) == 2
    assert_open(cast, agnes, incident.number)


def test_f07_an_announced_length_over_the_limit_is_not_read(settings, agnes, incident):
    settings.ATTACHMENT_MAX_BYTES = 10
    path = f"/api/v1/incidents/{incident.number}/attachments/"
    with nothing_written():
        answer = agnes.client.generic(
            "POST", path, b"x" * 70_000, "multipart/form-data; boundary=x", headers=agnes.headers
        )
        assert_clear(answer, (413,), "file")


FILE = b'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n'
FIELD = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
MULTIPARTS = [
    ("F09-nothing", b""),
    ("F09-no-boundary", b"hello"),
    ("F09-no-file", FIELD % (b"other", b"1") + b"--x--\r\n"),
    ("F09-two-files", (b"--x\r\n" + FILE + b"\r\n1\r\n") * 2 + b"--x--\r\n"),
    ("F09-flag", FIELD % (b"is_private", b"\x00maybe") + b"--x--\r\n"),
    ("F09-base64", b"--x\r\n" + FILE + b"Content-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n"),
    ("F09-headers", b"--x\r\n" + b"A: b\r\n" * 5_000 + b"\r\n1\r\n--x--\r\n"),
    ("F09-fields", FIELD % (b"a", b"1") * 1_001 + b"--x--\r\n"),
]


@pytest.mark.parametrize("body", [row[1] for row in MULTIPARTS], ids=[row[0] for row in MULTIPARTS])
def test_a_broken_form_attaches_nothing(agnes, incident, media, body):
    path = f"/api/v1/incidents/{incident.number}/attachments/"
    with nothing_written():
        answer = agnes.client.generic(
            "POST", path, body, "multipart/form-data; boundary=x", headers=agnes.headers
        )
        assert_clear(answer, (400, 413))
    assert not stored(media)
    assert_next_works(agnes, incident.number)


class FullDisk(FileSystemStorage):
    """Stands for a disk that becomes full while a file is written."""

    def _save(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half of")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"F10-{door}")
def test_a_full_disk_keeps_the_words_and_leaves_nothing(monkeypatch, cast, agnes, incident, media, put, door):
    with monkeypatch.context() as full, nothing_written():
        full.setattr(Attachment._meta.get_field("file"), "storage", FullDisk(media))
        assert_refused(put(door), door, "notes.txt", "no room", statuses=(507,))
    assert not stored(media)
    assert put(door).status_code in (200, 201, 302)
    assert_open(cast, agnes, incident.number)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"F18-{door}")
def test_too_many_files_in_a_day(settings, cast, agnes, incident, media, put, door):
    settings.ATTACHMENTS_PER_DAY = 2
    for _time in range(2):
        assert put(door).status_code in (200, 201, 302)
    with nothing_written():
        assert_refused(put(door), door, "2 files within a day", statuses=(429,))
    Attachment.objects.update(uploaded_at=NOON)
    assert put(door).status_code in (200, 201, 302)
    assert_open(cast, agnes, incident.number)


def test_f18_several_files_are_attached_all_or_none(settings, cast, incident, media):
    settings.ATTACHMENTS_PER_DAY = 1
    two = [SimpleUploadedFile(name, b"x") for name in ("a.txt", "b.txt")]
    with nothing_written():
        answer = browser(cast, "rafael").post(f"/incidents/{incident.number}/files/new/", {"uploads": two})
        assert answer.status_code == 422
