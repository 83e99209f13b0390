"""When a maintenance window is over: what still fires does so now, once, whoever sweeps (CH-13)."""

from datetime import datetime

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from incidents.intake.adapters.observation import Observation
from incidents.intake.maintenance.models import HeldAlert
from incidents.intake.models import Alert, Signal
from incidents.intake.operations.firing import fire
from incidents.intake.operations.origin import Outcome, origin_at
from incidents.intake.rules import Place, Receipt

log = structlog.get_logger(__name__)


def release_held(now: datetime, limit: int = 100) -> int:
    """Look again at what is held by windows that are over or were changed; return how many there were.

    Each in its own transaction, behind the lock of its alert: what somebody else holds is left to them, and one that
    fails is logged and does not stand before the others.
    """
    # Keys of all that is due, not of the first hundred: a hundred broken rows would stand before the others for ever.
    due = list(HeldAlert.objects.due(now).values_list("pk", "alert_id"))
    released = 0
    for pk, alert in due:
        if released == limit:
            break
        try:
            released += _release_if_still_due(pk, alert, now=now)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            log.exception("release_failed", held=pk)
    return released


def _release_if_still_due(pk: int, alert_pk: int, *, now: datetime) -> int:
    with transaction.atomic():
        alert = Alert.objects.free(alert_pk)
        held = HeldAlert.objects.due(now).filter(pk=pk).select_related("window").first()
        if alert is None or held is None:
            return 0
        _release(held, alert, now=now)
    return 1


def _release(held: HeldAlert, alert: Alert, *, now: datetime) -> None:
    """Let it fire as if it had come at the end of the window; another window may take it over."""
    HeldAlert.objects.filter(pk=held.pk).delete()
    at = min(held.held_until, now)
    origin = origin_at(alert.integration, Receipt(held.signal_id or 0, at), counts=True)
    seen = Observation.from_json(held.seen)
    outcome = fire(alert, seen, Place(held.place_start, held.place_end), origin, now=now)
    _count_the_others(held, alert)
    _write_down(held, outcome)


def _count_the_others(held: HeldAlert, alert: Alert) -> None:
    """Count how often it fired in the window, on whatever stands for the key now."""
    others = held.count - 1
    if not others or HeldAlert.objects.filter(alert=alert).update(count=F("count") + others):
        return
    current = Alert.objects.filter(
        integration=alert.integration_id, dedup_key=alert.dedup_key, is_current=True
    )
    current.update(occurrences=F("occurrences") + others)


def _write_down(held: HeldAlert, outcome: Outcome) -> None:
    """Add to the intake log what became of the signal after all."""
    if held.signal_id is None:
        return
    words = {"window": held.window.name, "text": outcome.text}
    text = _("Looked at again after the maintenance window “%(window)s”: %(text)s") % words
    Signal.objects.filter(pk=held.signal_id).update(
        outcome=Concat("outcome", Value(f"\n{text}")),
        rule_path=Concat("rule_path", Value(f"\nwindow {held.window_id} over → {outcome.path}")),
    )
