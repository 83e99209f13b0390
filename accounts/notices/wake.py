"""The one nudge: after commit, tell a worker that rows are due; losing it costs seconds, never work."""

import time

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError

log = structlog.get_logger(__name__)


def wake(task: str) -> None:
    """Send the task by name after the commit, once per transaction; a broker that is away is only counted."""
    connection = transaction.get_connection()
    waiting = [
        hook for _sids, hook, _robust in connection.run_on_commit if getattr(hook, "task", None) == task
    ]
    if not waiting:
        transaction.on_commit(_Nudge(task), robust=True)


# After a failure no nudge is tried for a while, or every request would wait for a broker that is away.
PAUSE_AFTER_FAILURE = 10.0


class _Nudge:
    """Sends one task by name."""

    paused_until = 0.0

    def __init__(self, task: str) -> None:
        self.task = task

    def __call__(self) -> None:
        if time.monotonic() < _Nudge.paused_until:
            return
        try:
            current_app.send_task(self.task, retry=False, ignore_result=True, expires=60)
        except (OSError, KombuError) as problem:
            _Nudge.paused_until = time.monotonic() + PAUSE_AFTER_FAILURE
            log.warning("wake_failed", task=self.task, problem=type(problem).__name__)
