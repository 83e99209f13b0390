"""The supervisor for real: web, worker and beat start together, survive a death and stop together."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from tests.prepared import install

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, "-W", "default", str(ROOT / "manage.py")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(happens: Callable[[], bool], *, within: float) -> None:
    deadline = time.monotonic() + within
    while not happens():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


class Service:
    """One `manage.py serve` with data and a port of its own."""

    def __init__(self, folder: Path, prepared: Path) -> None:
        install(prepared, folder / "data")
        self.port = free_port()
        self.log = folder / "log"
        self.environment = environment_of(folder / "data") | {"PORT": str(self.port)}
        self.output = self.log.open("w")
        self.process = subprocess.Popen(
            [*MANAGE, "serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def text(self) -> str:
        return self.log.read_text()

    def health(self, page: str) -> tuple[int, dict[str, Any]]:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/health/{page}", timeout=5) as answer:
                return answer.status, json.load(answer)
        except HTTPError as refusal:
            with refusal:
                return refusal.code, json.load(refusal)
        except (URLError, ConnectionError):
            return 0, {}

    def children(self) -> dict[str, int]:
        """Return the supervisor's direct children by their role."""
        roles = {"gunicorn": "web", "worker": "worker", "beat": "beat"}
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                words = (folder / "cmdline").read_text().split("\0")
            except (OSError, IndexError):
                continue  # it ended while we looked
            if parent == self.process.pid:
                found |= {role: int(folder.name) for word, role in roles.items() if word in words}
        return found

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=15)

    def clean_up(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.output.close()


def environment_of(data: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "EVENKEEL_DATA_DIR": str(data),
        "DEBUG": "true",
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def service(tmp_path: Path, prepared: Path) -> Iterator[Service]:
    running = Service(tmp_path, prepared)
    try:
        eventually(lambda: "is running at" in running.text(), within=40)
        yield running
    finally:
        running.clean_up()


def test_everything_starts_ticks_recovers_and_stops(service: Service) -> None:
    assert service.health("live") == (200, {"status": "ok"})
    assert service.health("ready")[0] == 200
    children = service.children()
    assert set(children) == {"web", "worker", "beat"}

    # The tick went from beat through the broker to the worker and into the database.
    eventually(lambda: heart_has_beaten(service), within=40)

    os.kill(children["worker"], signal.SIGKILL)
    eventually(lambda: service.children().get("worker", children["worker"]) != children["worker"], within=15)
    assert "worker ended with status -9; starting it again" in service.text()

    asked_at = time.monotonic()
    assert service.stop(signal.SIGINT) == 0
    assert time.monotonic() - asked_at < 10
    assert service.health("live")[0] == 0
    for pid in children.values():
        assert not Path(f"/proc/{pid}").exists()


def heart_has_beaten(service: Service) -> bool:
    code = "from itsm.tasks import last_heartbeat; print(last_heartbeat())"
    answer = subprocess.run(
        [*MANAGE, "shell", "-v0", "-c", code],
        cwd=ROOT,
        env=service.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout.strip() != "None"


def test_it_stops_on_terminate_and_refuses_a_port_in_use(service: Service) -> None:
    second = subprocess.run(
        [*MANAGE, "serve"], cwd=ROOT, env=service.environment, capture_output=True, text=True, timeout=30
    )
    assert second.returncode == 1
    assert (
        second.stderr.strip()
        .splitlines()[-1]
        .startswith(f"CommandError: cannot listen on 127.0.0.1:{service.port}")
    )
    assert service.stop(signal.SIGTERM) == 0


def test_nothing_outlives_a_killed_supervisor(service: Service) -> None:
    children = service.children()
    assert service.stop(signal.SIGKILL) == -signal.SIGKILL
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children.values()), within=15)
    assert service.health("live")[0] == 0
