"""Take in one observation: hold its key, find its alert, do what it says; all or nothing."""

from datetime import datetime

from django.db import IntegrityError, transaction

from incidents.intake.adapters.observation import Observation
from incidents.intake.choices import AlertStatus, Observed
from incidents.intake.models import Alert, Signal
from incidents.intake.operations.clearing import acknowledge, clear
from incidents.intake.operations.firing import fire
from incidents.intake.operations.origin import Origin, Outcome
from incidents.intake.rules import place_of

_DOES = {Observed.TRIGGER: fire, Observed.ACKNOWLEDGE: acknowledge, Observed.RESOLVE: clear}


class LostClaimError(RuntimeError):
    """Another worker took the signal over while this one stood still."""


def take_in(seen: Observation, signal: Signal, index: int, origin: Origin, *, now: datetime) -> Outcome:
    """Take in the observation at `index` of a signal, together with the signal's progress.

    Two calls for a new key at the same moment: the constraint judges, and the loser meets the winner's alert.
    """
    try:
        with transaction.atomic():
            return _take_in(seen, signal, index, origin, now=now)
    except IntegrityError:
        with transaction.atomic():
            return _take_in(seen, signal, index, origin, now=now)


def _take_in(seen: Observation, signal: Signal, index: int, origin: Origin, *, now: datetime) -> Outcome:
    outcome = _DOES[seen.says](_held(seen, origin), seen, place_of(seen, origin.receipt), origin, now=now)
    done = index + 1
    progress = {"position": done, "counted": max(signal.counted, done)}
    if not Signal.objects.filter(pk=signal.pk, claim=signal.claim).update(**progress):
        raise LostClaimError(f"signal {signal.pk}")
    return outcome


def _held(seen: Observation, origin: Origin) -> Alert:
    """Return the key's alert, locked; an unknown key is held by a new row before anything else happens."""
    held = (
        Alert.objects.select_for_update(no_key=True, of=("self",))
        .filter(integration=origin.integration, dedup_key=seen.key, is_current=True)
        .first()
    )
    if held is not None:
        held.integration = origin.integration
        return held
    return Alert.objects.create(
        integration=origin.integration,
        dedup_key=seen.key,
        status=AlertStatus.RESOLVED,
        severity=seen.severity,
        summary=seen.summary or seen.title,
        source=seen.source,
        first_seen_at=origin.received_at,
        last_seen_at=origin.received_at,
    )
