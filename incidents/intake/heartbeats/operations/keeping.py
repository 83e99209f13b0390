"""Make heartbeats, change, pause and resume them, give them a new address."""

from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from incidents.intake.choices import IntegrationKind
from incidents.intake.heartbeats.models import ASKED, Heartbeat
from incidents.intake.models import Integration
from incidents.intake.operations.keys import create_integration, monitor_account

_DUE = ("expected_at", "next_at")


def save_heartbeat(row: Heartbeat, *, by: Actor, now: datetime, why: str = "") -> Heartbeat:
    """Add a heartbeat, or change what is asked about it; the deadline follows the new rhythm at once."""
    require(by, Right.CONFIGURE)
    row.name = " ".join(row.name.split())
    is_new = row._state.adding
    if is_new:
        row.created_at, row.integration = now, _integration(by=by, now=now)
    row.full_clean()
    with transaction.atomic():
        if not is_new:
            _take_over(row)
            row.pulse = row.pulse.expecting(row.rhythm)
        save_as(row, by=by, why=why or "heartbeat saved", fields=None if is_new else (*ASKED, *_DUE))
    return row


def _take_over(row: Heartbeat) -> None:
    """Lock the row and put what pings wrote meanwhile beside what a person says."""
    fresh = _locked(row.pk)
    row.paused_at, row.retired_at = fresh.paused_at, fresh.retired_at
    row.pulse = fresh.pulse


def _locked(pk: int) -> Heartbeat:
    return Heartbeat.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)


def pause(row: Heartbeat, *, by: Actor, now: datetime, why: str = "") -> Heartbeat:
    """Expect nothing of it until it is resumed; pausing twice changes nothing."""
    return _set_silent(row, "paused_at", now, by=by, now=now, why=why or "paused")


def resume(row: Heartbeat, *, by: Actor, now: datetime, why: str = "") -> Heartbeat:
    """Expect pings again; the silence of the pause does not count."""
    return _set_silent(row, "paused_at", None, by=by, now=now, why=why or "resumed")


def retire(row: Heartbeat, *, by: Actor, now: datetime, why: str = "") -> Heartbeat:
    """Close its address and expect nothing of it; what is open stays with whoever works on it."""
    return _set_silent(row, "retired_at", now, by=by, now=now, why=why or "retired")


def bring_back(row: Heartbeat, *, by: Actor, now: datetime, why: str = "") -> Heartbeat:
    """Open its address again; a paused one goes on being paused."""
    return _set_silent(row, "retired_at", None, by=by, now=now, why=why or "brought back")


def _set_silent(
    row: Heartbeat, column: str, moment: datetime | None, *, by: Actor, now: datetime, why: str
) -> Heartbeat:
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        row = _locked(row.pk)
        if (getattr(row, column) is None) == (moment is None):
            return row
        setattr(row, column, moment)
        is_silent = row.pulse.is_paused
        row.pulse = row.pulse.paused() if is_silent else row.pulse.resumed(row.rhythm, now)
        save_as(row, by=by, why=why, fields=[column, "started_at", *_DUE])
    return row


def change_address(row: Heartbeat, *, by: Actor, now: datetime, why: str = "") -> Heartbeat:
    """Give a heartbeat a new address; the old one is unknown from now on."""
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        row = _locked(row.pk)
        row.key = uuid4()
        save_as(row, by=by, why=why or "address changed", fields=["key"])
    return row


def _integration(*, by: Actor, now: datetime) -> Integration:
    """Return what says in whose name and how heavily heartbeats open incidents; made with the first of them."""
    found = Integration.objects.filter(kind=IntegrationKind.HEARTBEAT).order_by("id").first()
    return found or _first_integration(by=by, now=now)


def _first_integration(*, by: Actor, now: datetime) -> Integration:
    taken = set(Integration.objects.values_list("name", flat=True))
    name = next(
        name
        for number in count(1)
        if (name := f"Heartbeats {number}" if number > 1 else "Heartbeats") not in taken
    )
    settings: dict[str, Any] = {"account": monitor_account(by=by), "why": "first heartbeat"}
    try:
        with transaction.atomic():
            return create_integration(IntegrationKind.HEARTBEAT, name, by=by, now=now, **settings)[0]
    except (IntegrityError, ValidationError):
        # Two first heartbeats at once: the other one's stands.
        found = Integration.objects.filter(kind=IntegrationKind.HEARTBEAT).order_by("id").first()
        if found is None:
            raise
        return found
