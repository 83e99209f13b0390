"""Receivers that trickle, keep silent or never end: a call ends in time, and holds little (O11, O16)."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import pytest

from accounts.clock import now
from accounts.outgoing.calling import EXCERPT, NoAnswerError, post

WITHIN = 0.4
Answering = Callable[[socket.socket], None]


def _pieces(peer: socket.socket, first: bytes, piece: bytes, pause: float) -> None:
    """Send a beginning and then piece after piece, until the other side hangs up."""
    over = threading.Event()
    peer.sendall(first)
    while not over.wait(pause):
        peer.sendall(piece)


BEGINNING = b"HTTP/1.1 200 OK\r\n"
WITHOUT_ANSWER: dict[str, Answering] = {
    "silent": lambda peer: _pieces(peer, b"", b"", 0.05),
    "trickling": lambda peer: _pieces(peer, BEGINNING, b"X", 0.05),
    "endless-headers": lambda peer: _pieces(peer, BEGINNING, b"X-A: " + b"b" * 1000 + b"\r\n", 0.001),
    "always-continue": lambda peer: _pieces(peer, b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01),
    "no-http": lambda peer: peer.sendall(b"220 mail.example.org ESMTP\r\n"),
    "hangs-up": lambda peer: None,
}
WITH_ANSWER: dict[str, Answering] = {
    "endless-body": lambda peer: _pieces(peer, BEGINNING + b"\r\n", b"x" * 65_536, 0.0001),
    "trickling-body": lambda peer: _pieces(peer, BEGINNING + b"Content-Length: 9999\r\n\r\n", b"x", 0.02),
    "broken-chunks": lambda peer: peer.sendall(BEGINNING + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
}


@pytest.fixture
def receiver(settings: Any) -> Iterator[Callable[[Answering], str]]:
    """Start a receiver that answers each connection in its own way; returns its address."""
    door = socket.create_server(("127.0.0.1", 0))
    settings.OUTGOING_ALLOWED_HOSTS = [f"127.0.0.1:{door.getsockname()[1]}"]

    def start(answering: Answering) -> str:
        def run() -> None:
            with contextlib.suppress(OSError):
                peer, _address = door.accept()
                with peer:
                    peer.recv(65_536)
                    answering(peer)

        threading.Thread(target=run, daemon=True).start()
        return f"http://127.0.0.1:{door.getsockname()[1]}/"

    yield start
    door.close()


@pytest.mark.parametrize("how", WITHOUT_ANSWER)
def test_a_call_without_an_answer_ends_in_time(receiver: Any, how: str) -> None:
    begun = monotonic()
    with pytest.raises(NoAnswerError) as problem:
        post(receiver(WITHOUT_ANSWER[how]), b"{}", {}, now=now(), within=WITHIN)
    assert monotonic() - begun < 5
    assert str(problem.value)
    assert "ESMTP" not in str(problem.value)


@pytest.mark.parametrize("how", WITH_ANSWER)
def test_an_answer_without_an_end_counts_and_is_cut(receiver: Any, how: str) -> None:
    begun = monotonic()
    answer = post(receiver(WITH_ANSWER[how]), b"{}", {}, now=now(), within=WITHIN)
    assert answer.status == 200
    assert len(answer.excerpt) <= EXCERPT
    assert monotonic() - begun < 5


def test_proxies_of_the_environment_are_not_asked(receiver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    url = receiver(lambda peer: peer.sendall(b"HTTP/1.1 204 No Content\r\n\r\n"))
    assert post(url, b"{}", {}, now=now()).status == 204
