"""A form that breaks off in its file must not be taken as a form without the file."""

import io

import pytest
from django.test import Client

from incidents.records.models import Incident
from incidents.records.timeline_models import Attachment, Entry
from itsm.whole_bodies import WholeBody, whole_bodies
from tests.builders import make_incident
from tests.cast import Cast

WORDS = b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\nSee the picture.\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="uploads"; filename="a.txt"\r\n\r\n' + b"x" * 200_000
END = b"\r\n--x--\r\n"


@pytest.fixture(autouse=True)
def _elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def send(cast: Cast, incident: Incident, body: bytes, length: int) -> int:
    """Send Ruth's message to the application as a server does, and return the status."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ruth)
    client.cookies["csrftoken"] = "a" * 32
    environ = client._base_environ(
        REQUEST_METHOD="POST",
        PATH_INFO=f"/help/{incident.number}/reply/",
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(length),
        HTTP_X_CSRFTOKEN="a" * 32,
    )
    environ["wsgi.input"] = io.BytesIO(body)
    (answer,) = whole_bodies(lambda told, _start: [client.handler(told)])(environ, None)
    return answer.status_code


def test_a_whole_form_is_taken(cast):
    incident, body = make_incident(cast), WORDS + FILE + END
    assert send(cast, incident, body, len(body)) == 302
    assert Entry.objects.filter(body="See the picture.").exists()
    assert Attachment.objects.get().size == 200_000


@pytest.mark.parametrize(
    "kept", [50, len(WORDS), len(WORDS) + 1_000, -20], ids=lambda kept: f"F09-form-{kept}"
)
def test_a_form_that_breaks_off_is_not(cast, kept):
    incident, body = make_incident(cast), WORDS + FILE + END
    assert send(cast, incident, body[:kept], len(body)) in (400, 403, 422)
    assert not Entry.objects.filter(body__contains="See").exists()
    assert not Attachment.objects.exists()


def test_lines_are_counted_like_bytes():
    body = WholeBody(io.BytesIO(b"one\ntwo\n"), 8)
    assert (body.readline(), body.readline(2), body.read()) == (b"one\n", b"tw", b"o\n")
    assert body.read() == body.readline() == b""
    with pytest.raises(ConnectionResetError):
        WholeBody(io.BytesIO(b"one"), 4).readline()
