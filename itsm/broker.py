"""The embedded broker: a Celery transport over files, for one host that has no Redis or RabbitMQ.

Kombu's own file transport writes messages in place: a reader can meet half a message, and the worker dies.
Here a message appears by rename, is claimed by rename, and stays on disk until it is acknowledged.
"""

import fcntl
import json
import shutil
import time
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any
from urllib.parse import quote

from kombu.transport import TRANSPORT_ALIASES, virtual

from itsm.broker_claims import Claims, write_whole

SCHEME = "evenkeel"
LOOK_FOR_DEAD_CLAIMS_EVERY = 5.0


def register() -> None:
    """Make `evenkeel://` an address Celery understands; its option `folder` says where the files are."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


def options_for(url: str, folder: Path, *, hurried: bool = False) -> dict[str, object]:
    """Return Celery's transport options for the broker behind the address; `hurried` when a person waits."""
    # No retries while connecting: a request that nudges a worker must not wait for a broker that is away.
    options: dict[str, object] = {"max_retries": 0}
    if url.startswith(f"{SCHEME}:"):
        options |= {"folder": str(folder)}
    elif url.startswith("redis"):
        # Longer than the longest task, or Redis hands it out twice.
        options |= {
            "visibility_timeout": 600,
            "socket_connect_timeout": 1,
            "socket_timeout": 1 if hurried else 5,
        }
    return options


class Channel(virtual.Channel):
    """Queues as folders, messages as files in order of the wall clock, bindings in one table per exchange."""

    supports_fanout = True

    def __init__(self, connection: Any, **kwargs: Any) -> None:
        super().__init__(connection, **kwargs)
        self.root = Path(connection.client.transport_options["folder"])
        self._claims: Claims | None = None
        self._listed: dict[str, deque[Path]] = {}
        self._no_ack: set[str] = set()
        self._looked_at = 0.0

    @property
    def claims(self) -> Claims:
        if self._claims is None:
            self._claims = Claims(self.root)
        return self._claims

    def _queue(self, queue: str) -> Path:
        return self.root / "queues" / f"q-{quote(queue, safe='@')}"

    def _waiting(self, queue: str) -> list[Path]:
        return sorted(self._queue(queue).glob("[!.]*"))

    def _put(self, queue: str, message: dict[str, Any], **kwargs: Any) -> None:
        write_whole(self._queue(queue) / f"{time.time_ns():020d}-{uuid.uuid4().hex}", message)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        listed = self._listed.setdefault(queue, deque())
        if not listed:
            self._return_dead_claims()
            listed.extend(self._waiting(queue))
        while listed:
            message = self.claims.take(listed.popleft())
            if message is not None:
                if queue in self._no_ack:
                    self.claims.drop(message["properties"]["delivery_tag"])
                return message
        raise Empty

    def _return_dead_claims(self) -> None:
        if time.monotonic() - self._looked_at >= LOOK_FOR_DEAD_CLAIMS_EVERY:
            self._looked_at = time.monotonic()
            self.claims.return_dead()

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        waiting = self._waiting(queue)
        for file in waiting:
            file.unlink(missing_ok=True)
        return len(waiting)

    def _delete(self, queue: str, exchange: str, *meta: Any, **kwargs: Any) -> None:
        with self._table_locked(exchange) as table:
            write_whole(table, [row for row in self.get_table(exchange) if row[2] != queue])
        shutil.rmtree(self._queue(queue), ignore_errors=True)

    def basic_consume(self, queue: str, no_ack: bool, *args: Any, **kwargs: Any) -> None:
        if no_ack:
            self._no_ack.add(queue)
        super().basic_consume(queue, no_ack, *args, **kwargs)

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        super().basic_ack(delivery_tag, multiple)
        self.claims.drop(delivery_tag)

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        super().basic_reject(delivery_tag, requeue=requeue)
        self.claims.drop(delivery_tag)

    def _restore(self, message: virtual.Message) -> None:
        self.claims.give_back(message.delivery_tag)

    def close(self) -> None:
        super().close()
        if self._claims is not None:
            self._claims.close()
            self._claims = None

    def _table(self, exchange: str) -> Path:
        return self.root / "exchanges" / f"x-{quote(exchange, safe='')}"

    def get_table(self, exchange: str) -> list[tuple[str, str, str]]:
        try:
            rows = json.loads(self._table(exchange).read_bytes())
        except FileNotFoundError:
            return []
        return [(row[0], row[1], row[2]) for row in rows]

    @contextmanager
    def _table_locked(self, exchange: str) -> Iterator[Path]:
        table = self._table(exchange)
        table.parent.mkdir(parents=True, exist_ok=True)
        with table.with_name(f".lock-{table.name}").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield table

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        row = (routing_key or "", pattern or "", queue or "")
        with self._table_locked(exchange) as table:
            rows = self.get_table(exchange)
            if row not in rows:
                write_whole(table, [row, *rows])

    def _put_fanout(self, exchange: str, message: dict[str, Any], routing_key: str, **kwargs: Any) -> None:
        for _, _, queue in self.get_table(exchange):
            self._put(queue, message)


class Transport(virtual.Transport):
    """Polls its folders; everything it knows is on disk, so any process of this host can join."""

    Channel = Channel
    driver_type = driver_name = SCHEME
    polling_interval = 0.1
    implements = virtual.Transport.implements.extend(exchange_type=frozenset(["direct", "topic", "fanout"]))

    def driver_version(self) -> str:
        return "1"
