"""Back-tests: ask for one, work on it piece by piece, give it up (SLA-19)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.notices.wake import wake
from incidents.records.models import Incident
from incidents.sla.audit_models import MOST_DAYS, Backtest
from incidents.sla.choices import UNFINISHED, BacktestState
from incidents.sla.defaults import STAMP
from incidents.sla.drafts import Draft, drafted, read_draft
from incidents.sla.histories import histories
from incidents.sla.models import Calendar, ConfigurationStamp
from incidents.sla.outcomes import add_to, verdicts
from incidents.sla.queries import current_book
from incidents.sla.terms import Book

log = structlog.get_logger(__name__)

TASK = "incidents.sla.tasks.sweep_backtests"
BATCH = 200
_BATCHES_A_SWEEP = 10
_LEASE = timedelta(minutes=5)


def create_backtest(draft: Mapping[str, Any], *, days: int, by: Actor, now: datetime) -> Backtest:
    """Ask what a draft would have made of the incidents logged in the last days; a worker answers."""
    require(by, Right.CONFIGURE)
    if not 1 <= days <= MOST_DAYS:
        sentence = _("Choose from 1 to %(most)d days.") % {"most": MOST_DAYS}
        raise ValidationError({"days": ValidationError(sentence, "guard_failed")})
    if not draft:
        raise ValidationError(_("Change something: what is tried would be what there is."), "guard_failed")
    try:
        read_draft(draft, current_book(), _calendars(), today=now.date())
    except ValueError as problem:
        field, _sign, sentence = str(problem).partition(": ")
        raise ValidationError({field: ValidationError(sentence, "guard_failed")}) from None
    with transaction.atomic():
        asked = Backtest(draft=dict(draft), days=days, created_by=by.user, created_at=now)
        asked.total = _incidents(asked).count()
        asked.save()
        wake(TASK)
    return asked


def cancel_backtest(backtest: Backtest, *, by: Actor, now: datetime) -> Backtest:
    """Give it up; a worker that is at it stops at the next piece."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        current = Backtest.objects.select_for_update(no_key=True).get(pk=backtest.pk)
        if current.state not in UNFINISHED:
            raise ValidationError(_("It has ended already."), "not_allowed_from_state")
        current.state, current.finished_at = BacktestState.CANCELLED, now
        current.save(update_fields=["state", "finished_at"])
    return current


def sweep_backtests(*, now: datetime) -> int:
    """Work on the first back-test that nobody works on; returns how many pieces were done."""
    backtest = _claimed(now)
    if backtest is None:
        return 0
    done = 0
    try:
        draft = read_draft(backtest.draft, current_book(), _calendars(), today=backtest.created_at.date())
        while done < _BATCHES_A_SWEEP and _piece(backtest, draft, now=now):
            done += 1
    except SoftTimeLimitExceeded:
        raise
    except Exception as problem:
        log.exception("backtest_failed", backtest=backtest.pk)
        _end(backtest, BacktestState.FAILED, now=now, problem=f"{type(problem).__name__}: {problem}"[:500])
    Backtest.objects.filter(pk=backtest.pk).update(claimed_until=None)
    if Backtest.objects.free(now).exists():
        wake(TASK)
    return done + 1


def _claimed(now: datetime) -> Backtest | None:
    for key in Backtest.objects.free(now).values_list("pk", flat=True):
        free = Backtest.objects.free(now).order_by().filter(pk=key)
        if free.update(claimed_until=now + _LEASE, state=BacktestState.RUNNING):
            return Backtest.objects.get(pk=key)
    return None


def _calendars() -> dict[str, int]:
    return dict(Calendar.objects.filter(retired_at=None).values_list("slug", "pk"))


def _incidents(backtest: Backtest) -> Any:
    since = backtest.created_at - timedelta(days=backtest.days)
    return Incident.objects.filter(created_at__gte=since, created_at__lte=backtest.created_at).order_by("pk")


def _piece(backtest: Backtest, draft: Draft, *, now: datetime) -> bool:
    """Replay the next incidents and keep how far it came; False when there is nothing left to do."""
    token = ConfigurationStamp.objects.filter(name=STAMP).values_list("token", flat=True).first()
    if backtest.result.get("token") != token:
        # The present changed under it: what was compared before would be compared with something else.
        backtest.result = {"token": token}
        backtest.cursor = backtest.checked = backtest.changed = 0
    rows = _incidents(backtest).filter(pk__gt=backtest.cursor)
    numbers = dict(rows.values_list("pk", "number")[:BATCH])
    if not numbers:
        _end(backtest, BacktestState.DONE, now=now)
        return False
    _replay(backtest, numbers, current_book(), draft)
    backtest.cursor, backtest.checked = max(numbers), backtest.checked + len(numbers)
    return _keep(backtest, claimed_until=now + _LEASE)


def _replay(backtest: Backtest, numbers: Mapping[int, str], book: Book, draft: Draft) -> None:
    tried = drafted(book, draft)
    for key, history in histories(list(numbers)).items():
        before = verdicts(history, book, None, backtest.created_at)
        after = verdicts(history, tried, draft.matrix, backtest.created_at)
        backtest.changed += add_to(backtest.result, numbers[key], before, after)


def _keep(backtest: Backtest, **values: Any) -> bool:
    """Write down a piece, unless somebody gave the whole up meanwhile."""
    running = Backtest.objects.filter(pk=backtest.pk, state=BacktestState.RUNNING)
    return bool(
        running.update(
            cursor=backtest.cursor,
            checked=backtest.checked,
            changed=backtest.changed,
            result=backtest.result,
            **values,
        )
    )


def _end(backtest: Backtest, state: BacktestState, *, now: datetime, problem: str = "") -> None:
    _keep(backtest, state=state, finished_at=now, problem=problem)
