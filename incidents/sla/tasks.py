"""The clock's door to long work about service levels: the night's audit, and back-tests."""

from celery import shared_task

from accounts import clock
from incidents.sla.operations import auditing, backtesting


@shared_task(name="incidents.sla.tasks.sweep_audit")
def sweep_audit() -> None:
    """Do a piece of tonight's audit."""
    auditing.sweep_audit(now=clock.now())


@shared_task(name="incidents.sla.tasks.sweep_backtests")
def sweep_backtests() -> None:
    """Do a piece of the back-tests that wait."""
    backtesting.sweep_backtests(now=clock.now())
