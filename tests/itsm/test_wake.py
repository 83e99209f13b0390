"""The nudge: it reaches the broker after the commit, and a broker that is away costs nobody's request."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from celery import Celery
from django.db import transaction

from accounts.notices import wake as nudge
from accounts.notices.wake import wake
from itsm.broker import options_for
from itsm.celery import app as celery_app

TASK = "accounts.notices.tasks.sweep"


@contextmanager
def broker_at(url: str, folder: Path) -> Iterator[Celery]:
    """Let `current_app` speak to another broker for a while."""
    app = Celery("elsewhere", broker=url, set_as_current=True)
    app.conf.update({"broker_transport_options": options_for(url, folder, hurried=True)})
    app.conf.update({"broker_connection_timeout": 1, "task_publish_retry": False})
    try:
        yield app
    finally:
        app.close()
        celery_app.set_current()


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nudge._Nudge, "paused_until", 0.0)


@pytest.mark.django_db(transaction=True)
def test_one_message_per_transaction_and_none_without_a_commit(tmp_path: Path) -> None:
    with broker_at("evenkeel://localhost", tmp_path) as app:
        with transaction.atomic():
            wake(TASK)
            wake(TASK)
        with pytest.raises(RuntimeError), transaction.atomic():
            wake(TASK)
            raise RuntimeError
        with app.connection_for_read() as connection:
            assert connection.SimpleQueue("celery").qsize() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("url", ["redis://127.0.0.1:9/0", "amqp://127.0.0.1:9//"])
def test_a_broker_that_is_away_is_only_noted(url: str, tmp_path: Path) -> None:
    with broker_at(url, tmp_path):
        started_at = time.monotonic()
        for _ in range(20):
            with transaction.atomic():
                wake(TASK)
        assert time.monotonic() - started_at < 2
