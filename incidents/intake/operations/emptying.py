"""Delete what came in as it came, once it was kept long enough; what became of it stays (CH-18)."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incidents.intake.choices import SignalState
from incidents.intake.mail.models import MailMessage
from incidents.intake.models import Signal

log = structlog.get_logger(__name__)

# Few enough that nobody who works on one of them waits long.
LOT = 200


def delete_raw_texts(*, now: datetime, limit: int = LOT) -> int:
    """Delete up to `limit` raw texts that were kept for INTAKE_RAW_DAYS; returns how many went.

    Message id, sender and subject of mail stay, so that answers still find their incident. What waits in quarantine
    for a person keeps its text; what was sorted out of it leaves it for good.
    """
    if not settings.INTAKE_RAW_DAYS:
        return 0
    before = now - timedelta(days=settings.INTAKE_RAW_DAYS)
    with transaction.atomic():
        rows = Signal.objects.stale(before).select_for_update(skip_locked=True, no_key=True, of=("self",))
        gone = list(rows.values_list("pk", flat=True)[:limit])
        signals, mails = Signal.objects.filter(pk__in=gone), MailMessage.objects.filter(signal__in=gone)
        signals.update(body=b"", emptied_at=now)
        signals.filter(state=SignalState.HELD).update(state=SignalState.DROPPED)
        mails.exclude(shelf="").update(shelf="", excerpt="")
    if gone:
        log.info("raw_texts_deleted", count=len(gone))
    return len(gone)


def refuse_if_emptied(signal: Signal) -> None:
    """Refuse to work on a signal whose raw text is gone."""
    if signal.emptied_at is not None:
        raise ValidationError(gone_since(signal), "guard_failed")


def gone_since(signal: Signal) -> str:
    """Say since when the raw text is gone, and why."""
    day = date_format(signal.emptied_at, "DATE_FORMAT") if signal.emptied_at else "–"
    return _("The raw text was deleted on %(day)s, as it had been kept long enough (INTAKE_RAW_DAYS).") % {
        "day": day
    }
