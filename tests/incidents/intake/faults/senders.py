"""Monitors that send as real ones do: after a refusal or without an answer the same event again, until it is taken."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.incidents.intake.bodies import event

_PAUSE = 0.2


@dataclass
class Ledger:
    """What the senders know of each dedup key: how often it was accepted, and how often nobody knows."""

    accepted: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)


class Senders:
    """Some threads that share a list of events."""

    def __init__(self, port: int, key: str, dedup_keys: Sequence[str], *, threads: int = 4) -> None:
        self.ledger = Ledger()
        self._port, self._key = port, key
        self._left = list(reversed(dedup_keys))
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._send_all) for _number in range(threads)]
        self._give_up = threading.Event()

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    @property
    def are_done(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        self._give_up.set()
        for thread in self._threads:
            thread.join()

    def _next(self) -> str | None:
        with self._lock:
            return self._left.pop() if self._left else None

    def _send_all(self) -> None:
        while (dedup_key := self._next()) is not None:
            body = json.dumps(event(self._key, dedup_key=dedup_key, summary=f"{dedup_key} is full")).encode()
            while not self._give_up.is_set() and not self._is_taken(dedup_key, body):
                time.sleep(_PAUSE)

    def _is_taken(self, dedup_key: str, body: bytes) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=15)
        try:
            connection.connect()
        except OSError:
            return False
        try:
            connection.request("POST", "/v2/enqueue", body, {"Content-Type": "application/json"})
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            connection.close()
        with self._lock:
            if status == 202:
                self.ledger.accepted[dedup_key] += 1
            elif status in (0, 500, 502, 503, 504):
                self.ledger.unknown[dedup_key] += 1
            else:
                self.ledger.refusals.append(f"{dedup_key}: {status}")
        return status not in (0, 500, 502, 503, 504)
