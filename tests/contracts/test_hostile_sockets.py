"""Requests that no client library would send (H01, H03, H09, H10, H16, U09), against the server that we ship."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.itsm.test_serve import ROOT, eventually, free_port

GET = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
END = b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Start the web process alone; what is asked of it here needs no database."""
    number = free_port()
    folder = tmp_path_factory.mktemp("web")
    environment = {
        "PATH": os.environ["PATH"],
        "EVENKEEL_DATA_DIR": str(folder),
        "PORT": str(number),
        "WEB_PROCESSES": "1",
        "DEBUG": "true",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "python:itsm.gunicorn"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        eventually(lambda: is_well(number), within=40)
        yield number
    finally:
        process.terminate()
        process.wait(timeout=15)


def ask(port: int, request: bytes) -> bytes:
    """Send bytes as they are and read until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        answer = b""
        try:
            line.sendall(request)
            while part := line.recv(65_536):
                answer += part
        except ConnectionError:
            pass  # refused in the middle of what we send; what came before counts
        return answer


def status(answer: bytes) -> int:
    """Return the status of the first answer, 0 where the connection was just closed."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def is_well(port: int) -> bool:
    """Say whether a good request gets its answer."""
    try:
        return status(ask(port, GET + END)) == 200
    except OSError:
        return False


POST = b"POST /health/live HTTP/1.1\r\nHost: localhost\r\n"
SMUGGLED = b"0\r\n\r\nGET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n"
REFUSED = {
    "H01-two-hosts": GET + b"Host: evil.example\r\n" + END,
    "H01-evil": b"GET / HTTP/1.1\r\nHost: evil.example\r\n" + END,
    "H01-space": b"GET / HTTP/1.1\r\nHost: local host\r\n" + END,
    "H01-user": b"GET / HTTP/1.1\r\nHost: me@localhost\r\n" + END,
    "H09-both": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + SMUGGLED,
    "H09-xchunked": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + SMUGGLED,
    "H09-twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n" + SMUGGLED,
    "H09-tab": POST + b"Transfer-Encoding:\tchunked, identity\r\n\r\n" + SMUGGLED,
    "H09-lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "H09-length": POST + b"Content-Length: +5\r\n\r\nabcde",
    "H09-bare-lf": b"GET /health/live HTTP/1.1\nHost: localhost\nConnection: close\n\n",
    "H10-long": GET + b"X-Long: " + b"x" * 65_536 + b"\r\n" + END,
    "H10-many": GET + b"".join(b"X-%d: y\r\n" % number for number in range(1_000)) + END,
    "H10-space": GET + b"X Space: y\r\n" + END,
    "H10-space-before-colon": GET + b"X-Space : y\r\n" + END,
    "H10-letters": GET + "X-Größe: y\r\n".encode() + END,
    "H10-folded": GET + b"X-Fold: a\r\n b\r\n" + END,
    "H10-nul": GET + b"X-Nul: a\0b\r\n" + END,
    "H10-path": b"GET /" + b"x" * 65_536 + b" HTTP/1.1\r\nHost: localhost\r\n" + END,
    "U08-connect": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n" + END,
    "U08-trace": b"TRACE /health/live HTTP/1.1\r\nHost: localhost\r\n" + END,
    "U08-lower": b"get /health/live HTTP/1.1\r\nHost: localhost\r\n" + END,
}


@pytest.mark.parametrize("request_", REFUSED.values(), ids=REFUSED)
def test_a_request_out_of_shape_is_refused_and_the_line_closed(port: int, request_: bytes) -> None:
    answer = ask(port, request_)
    assert status(answer) in (400, 404, 405, 414, 431, 501), answer[:200]
    assert answer.count(b"HTTP/1.1 ") == 1, "nothing behind it was taken for a second request"
    assert is_well(port)


def test_H16_a_client_that_waits_is_told_to_go_on(port: int) -> None:
    answer = ask(port, GET + b"Expect: 100-continue\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n" + END)
    assert b"200 OK" in answer and b"101 Switching" not in answer
    assert is_well(port)


SCHEMES = [b"X-Forwarded-Proto: https", b"X-Forwarded-Protocol: ssl", b"X-Forwarded-Ssl: on"]


@pytest.mark.parametrize("name", SCHEMES, ids=lambda name: f"H03-{name.decode()[:18]}")
def test_H03_the_server_believes_no_forwarded_scheme(port: int, name: bytes) -> None:
    plain = ask(port, b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n" + END)
    told = ask(port, b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n" + name + b"\r\n" + END)
    assert status(told) == status(plain)
    assert b"http://localhost" in told and b"https://localhost" not in told


@pytest.mark.parametrize("name", [b"SCRIPT_NAME: /evil", b"PATH_INFO: /admin/", b"REMOTE_USER: adam"])
def test_H04_names_with_underscores_are_dropped(port: int, name: bytes) -> None:
    answer = ask(port, GET + name + b"\r\n" + END)
    assert status(answer) in (200, 400)
    assert b"evil" not in answer


HIDDEN = [
    "/static/../itsm/settings.py",
    "/static/%2e%2e/itsm/settings.py",
    "/static/..%2fitsm/settings.py",
    "/static/..%5citsm%5csettings.py",
    "/static//etc/passwd",
    "/static/%00",
    "/static/",
    "/media/",
    "/media/../secret_key",
    "/.git/config",
    "/.env",
    "/itsm/settings.py",
    "/evenkeel.sqlite3",
    "/var/secret_key",
    "/static/js/evenkeel.js.map",
    "/static/js/evenkeel.js~",
    "/static/js/evenkeel.js.bak",
    "/static/css/../../manage.py",
]


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=f"U09-{number}") for number, path in enumerate(HIDDEN)]
)
def test_what_is_no_page_is_not_served(port: int, path: str) -> None:
    answer = ask(port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n".encode() + END)
    assert status(answer) in (400, 404), answer[:200]
    assert b"SECRET_KEY =" not in answer and b"root:" not in answer and b"Index of" not in answer
    assert is_well(port)
    assert status(ask(port, b"GET /static/js/evenkeel.js HTTP/1.1\r\nHost: localhost\r\n" + END)) == 200
