"""What the clocks set in motion: escalation steps (SLA-10) and closing when nobody objected (T12)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

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
from incidents.sla.operations.ticking import Escalation, due_clocks, read_ticks, record_steps
from incidents.sla.queries import current_book
from incidents.sla.terms import Book

log = structlog.get_logger(__name__)

Due = tuple[int, int]
"""The keys of a due clock and of its incident."""

# So many clocks are read, recorded and announced together: enough that the statements they share cost little, few
# enough that a person who works on one of the incidents does not notice that it is held.
_LOT = 50
_NEXT_URGENCY = {Level.LOW: Level.MEDIUM, Level.MEDIUM: Level.HIGH}


def sweep_clocks(*, now: datetime, limit: int = 500) -> int:
    """Deal with every clock that has reached a step; any number of sweeps may run at once.

    What fails does not count towards the limit, or a number of broken rows would stand before all others.
    """
    due = due_clocks(now)
    if not due:
        return 0
    product = the_product("a service level step was reached")
    escalate = partial(_escalate, book=current_book(), by=product, now=now)
    done = begin = 0
    while begin < len(due) and done < limit:
        end = begin + min(_LOT, limit - done)
        done += _in_one_go(due[begin:end], escalate)
        begin = end
    return done


def _in_one_go(lot: Sequence[Due], act: Callable[[Sequence[Due]], tuple[int, list[Due]]]) -> int:
    """Act on a lot in one transaction, then on each that wants one of its own; return how many were dealt with.

    A lot that fails is halved until the clock that spoils it stands alone: that one is logged, and the next sweep
    tries it again.
    """
    try:
        with transaction.atomic():
            done, apart = act(lot)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        if len(lot) == 1:
            log.exception("due_work_failed", incident=lot[0][1])
            return 0
        half = len(lot) // 2
        return _in_one_go(lot[:half], act) + _in_one_go(lot[half:], act)
    return done + sum(_in_one_go([due], act) for due in apart)


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


def _escalate(lot: Sequence[Due], *, book: Book, by: Actor, now: datetime) -> tuple[int, list[Due]]:
    """Record and announce what the clocks of a lot have reached; what another worker holds is left to that one.

    Returns how many were dealt with, and those that want a transaction of their own: a step that changes an incident
    may change its other clocks, so that these have to be read after it.
    """
    held = Incident.objects.free_of({incident for _clock, incident in lot})
    ticks = read_ticks([clock for clock, incident in lot if incident in held], book, now=now)
    moved = {tick.row.incident_id for tick in ticks if tick.wants_acts} if len(lot) > 1 else set()
    together = [tick for tick in ticks if tick.row.incident_id not in moved]
    escalations = record_steps(together, held, book, by=by, now=now)
    escalation_notices.escalated(escalations, by=by, now=now)
    for escalation in escalations:
        _act_on(escalation, by=by, now=now)
    apart = [(clock, incident) for clock, incident in lot if incident in moved]
    return sum(incident in held for _clock, incident in lot) - len(apart), apart


def _act_on(escalation: Escalation, *, by: Actor, now: datetime) -> None:
    _call_webhooks(escalation, by=by, now=now)
    if any(step.raises_urgency for step in escalation.steps):
        _raise_urgency(escalation.incident, by=by, now=now)
    team = next((step.reassign_to for step in reversed(escalation.steps) if step.reassign_to), None)
    if team is not None:
        _hand_over(escalation, team, by=by, now=now)


def _call_webhooks(escalation: Escalation, *, by: Actor, now: datetime) -> None:
    """Owe a call for each reached step that names a web-hook; a step is reached once in the life of a target."""
    for step in escalation.steps:
        if step.webhook is not None:
            event = escalation_notices.step_reached(escalation, step, by=by, now=now)
            owe_to_named(step.webhook, event, now=now)


def _raise_urgency(incident: Incident, *, by: Actor, now: datetime) -> None:
    higher = _NEXT_URGENCY.get(Level(incident.urgency))
    if higher is not None and incident.state in OPEN_STATES:
        change_details(incident, {"urgency": higher}, by=by, now=now, why=by.cause)


def _hand_over(escalation: Escalation, team: int, *, by: Actor, now: datetime) -> None:
    """Hand over to the team that the step names; where the table has no such step, the notice has to do."""
    incident = escalation.incident
    target = Team.objects.filter(pk=team, retired_at=None).first()
    if target is None or target == incident.team:
        return
    try:
        with transaction.atomic():
            transfer(incident, team=target, reason=by.cause, by=by, now=now)
    except ValidationError as refusal:
        log.info("hand_over_refused", number=incident.number, clock=escalation.kind, why=refusal.messages)
