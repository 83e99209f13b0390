"""Periodic work of access: forget answers that nobody may ask for again."""

from celery import shared_task

from accounts import clock
from accounts.access.operations import purge_idempotent_calls


@shared_task(name="accounts.access.tasks.forget_calls", ignore_result=True)
def forget_calls() -> None:
    """Purge the memory of idempotent calls."""
    purge_idempotent_calls(clock.now())
