"""The clock's door to the life cycle: what has become due."""

from celery import shared_task

from accounts import clock
from incidents.lifecycle.operations.moving import resume_due


@shared_task(name="incidents.lifecycle.tasks.sweep_due")
def sweep_due() -> None:
    """Resume incidents whose hold is over."""
    resume_due(now=clock.now())
