"""Take a ping, and notice the ones that did not come; what follows goes the way of every other signal (CH-14)."""

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from incidents.intake.choices import Observed
from incidents.intake.heartbeats.models import BODY_LENGTH, FELT, Heartbeat
from incidents.intake.heartbeats.rules import Ping
from incidents.intake.operations.receiving import store
from incidents.records.operations.saving import as_fact


def take_ping(key: UUID, ping: Ping, text: str, *, now: datetime) -> bool:
    """Note a ping; False if no heartbeat in use has this key.

    A ping that comes after the deadline is late even if no sweep came by in between: both are told, in their order.
    """
    with transaction.atomic():
        rows = Heartbeat.objects.in_use().select_for_update(no_key=True, of=("self",))
        row = rows.filter(key=key).first()
        if row is None:
            return False
        if row.pulse.is_overdue(now):
            _miss(row, now=now)
        row.pulse, says = row.pulse.heard(ping, row.rhythm, now)
        row.last_ping_at, row.last_kind, row.last_exit_code = now, ping.kind, ping.exit_code
        row.last_body = text[:BODY_LENGTH]
        _keep(row)
        if says is not None:
            _report(row, says, now=now)
    return True


def sweep_heartbeats(now: datetime, limit: int = 200) -> int:
    """Let up to `limit` heartbeats go down whose deadline has passed; return how many there were.

    Any number of sweeps may run: each takes one row at a time and leaves those that another one or a ping holds.
    """
    done = 0
    while done < limit and _sweep_one(now):
        done += 1
    return done


def _sweep_one(now: datetime) -> bool:
    with transaction.atomic():
        due = Heartbeat.objects.due(now).select_for_update(skip_locked=True, no_key=True, of=("self",))
        row = due.first()
        if row is None:
            return False
        _miss(row, now=now)
        _keep(row)
    return True


def _keep(row: Heartbeat) -> None:
    """Write what was felt; pings are counted by nobody and are no part of the history."""
    Heartbeat.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in FELT})


def _miss(row: Heartbeat, *, now: datetime) -> None:
    row.pulse = row.pulse.missed()
    _report(row, Observed.TRIGGER, now=now)


def _report(row: Heartbeat, says: Observed, *, now: datetime) -> None:
    """Store what happened as a signal of its integration; `since` is the true moment, however late it was noticed."""
    body = {
        "heartbeat": row.dedup_key,
        "name": row.name,
        "says": says,
        "reason": row.down_reason,
        "exit_code": row.last_exit_code,
        "severity": row.severity,
        "service": row.service.slug if row.service else None,
        "since": as_fact(row.down_since),
        "last_ping_at": as_fact(row.last_ping_at),
        "text": row.last_body,
    }
    store(row.integration, json.dumps(body).encode(), {}, now=now)
