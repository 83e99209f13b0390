"""The clock's door to the life cycle: what has become due."""

from celery import shared_task

from accounts import clock
from incidents.lifecycle.operations.escalating import close_due, sweep_clocks
from incidents.lifecycle.operations.moving import resume_due


@shared_task(name="incidents.lifecycle.tasks.sweep_due")
def sweep_due() -> None:
    """Resume incidents whose hold is over, and close those that nobody objected to."""
    now = clock.now()
    resume_due(now=now)
    close_due(now=now)


@shared_task(name="incidents.lifecycle.tasks.sweep_clocks")
def sweep_service_levels() -> None:
    """Deal with the service level steps that have been reached."""
    sweep_clocks(now=clock.now())
