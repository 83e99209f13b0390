"""The worker's side of service levels: re-applications, which any number of workers may carry out at once."""

from celery import shared_task

from accounts import clock
from accounts.notices.wake import wake
from incidents.sla.operations.reapplying import BATCH, SWEEP
from incidents.sla.operations.reapplying import sweep_reapplications as carry_on


@shared_task(name=SWEEP)
def sweep_reapplications() -> None:
    """Carry on with a re-application; if it may go on after this batch, wake the next."""
    if carry_on(clock.now()) == BATCH:
        wake(SWEEP)
