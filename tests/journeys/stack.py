"""The real stack for journeys: web, worker and beat as `make run` starts them, on a database of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
_OF_A_SERVICE = (
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "SECRET_KEY",
    "DEBUG",
    "BASE_URL",
    "EMAIL_URL",
    "CACHE_URL",
)


def free_port() -> int:
    """Return a port of the loopback interface that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(happens: Callable[[], Any], what: str, *, within: float = 60) -> Any:
    """Wait for something that a worker does; fail saying what did not happen."""
    deadline = time.monotonic() + within
    while True:
        result = happens()
        if result:
            return result
        assert time.monotonic() < deadline, f"did not happen: {what}"
        time.sleep(0.3)


class Stack:
    """A running installation with the demo organisation."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.environment = {name: value for name, value in os.environ.items() if name not in _OF_A_SERVICE}
        self.environment |= {"EVENKEEL_DATA_DIR": str(folder / "data"), "PORT": str(self.port)}
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        self.log = folder / "log"

    def manage(self, *words: str) -> str:
        """Run a management command; return what it prints."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextmanager
    def running(self) -> Iterator["Stack"]:
        """Start everything as `make run` does, and stop it with Ctrl-C."""
        with self.log.open("w") as log:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "quickstart"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                eventually(self._answers, f"the start; its log: {self.log}", within=240)
                yield self
            finally:
                process.send_signal(signal.SIGINT)
                try:
                    assert process.wait(timeout=30) == 0
                finally:
                    if process.poll() is None:
                        process.kill()

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/health/live", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, ConnectionError, TimeoutError):
            return False

    def call(self, path: str, *, body: bytes | None = None, token: str = "") -> tuple[int, bytes]:
        """Send a request as curl would."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = Request(f"{self.address}{path}", data=body, headers=headers)
        try:
            with urlopen(request, timeout=30) as answer:
                return answer.status, answer.read()
        except HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read()

    def mails(self, address: str, words: str) -> list[Message]:
        """Return the messages to an address whose subject has these words, as the file backend kept them."""
        found = []
        for file in sorted((self.folder / "data" / "mail").glob("*")):
            for raw in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
                message = message_from_bytes(raw.lstrip(), policy=default)
                if address in str(message["To"]) and words in str(message["Subject"]):
                    found.append(message)
        return found
