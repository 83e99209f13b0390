"""The worker's door to the calls that are owed: woken after a commit, and by the clock."""

from celery import shared_task

from accounts import clock
from accounts.webhooks.operations.delivering import sweep_webhooks
from accounts.webhooks.operations.forgetting import forget_old_calls


@shared_task(name="accounts.webhooks.tasks.sweep")
def sweep() -> None:
    """Make the calls that are due; the next tick goes on."""
    sweep_webhooks(now=clock.now())


@shared_task(name="accounts.webhooks.tasks.forget")
def forget() -> None:
    """Forget calls that are long finished."""
    forget_old_calls(now=clock.now())
