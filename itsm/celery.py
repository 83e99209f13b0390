"""The Celery application and its clock. Messages are hints: every task finds its work in the database."""

import os
from datetime import datetime, timedelta
from time import monotonic

from celery import Celery
from celery.schedules import schedule

from accounts.clock import of_this_host
from itsm import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itsm.settings")
broker.register()


_STARTED, _COUNTED = of_this_host(), monotonic()


def steady() -> datetime:
    """Return the time by the counter of seconds: a clock that is put back must not let beat wait until it was."""
    return _STARTED + timedelta(seconds=monotonic() - _COUNTED)


def every(seconds: float, task: str) -> dict[str, object]:
    """Tick that often; a tick nobody took in time is not worth taking later."""
    return {
        "task": task,
        "schedule": schedule(seconds, nowfun=steady),
        "options": {"expires": max(seconds * 2, 10), "retry": False},
    }


# Decisions, not settings: the addresses and files that differ between installations come from the settings.
DECISIONS: dict[str, object] = {
    "imports": [
        "itsm.tasks",
        "accounts.access.tasks",
        "accounts.drafts.tasks",
        "accounts.notices.tasks",
        "accounts.webhooks.tasks",
        "incidents.intake.tasks",
        "incidents.lifecycle.tasks",
        "incidents.sla.tasks",
    ],
    "broker_connection_timeout": 1,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "task_publish_retry": False,
    "task_acks_late": True,
    "task_ignore_result": True,
    "task_serializer": "json",
    "accept_content": ["json"],
    "task_soft_time_limit": 120,
    "task_time_limit": 150,
    "worker_prefetch_multiplier": 1,
    "worker_max_tasks_per_child": 2000,
    "worker_hijack_root_logger": False,
    "timezone": "UTC",
    "enable_utc": True,
    # In memory: all that beat knows is when it last ticked, and after a start everything is due soon anyway.
    "beat_scheduler": "celery.beat:Scheduler",
    "beat_schedule": {
        "heartbeat": every(15, "itsm.tasks.heartbeat"),
        "sweep_outbox": every(5, "accounts.notices.tasks.sweep"),
        "sweep_webhooks": every(5, "accounts.webhooks.tasks.sweep"),
        "sweep_signals": every(5, "incidents.intake.tasks.sweep"),
        "watch_for_storms": every(15, "incidents.intake.tasks.watch_for_storms"),
        "sweep_due_alerts": every(10, "incidents.intake.tasks.sweep_due"),
        "sweep_heartbeats": every(10, "incidents.intake.tasks.sweep_heartbeats"),
        "forget_changes": every(3600, "incidents.intake.tasks.forget_changes"),
        "fetch_mail": every(60, "incidents.intake.tasks.fetch_mail"),
        "delete_raw_texts": every(3600, "incidents.intake.tasks.delete_raw"),
        "forget_calls": every(3600, "accounts.access.tasks.forget_calls"),
        "forget_drafts": every(3600, "accounts.drafts.tasks.forget"),
        "forget_webhook_calls": every(3600, "accounts.webhooks.tasks.forget"),
        "sweep_clocks": every(10, "incidents.lifecycle.tasks.sweep_clocks"),
        "sweep_reapplications": every(60, "incidents.sla.tasks.sweep_reapplications"),
        "sweep_due": every(15, "incidents.lifecycle.tasks.sweep_due"),
        # Each tick does a piece of the night's audit, if anything of it is left.
        "sweep_audit": every(60, "incidents.sla.tasks.sweep_audit"),
        "sweep_imports": every(10, "incidents.intake.tasks.sweep_imports"),
        "sweep_backtests": every(10, "incidents.sla.tasks.sweep_backtests"),
    },
}

app = Celery("evenkeel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(DECISIONS)
