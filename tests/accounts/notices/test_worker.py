"""A real worker on the embedded broker: messages go out after the commit, and after every outage."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.accounts.notices.mailbox import Mailbox
from tests.prepared import install

ROOT = Path(__file__).resolve().parents[3]
REPORT = """
import sys
import django
django.setup()
from accounts import clock
from accounts.people.models import User
from tests.builders import make_incident
from tests.cast import Cast, make_cast
if not User.objects.filter(username="ruth").exists():
    make_cast()
cast = Cast({"ruth": User.objects.get(username="ruth")}, {}, {}, {}, None)
print(make_incident(cast, sys.argv[1], now=clock.now()).number)
"""


def eventually(happens: Callable[[], bool], *, within: float = 40) -> None:
    deadline = time.monotonic() + within
    while not happens():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


class Installation:
    """A data directory with its own database and broker, and at most one worker."""

    def __init__(self, data: Path, mailbox: Mailbox) -> None:
        self.data = data
        self.environment = {
            "PATH": os.environ["PATH"],
            "EVENKEEL_DATA_DIR": str(data),
            "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "DJANGO_SETTINGS_MODULE": "itsm.settings",
            "PYTHONPATH": str(ROOT),
        }
        self.worker: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> str:
        """Run Python with these words and return what it says."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def report(self, title: str) -> str:
        """Log an incident for Ruth in a process of its own and return its number."""
        return self.run("-c", REPORT, title)

    def start_worker(self) -> None:
        with (self.data / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "itsm", "worker", "-P", "solo", "-l", "warning"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def stop_worker(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.worker is not None:
            self.worker.send_signal(how)
            self.worker.wait(timeout=30)
            self.worker = None


@pytest.fixture
def installation(tmp_path: Path, prepared: Path) -> Iterator[tuple[Installation, Mailbox]]:
    mailbox = Mailbox()
    mailbox.start()
    installed = Installation(tmp_path / "data", mailbox)
    install(prepared, installed.data)
    try:
        yield installed, mailbox
    finally:
        installed.stop_worker(signal.SIGKILL)
        mailbox.stop()


def test_the_worker_delivers_now_and_after_it_was_away(installation: tuple[Installation, Mailbox]) -> None:
    installed, mailbox = installation
    installed.start_worker()
    first = installed.report("While the worker runs")
    eventually(lambda: any(first in str(message["Subject"]) for message in mailbox.messages))

    installed.stop_worker()
    second = installed.report("While the worker is away")
    assert not any(second in str(message["Subject"]) for message in mailbox.messages)
    installed.start_worker()
    eventually(lambda: any(second in str(message["Subject"]) for message in mailbox.messages))

    installed.stop_worker(signal.SIGKILL)
    third = installed.report("The broker loses everything")
    shutil.rmtree(installed.data / "broker")
    assert installed.run("manage.py", "tick", "--until-idle").split(", ")[-2] == "deliveries 1"
    assert any(third in str(message["Subject"]) for message in mailbox.messages)
    assert len(mailbox.messages) == 3
