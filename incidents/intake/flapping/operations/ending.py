"""When a flapping alert was quiet for long enough: the flag goes, and what is over may be resolved (CH-11)."""

from datetime import datetime

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction

from incidents.intake.choices import AlertStatus
from incidents.intake.models import Alert
from incidents.intake.operations.clearing import clear_incident
from incidents.intake.operations.origin import Origin, origin_at
from incidents.intake.rules import Receipt
from incidents.records.choices import OPEN_STATES, Story
from incidents.records.models import Incident
from incidents.records.operations.saving import change, tell

log = structlog.get_logger(__name__)


def end_flapping(now: datetime, limit: int = 100) -> int:
    """End the flapping of alerts that were quiet for long enough; return how many there were.

    Each in its own transaction, behind the lock of its alert: what somebody else holds is left to them, and one that
    fails is logged and does not stand before the others.
    """
    due = list(Alert.objects.quiet(now).values_list("pk", flat=True))
    ended = 0
    for pk in due:
        if ended == limit:
            break
        try:
            ended += _end_if_still_due(pk, now=now)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            log.exception("flapping_not_ended", alert=pk)
    return ended


def _end_if_still_due(pk: int, *, now: datetime) -> int:
    with transaction.atomic():
        alert = Alert.objects.quiet(now).free(pk)
        if alert is None:
            return 0
        alert.flapping_until, alert.flap_ends = None, []
        alert.save(update_fields=["flapping_until", "flap_ends"])
        if alert.incident_id is not None:
            incident = Incident.objects.locked(alert.incident_id)
            _settle(incident, alert, origin_at(alert.integration, Receipt(0, now), counts=False), now=now)
    return 1


def _settle(incident: Incident, alert: Alert, origin: Origin, *, now: datetime) -> None:
    """Take the flag away with the last alert that flapped, and let a clear incident be treated as any other."""
    if not Alert.objects.filter(incident=incident).exclude(flapping_until=None).exists():
        changes = change(incident, {"flapping_since": None}, by=origin.by, why=origin.by.cause, now=now)
        facts = {"summary": alert.headline, "monitor": origin.integration.name, "changes": changes}
        tell(incident, Story.FLAPPING_ENDED, by=origin.by, now=now, facts=facts)
    if alert.status == AlertStatus.RESOLVED and incident.state in OPEN_STATES:
        clear_incident(incident, alert, origin, now=now)
