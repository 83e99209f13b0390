"""The self-audit (SLA-20): every live clock and a draw of finished ones, compared piece by piece."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, Q

from accounts.people.queries import the_product
from incidents.records.models import IS_OPEN, Incident
from incidents.sla import alarms
from incidents.sla.archive import Archive
from incidents.sla.audit_models import AuditRun
from incidents.sla.auditing import Difference, compared
from incidents.sla.models import Clock
from incidents.sla.queries import current_book

log = structlog.get_logger(__name__)

BATCH = 200
SAMPLE = 500
# Enough to see what is wrong; the count is complete.
MOST_KEPT = 1000
# A batch in which more differ was not merely read while somebody worked.
_MOST_READ_AGAIN = 50
_LEASE = timedelta(minutes=10)
_BATCHES_A_SWEEP = 20
_NIGHT_BEGINS = time(2, 0)
# Numbers are not dense, and open incidents are no part of the draw.
_TRIES = 6


def audit_clocks(*, now: datetime, sample: int = SAMPLE, night: date | None = None) -> AuditRun:
    """Compare every live clock and a draw of finished ones with their ledger and history, from beginning to end."""
    run = AuditRun.objects.create(night=night, began_at=now, sample=sample)
    while run.finished_at is None:
        _advance(run, Archive(), now=now, batches=_BATCHES_A_SWEEP)
    return run


def sweep_audit(*, now: datetime) -> bool:
    """Do a piece of tonight's audit, beginning it if nobody has; False when there is nothing to do."""
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    if local.time() < _NIGHT_BEGINS:
        return False
    run, _is_new = AuditRun.objects.get_or_create(
        night=local.date(), defaults={"began_at": now, "sample": SAMPLE}
    )
    if not _claim(run, now=now):
        return False
    run.refresh_from_db()
    _advance(run, Archive(), now=now, batches=_BATCHES_A_SWEEP)
    AuditRun.objects.filter(pk=run.pk).update(claimed_until=None)
    return True


def _claim(run: AuditRun, *, now: datetime) -> bool:
    free = AuditRun.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), finished_at=None)
    return bool(free.filter(pk=run.pk).update(claimed_until=now + _LEASE))


def _advance(run: AuditRun, archive: Archive, *, now: datetime, batches: int) -> None:
    """Compare some batches and keep how far it came, so that a worker that dies costs one batch."""
    for _each in range(batches):
        keys = _next_live(run.cursor)
        if not keys:
            break
        _compare(run, keys, archive)
        run.cursor = keys[-1]
        run.save()
    else:
        return
    drawn = _drawn(run)
    for begin in range(0, len(drawn), BATCH):
        _compare(run, drawn[begin : begin + BATCH], archive)
    _finish(run, now=now)


def _next_live(cursor: int) -> list[int]:
    """Return the next incidents whose clocks may still run out: open ones, and any that has a live clock."""
    live = Exists(Clock.objects.live().filter(incident=OuterRef("pk")))
    rows = Incident.objects.filter(IS_OPEN | Q(live), pk__gt=cursor).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


def _drawn(run: AuditRun) -> list[int]:
    """Draw finished incidents, the same ones for the same day."""
    ends = Incident.objects.aggregate(oldest=Min("pk"), newest=Max("pk"))
    keys = range(ends["oldest"] or 0, (ends["newest"] or -1) + 1)
    dice = Random(f"{run.began_at:%Y-%m-%d}")  # noqa: S311 - a draw for a check, no secret
    candidates = dice.sample(keys, min(len(keys), run.sample * _TRIES))
    finished = set(Incident.objects.filter(~IS_OPEN, pk__in=candidates).values_list("pk", flat=True))
    return [key for key in candidates if key in finished][: run.sample]


def _compare(run: AuditRun, keys: Sequence[int], archive: Archive) -> None:
    finding = compared(keys, archive, current_book())
    run.incidents_checked += len(keys)
    run.clocks_checked += finding.clocks
    for number, (key, differences) in enumerate(finding.differences.items()):
        again = _again(key, archive) if number < _MOST_READ_AGAIN else differences
        _keep(run, again)


def _again(key: int, archive: Archive) -> list[Difference]:
    """Look again while nobody can work on it: what was read in the middle of an act is no difference."""
    with transaction.atomic():
        Incident.objects.locked(key)
        return compared([key], archive, current_book()).differences.get(key, [])


def _keep(run: AuditRun, differences: Iterable[Difference]) -> None:
    for difference in differences:
        run.difference_count += 1
        if len(run.differences) < MOST_KEPT:
            run.differences.append(difference.told())


def _finish(run: AuditRun, *, now: datetime) -> None:
    with transaction.atomic():
        run.finished_at, run.stage, run.claimed_until = now, "done", None
        run.save()
        if run.difference_count:
            log.error("clocks_differ", run=run.pk, differences=run.difference_count)
            alarms.clocks_differ(run, by=the_product("the service level audit"), now=now)
