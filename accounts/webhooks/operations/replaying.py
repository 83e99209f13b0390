"""Send calls again: single ones, or everything a web-hook wants to know of a span of time (API-09)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.notices.choices import DeliveryState
from accounts.notices.models import Event
from accounts.notices.wake import wake
from accounts.webhooks.models import Call, Webhook
from accounts.webhooks.operations.owing import KEEPERS, SWEEP, owe
from accounts.webhooks.rules import MOST_REPLAYED


def send_again(call: Call, *, by: Actor, now: datetime) -> Call:
    """Owe a finished call once more, with the id and the body it had."""
    require(by, *KEEPERS)
    with transaction.atomic():
        row = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if row.state == DeliveryState.WAITING:
            raise ValidationError(_("This call is still under way."), "not_allowed_from_state")
        _owe_again([row.pk], now)
        row.refresh_from_db()
    return row


def replay(webhook: Webhook, since: datetime, until: datetime, *, by: Actor, now: datetime) -> int:
    """Owe everything that happened in a span of time once more, what was never owed included; returns how much."""
    require(by, *KEEPERS)
    if until <= since:
        raise ValidationError({"until": ValidationError(_("Choose a later moment."), "invalid")})
    with transaction.atomic():
        row = Webhook.objects.select_for_update(no_key=True, of=("self",)).select_related("owner")
        current = row.get(pk=webhook.pk)
        calls = Call.objects.filter(webhook=current, event__occurred_at__range=(since, until))
        finished = list(calls.finished().values_list("pk", flat=True))
        events = Event.objects.filter(kind__in=current.kinds, occurred_at__range=(since, until))
        missed = list(events.exclude(calls__webhook=current).select_related("actor")[: MOST_REPLAYED + 1])
        if len(finished) + len(missed) > MOST_REPLAYED:
            sentence = _("These are more than %d events. Choose a shorter span.")
            raise ValidationError({"since": ValidationError(sentence % MOST_REPLAYED, "invalid")})
        for event in missed:
            owe(current, event, now=now)
        _owe_again(finished, now)
    return len(finished) + len(missed)


def _owe_again(keys: Iterable[UUID], now: datetime) -> None:
    Call.objects.filter(pk__in=keys).update(
        state=DeliveryState.WAITING, due_at=now, attempts=0, problem="", claim=None, claimed_until=None
    )
    wake(SWEEP)
