"""Periodic work of drafts."""

from celery import shared_task

from accounts import clock
from accounts.drafts.operations import forget_old_drafts


@shared_task(name="accounts.drafts.tasks.forget", ignore_result=True)
def forget() -> None:
    """Forget drafts that nobody has touched for long."""
    forget_old_drafts(now=clock.now())
