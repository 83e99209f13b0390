"""What the clocks set in motion: escalation steps (SLA-10) and closing when nobody objected (T12)."""

from collections.abc import Callable, Iterable
from datetime import datetime

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.actor import Actor
from accounts.people.models import Team
from accounts.people.queries import the_product
from accounts.webhooks.operations.owing import owe_to_named
from incidents.catalogue.choices import Level
from incidents.lifecycle import escalation_notices
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.moving import transfer
from incidents.lifecycle.operations.resolving import close
from incidents.records.choices import OPEN_STATES, Evidence, MajorState, State
from incidents.records.models import Incident
from incidents.sla.operations.ticking import Escalation, due_clocks, record_steps
from incidents.sla.queries import current_book
from incidents.sla.terms import Book

log = structlog.get_logger(__name__)

_NEXT_URGENCY = {Level.LOW: Level.MEDIUM, Level.MEDIUM: Level.HIGH}


def sweep_clocks(*, now: datetime, limit: int = 500) -> int:
    """Deal with every clock that has reached a step; any number of sweeps may run at once."""
    due = due_clocks(now)
    if not due:
        return 0
    book, product = current_book(), the_product("a service level step was reached")

    def escalate(key: int) -> Callable[[Incident], bool]:
        return lambda held: _escalate(held, key, book, by=product, now=now)

    return _first_of(((incident, escalate(key)) for key, incident in due), limit)


def close_due(*, now: datetime, limit: int = 500) -> int:
    """Close resolved incidents whose time to object is over (T12); never a major incident."""
    due = Incident.objects.filter(
        state=State.RESOLVED,
        close_due_at__lte=now,
        major_state__in=[MajorState.NONE, MajorState.CANDIDATE, MajorState.REJECTED],
    )
    product = the_product("nobody objected in time")
    keys = due.order_by("close_due_at").values_list("pk", flat=True)
    return _first_of(((key, lambda held: _close(held, by=product, now=now)) for key in keys), limit)


def _first_of(due: Iterable[tuple[int, Callable[[Incident], bool]]], limit: int) -> int:
    """Deal with so many; what fails does not count, or a number of broken rows would stand before all others."""
    done = 0
    for key, act in due:
        if done == limit:
            break
        done += _one_by_one(key, act)
    return done


def _one_by_one(key: int, act: Callable[[Incident], bool]) -> bool:
    """Act on one incident in a transaction of its own; one that another worker holds is left to that one."""
    try:
        with transaction.atomic():
            incident = Incident.objects.locked_if_free(key)
            return incident is not None and act(incident)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        # One that cannot be dealt with must not keep the others waiting; the next sweep tries it again.
        log.exception("due_work_failed", incident=key)
        return False


def _close(incident: Incident, *, by: Actor, now: datetime) -> bool:
    if incident.state != State.RESOLVED or incident.close_due_at is None or incident.close_due_at > now:
        return False
    close(incident, evidence=Evidence.SILENT, by=by, now=now)
    return True


def _escalate(incident: Incident, key: int, book: Book, *, by: Actor, now: datetime) -> bool:
    escalation = record_steps(incident, key, book, by=by, now=now)
    if escalation is None:
        return True
    escalation_notices.escalated(incident, escalation, by=by, now=now)
    _call_webhooks(incident, escalation, by=by, now=now)
    if any(step.raises_urgency for step in escalation.steps):
        _raise_urgency(incident, by=by, now=now)
    team = next((step.reassign_to for step in reversed(escalation.steps) if step.reassign_to), None)
    if team is not None:
        _hand_over(incident, team, escalation, by=by, now=now)
    return True


def _call_webhooks(incident: Incident, escalation: Escalation, *, by: Actor, now: datetime) -> None:
    """Owe a call for each reached step that names a web-hook; a step is reached once in the life of a target."""
    for step in escalation.steps:
        if step.webhook is not None:
            event = escalation_notices.step_reached(incident, escalation, step, by=by, now=now)
            owe_to_named(step.webhook, event, now=now)


def _raise_urgency(incident: Incident, *, by: Actor, now: datetime) -> None:
    higher = _NEXT_URGENCY.get(Level(incident.urgency))
    if higher is not None and incident.state in OPEN_STATES:
        change_details(incident, {"urgency": higher}, by=by, now=now, why=by.cause)


def _hand_over(incident: Incident, team: int, escalation: Escalation, *, by: Actor, now: datetime) -> None:
    """Hand over to the team that the step names; where the table has no such step, the notice has to do."""
    target = Team.objects.filter(pk=team, retired_at=None).first()
    if target is None or target == incident.team:
        return
    try:
        with transaction.atomic():
            transfer(incident, team=target, reason=by.cause, by=by, now=now)
    except ValidationError as refusal:
        log.info("hand_over_refused", number=incident.number, clock=escalation.kind, why=refusal.messages)
