"""The worker's side of intake: tasks which any number of workers may run at once."""

from celery import shared_task

from accounts import clock
from accounts.notices.wake import wake
from incidents.intake.changes.operations.forgetting import forget_old_changes
from incidents.intake.flapping.operations.ending import end_flapping
from incidents.intake.heartbeats.operations.pinging import sweep_heartbeats
from incidents.intake.imports.operations import runs
from incidents.intake.imports.operations.runs import TASK as IMPORTS
from incidents.intake.mail.operations.fetching import fetch_all
from incidents.intake.maintenance.operations.planning import SWEEP_DUE
from incidents.intake.maintenance.operations.releasing import release_held
from incidents.intake.operations.emptying import LOT, delete_raw_texts
from incidents.intake.operations.receiving import SWEEP
from incidents.intake.operations.sweeping import sweep_signals
from incidents.intake.storms.operations.watching import sweep_storms

_AT_ONCE = 100
_LOTS_AT_ONCE = 20


@shared_task(name=SWEEP)
def sweep() -> None:
    """Work on due signals; if there are more than one task should hold, wake the next."""
    if sweep_signals(clock.now(), limit=_AT_ONCE) == _AT_ONCE:
        wake(SWEEP)


@shared_task(name="incidents.intake.tasks.watch_for_storms")
def watch_for_storms() -> None:
    """Look for services with many reports at once."""
    sweep_storms(clock.now())


@shared_task(name=SWEEP_DUE)
def sweep_due() -> None:
    """Let what maintenance windows held fire when they are over, and end what flapped when it was quiet."""
    now = clock.now()
    release_held(now)
    end_flapping(now)


@shared_task(name="incidents.intake.tasks.fetch_mail")
def fetch_mail() -> None:
    """Look into the mailboxes; what is stored wakes the sweep."""
    fetch_all(now=clock.now())


@shared_task(name="incidents.intake.tasks.delete_raw")
def delete_raw() -> None:
    """Delete raw texts that were kept long enough, in lots; the next tick goes on."""
    now = clock.now()
    for _lot in range(_LOTS_AT_ONCE):
        if delete_raw_texts(now=now) < LOT:
            return


@shared_task(name=IMPORTS)
def sweep_imports() -> None:
    """Do a piece of the imports that wait."""
    runs.sweep_imports(clock.now())


@shared_task(name="incidents.intake.tasks.sweep_heartbeats")
def sweep_beats() -> None:
    """Let heartbeats go down that were not heard in time; what is stored wakes the sweep of signals."""
    sweep_heartbeats(clock.now())


@shared_task(name="incidents.intake.tasks.forget_changes")
def forget_changes() -> None:
    """Forget changes that are too old to matter."""
    forget_old_changes(now=clock.now())
