"""The worker's side of service levels: re-applications, the night's audit and back-tests."""

from celery import shared_task

from accounts import clock
from accounts.notices.wake import wake
from incidents.sla.operations import auditing, backtesting
from incidents.sla.operations.reapplying import BATCH, SWEEP
from incidents.sla.operations.reapplying import sweep_reapplications as carry_on


@shared_task(name=SWEEP)
def sweep_reapplications() -> None:
    """Carry on with a re-application; if it may go on after this batch, wake the next."""
    if carry_on(clock.now()) == BATCH:
        wake(SWEEP)


@shared_task(name="incidents.sla.tasks.sweep_audit")
def sweep_audit() -> None:
    """Do a piece of tonight's audit."""
    auditing.sweep_audit(now=clock.now())


@shared_task(name="incidents.sla.tasks.sweep_backtests")
def sweep_backtests() -> None:
    """Do a piece of the back-tests that wait."""
    backtesting.sweep_backtests(now=clock.now())
