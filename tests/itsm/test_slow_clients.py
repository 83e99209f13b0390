"""Slow, silent and broken clients against the real web server: each is let go, and the next one is served."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.itsm.test_serve import MANAGE, ROOT, environment_of, eventually, free_port
from tests.prepared import install

PATIENCE = 3
# The server has one thread: while a client holds it, nobody else is served.
SERVER = {"SLOW_CLIENT_SECONDS": str(PATIENCE), "WEB_PROCESSES": "1", "WEB_THREADS": "1"}
# A token, an incident and a large file.
PREPARE = """
from django.core.files.uploadedfile import SimpleUploadedFile
from incidents.records.operations.attaching import attach
from accounts.access.operations import create_token
from accounts import clock
from incidents.lifecycle.operations.opening import Report, open_incident
from tests.cast import make_cast
cast = make_cast()
now, by = clock.now(), cast.actor("agnes")
print(create_token(cast.agnes, scopes=["admin"], name="test", by=by, now=now)[1])
incident = open_incident(Report(title="One", requester=cast.ruth), by=by, now=now)
print(incident.number)
# More than the buffers between two sockets hold.
print(attach(incident, SimpleUploadedFile("large.txt", b"x" * 24_000_000), by=by, now=now).pk)
"""


class Server:
    """The web server with data of its own."""

    def __init__(self, data: Path, prepared: Path) -> None:
        install(prepared, data)
        self.port, self.data = free_port(), data
        self.environment = {**environment_of(data), **SERVER, "PORT": str(self.port)}
        self.token, self.number, self.file = self.shell(PREPARE).split()
        self.key = self.manage("create_intake_key", "alertmanager", "--name", "Prometheus").strip()
        self.log = (data / "log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "python:itsm.gunicorn"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def manage(self, *words: str) -> str:
        return subprocess.run(
            [*MANAGE, *words], cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def shell(self, code: str) -> str:
        return self.manage("shell", "-v0", "-c", code)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def head(self, path: str, length: int, kind: str = "application/json") -> bytes:
        lines = [
            f"POST {path} HTTP/1.1",
            "Host: localhost",
            f"Authorization: Bearer {self.token}",
            f"Content-Type: {kind}",
            f"Content-Length: {length}",
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    def is_served(self) -> bool:
        """Say whether the next client is answered."""
        try:
            with closing(self.connect()) as client:
                client.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return b"200 OK" in everything(client)
        except OSError:
            return False

    def rows(self) -> dict[str, int]:
        code = (
            "from incidents.records.models import Incident; from incidents.intake.models import Alert;"
            "from incidents.records.timeline_models import Attachment;"
            "print(Incident.objects.count(), Attachment.objects.count(), Alert.objects.count())"
        )
        return dict(zip(("incidents", "files", "alerts"), map(int, self.shell(code).split()), strict=True))

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=15)
        self.log.close()


def everything(client: socket.socket) -> bytes:
    """Receive until the server closes; a reset is a close."""
    received = b""
    try:
        while piece := client.recv(65_536):
            received += piece
    except ConnectionError:
        return received
    return received


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("web"), prepared)
    try:
        eventually(running.is_served, within=40)
        yield running
    finally:
        running.stop()


@pytest.fixture(autouse=True)
def _goes_on(server: Server) -> Iterator[None]:
    """After every row nothing was written, no file is left, and the next good call works."""
    before = server.rows()
    yield
    assert server.is_served()
    assert server.rows() == before
    media = server.data / "media"
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1
    assert "Traceback" not in (server.data / "log").read_text()
    body = b'{"title": "The next good one"}'
    with closing(server.connect()) as client:
        client.sendall(server.head("/api/v1/incidents/", len(body)) + body)
        assert b"201 Created" in client.recv(65_536)


BEGUN = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nThe first half'
CREATE, FORM = "/api/v1/incidents/", "multipart/form-data; boundary=x"


def sent_by(row: str, server: Server) -> tuple[bytes, bytes]:
    """Return what a client sends at once, and what it goes on sending byte by byte."""
    files = f"/api/v1/incidents/{server.number}/attachments/"
    intake = f"/api/v1/intake/alertmanager/{server.key}/"
    return {
        "A22-silent-body": (server.head(CREATE, 1_000) + b'{"title": "x"', b""),
        "A22-silent-head": (b"POST /api/v1/incidents/ HTTP/1.1\r\nHost: loc", b""),
        "A22-slow-head": (b"GET /health/live HTTP/1.1\r\n", b"X-A: " + b"a" * 1_000),
        "M21-slow-body": (server.head(intake, 1_000), b'{"version": "4", "alerts": [' + b" " * 900),
        "F09-slow-upload": (server.head(files, 5_000, FORM) + BEGUN, b"x" * 1_000),
    }[row]


@pytest.mark.parametrize(
    "row", ["A22-silent-body", "A22-silent-head", "A22-slow-head", "M21-slow-body", "F09-slow-upload"]
)
def test_who_is_too_slow_is_let_go(server: Server, row: str) -> None:
    at_once, drop_by_drop = sent_by(row, server)
    begun = time.monotonic()
    with closing(server.connect()) as client:
        client.sendall(at_once)
        client.settimeout(0.3)
        answer = b""
        for index in range(200):
            try:
                if drop_by_drop:
                    client.sendall(drop_by_drop[index : index + 1])
                piece = client.recv(65_536)
            except TimeoutError:
                continue
            except ConnectionError:
                break
            if not piece:
                break
            answer += piece
        assert time.monotonic() - begun < 30
    assert not answer or answer.split()[1] in (b"400", b"401", b"408"), answer
    eventually(server.is_served, within=30)


@pytest.mark.parametrize("row", ["F09-cut-upload", "A22-cut-body"])
def test_what_breaks_off_is_not_taken_for_the_whole(server: Server, row: str) -> None:
    path, kind, body = {
        "F09-cut-upload": (f"/api/v1/incidents/{server.number}/attachments/", FORM, BEGUN + b"." * 3_000_000),
        "A22-cut-body": (CREATE, "application/json", b'{"title": "Whole"}'),
    }[row]
    with closing(server.connect()) as client:
        client.sendall(server.head(path, len(body) + 100, kind) + body)
        client.shutdown(socket.SHUT_WR)
        answer = everything(client)
    assert not answer or b"400 Bad Request" in answer.splitlines()[0], answer[:200]


def test_f27_who_does_not_read_holds_nobody_up(server: Server) -> None:
    path = f"/api/v1/incidents/{server.number}/attachments/{server.file}/"
    head = server.head(path, 0).replace(b"POST", b"GET", 1)
    with closing(server.connect()) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.sendall(head)
        assert b"200 OK" in client.recv(100)
        eventually(server.is_served, within=30)


def test_f27_who_reads_slowly_gets_all_of_it(server: Server) -> None:
    path = f"/api/v1/incidents/{server.number}/attachments/{server.file}/"
    head = server.head(path, 0).replace(b"POST", b"GET", 1).replace(b"Host", b"Connection: close\r\nHost", 1)
    received, begun = b"", time.monotonic()
    with closing(server.connect()) as client:
        client.sendall(head)
        while time.monotonic() - begun < PATIENCE + 2:
            # The server may write again when a third of its buffer is free: slow is not slower than that.
            received += client.recv(16_384)
            time.sleep(0.01)
        received += everything(client)
    body = received.partition(b"\r\n\r\n")[2]
    assert (len(body), set(body)) == (24_000_000, {ord("x")})


def test_the_server_is_alive(server: Server) -> None:
    os.kill(server.process.pid, 0)
