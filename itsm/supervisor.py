"""Starts web, worker and beat together, restarts the one that dies, and stops them together."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

STOP_WITHIN = 8.0
START_WITHIN = 60.0
LONGEST_PAUSE = 30.0
# A child that ran this long before it died starts again without a pause.
STEADY_AFTER = 60.0
PR_SET_PDEATHSIG = 1


def _end_with_the_supervisor() -> None:
    """Ask Linux to end this child when its parent is killed, so that no orphan keeps the port."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process and the memory of how often it had to be restarted."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    deaths: int = 0
    start_at: float = 0.0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            # Ctrl-C in a terminal reaches the whole group; only the supervisor shall decide what stops when.
            start_new_session=True,
            preexec_fn=_end_with_the_supervisor if sys.platform == "linux" else None,
        )

    @property
    def status(self) -> int | None:
        """Return the exit status, None while it runs."""
        return self.process.poll() if self.process else None

    def signal_group(self, number: signal.Signals) -> None:
        if self.process:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def plan_restart(self) -> float:
        """Note the death and return the pause before the next start."""
        now = time.monotonic()
        self.deaths = 1 if now - self.started_at > STEADY_AFTER else self.deaths + 1
        pause = min(float(2 ** (self.deaths - 1)), LONGEST_PAUSE)
        self.process, self.start_at = None, now + pause
        return pause


def answers(address: str) -> bool:
    """Tell whether a web server of ours answers; a refusal of the host name is an answer, too."""
    try:
        with urlopen(address, timeout=2):  # noqa: S310
            return True
    except HTTPError as refusal:
        return refusal.code < 500
    except (URLError, OSError):
        return False


@dataclass
class Supervisor:
    """Runs the children until a signal; `web` must answer at `live` before anything is announced."""

    web: Child
    others: list[Child]
    live: str
    say: Callable[[str], None]
    announce: Callable[[], None]
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def children(self) -> list[Child]:
        return [self.web, *self.others]

    def run(self) -> int:
        """Run until told to stop; return the exit status."""
        previous = {
            number: signal.signal(number, self._asked_to_stop) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            for child in self.children:
                child.start()
            if not self._wait_for_web():
                return 0 if self.stopping.is_set() else 1
            self.announce()
            while not self.stopping.wait(0.25):
                self._restart_the_dead()
            self.say("Stopping.")
            return 0
        finally:
            self._stop_all()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _wait_for_web(self) -> bool:
        give_up_at = time.monotonic() + START_WITHIN
        while not self.stopping.wait(0.1):
            if self.web.status is not None:
                self.say(f"The web server did not start (exit status {self.web.status}); see above.")
                return False
            if answers(self.live):
                return True
            if time.monotonic() > give_up_at:
                self.say(f"The web server did not answer at {self.live} within {START_WITHIN:.0f} seconds.")
                return False
        return False

    def _restart_the_dead(self) -> None:
        for child in self.children:
            if child.status is not None:
                status, pause = child.status, child.plan_restart()
                self.say(f"{child.name} ended with status {status}; starting it again in {pause:.0f} s.")
            if child.process is None and time.monotonic() >= child.start_at:
                child.start()

    def _stop_all(self) -> None:
        for child in self.children:
            if child.process:
                # Only the head of each group: it ends its own helpers in good order.
                child.process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for child in self.children:
            if child.process:
                try:
                    child.process.wait(timeout=max(deadline - time.monotonic(), 0.1))
                except subprocess.TimeoutExpired:
                    self.say(f"{child.name} did not stop in time and was ended.")
                child.signal_group(signal.SIGKILL)
                child.process.wait()
