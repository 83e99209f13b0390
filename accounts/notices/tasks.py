"""The worker's door to the outbox: woken after a commit, and by the clock in case the nudge was lost."""

from celery import shared_task

from accounts import clock
from accounts.notices.operations.delivering import LOT, sweep_deliveries

# One call ends soon, so that a worker that is asked to stop can; the clock's next tick goes on.
MOST_AT_ONCE = 50


@shared_task(name="accounts.notices.tasks.sweep")
def sweep() -> None:
    """Deliver what is due, lot by lot."""
    for _lot in range(MOST_AT_ONCE // LOT):
        if not sweep_deliveries(now=clock.now()):
            return
