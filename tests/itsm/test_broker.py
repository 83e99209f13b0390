"""The embedded broker: nothing lost, nothing torn, nothing taken by a process that died."""

import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.queues import Queue
from pathlib import Path

import pytest
from kombu import Connection, Consumer, Exchange
from kombu import Queue as Mailbox
from kombu.simple import SimpleQueue

from itsm import broker

broker.register()
PRODUCERS, EACH = 4, 500
# Fork would copy the locks and connections of the test process; real workers are processes of their own.
processes = multiprocessing.get_context("spawn")


@contextmanager
def connected(folder: Path) -> Iterator[Connection]:
    options = {"folder": str(folder), "polling_interval": 0.02}
    with Connection("evenkeel://", transport_options=options) as connection:
        yield connection


def produce(folder: Path, name: int) -> None:
    with connected(folder) as connection:
        queue = connection.SimpleQueue("work")
        for index in range(EACH):
            queue.put({"id": f"{name}-{index}", "padding": "x" * 2000})


def consume(folder: Path, seen: "Queue[str]") -> None:
    with connected(folder) as connection:
        queue = connection.SimpleQueue("work")
        try:
            while True:
                message = queue.get(timeout=3)
                assert len(message.payload["padding"]) == 2000
                seen.put(message.payload["id"])
                message.ack()
        except SimpleQueue.Empty:
            seen.put("end")


def hold(folder: Path, taken: "Queue[str]") -> None:
    """Take one message and never finish it."""
    with connected(folder) as connection:
        taken.put(connection.SimpleQueue("work").get(timeout=5).payload)
        time.sleep(60)


def test_four_producers_and_two_consumers_lose_and_tear_nothing(tmp_path: Path) -> None:
    seen: Queue[str] = processes.Queue()
    workers = [processes.Process(target=produce, args=(tmp_path, name)) for name in range(PRODUCERS)]
    workers += [processes.Process(target=consume, args=(tmp_path, seen)) for _ in range(2)]
    for worker in workers:
        worker.start()
    counts: Counter[str] = Counter()
    while counts["end"] < 2:
        counts[seen.get(timeout=60)] += 1
    for worker in workers:
        worker.join(timeout=20)
        assert worker.exitcode == 0
    del counts["end"]
    assert set(counts) == {f"{name}-{index}" for name in range(PRODUCERS) for index in range(EACH)}
    assert set(counts.values()) == {1}


def test_what_a_killed_process_held_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "LOOK_FOR_DEAD_CLAIMS_EVERY", 0.1)
    taken: Queue[str] = processes.Queue()
    worker = processes.Process(target=hold, args=(tmp_path, taken))
    with connected(tmp_path) as connection:
        queue = connection.SimpleQueue("work")
        queue.put("precious")
        worker.start()
        assert taken.get(timeout=30) == "precious"
        with pytest.raises(SimpleQueue.Empty):
            queue.get(timeout=0.5)
        assert worker.pid
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        assert queue.get(timeout=3).payload == "precious"


def test_messages_keep_their_order_and_a_rejected_one_returns(tmp_path: Path) -> None:
    with connected(tmp_path) as connection:
        queue = connection.SimpleQueue("work")
        for number in range(3):
            queue.put(number)
        first = queue.get(timeout=1)
        assert first.payload == 0
        first.reject(requeue=True)
        assert sorted(queue.get(timeout=1).payload for _ in range(3)) == [0, 1, 2]


def test_closing_a_channel_returns_what_was_not_acknowledged(tmp_path: Path) -> None:
    with connected(tmp_path) as connection:
        queue = connection.SimpleQueue("work")
        queue.put("unfinished")
        assert queue.get(timeout=1).payload == "unfinished"
    with connected(tmp_path) as connection:
        message = connection.SimpleQueue("work").get(timeout=1)
        assert message.payload == "unfinished"
        message.ack()
    assert not [path for path in (tmp_path / "claims").rglob("[!.]*") if path.is_file()]


def test_a_foreign_file_does_not_stop_the_queue(tmp_path: Path) -> None:
    with connected(tmp_path) as connection:
        queue = connection.SimpleQueue("work")
        (tmp_path / "queues" / "q-work").mkdir(parents=True, exist_ok=True)
        (tmp_path / "queues" / "q-work" / "0000-note").write_text("not a message")
        queue.put("after it")
        assert queue.get(timeout=1).payload == "after it"


def test_a_fanout_reaches_every_mailbox_and_purging_empties_one(tmp_path: Path) -> None:
    exchange = Exchange("news/../odd", type="fanout")
    with connected(tmp_path) as connection, connected(tmp_path) as other:
        read: list[str] = []
        boxes = [Mailbox(name, exchange=exchange, no_ack=True) for name in ("one", "two", "three")]
        bound = [box(connection.default_channel) for box in boxes]
        for box in bound:
            box.declare()
        exchange(other.default_channel).declare()
        other.Producer(exchange=exchange(other.default_channel)).publish("hello")
        assert bound[2].purge() == 1
        with Consumer(connection, boxes, callbacks=[lambda body, _message: read.append(body)], no_ack=True):
            connection.drain_events(timeout=1)
            connection.drain_events(timeout=1)
        assert read == ["hello", "hello"]
        bound[0].delete()
        assert not (tmp_path / "queues" / "q-one").exists()
    assert {path.parent for path in tmp_path.rglob("x-*")} == {tmp_path / "exchanges"}
