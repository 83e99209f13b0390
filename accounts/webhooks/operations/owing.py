"""Owe calls: a row for each web-hook that wants an event, in the transaction of the event itself (API-10)."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.notices.models import Event
from accounts.notices.wake import wake
from accounts.webhooks.models import Call, Webhook
from accounts.webhooks.subjects import TEST, told_of

SWEEP = "accounts.webhooks.tasks.sweep"
KEEPERS = (Right.CONFIGURE, Right.INTEGRATE)


def owe_to_subscribers(events: Sequence[Event], *, now: datetime) -> None:
    """Owe the events to every web-hook that asked for their kind."""
    if not events:
        return
    kinds = {event.kind for event in events}
    # Every change asks, and few are subscribed to: two columns tell whether to read the rest.
    asked = Webhook.objects.active().values_list("pk", "kinds")
    wanted = [key for key, subscribed in asked if not kinds.isdisjoint(subscribed)]
    if not wanted:
        return
    for webhook in Webhook.objects.active().filter(pk__in=wanted).select_related("owner"):
        for event in events:
            if event.kind in webhook.kinds:
                owe(webhook, event, now=now)


def owe_to_named(key: int, event: Event, *, now: datetime) -> None:
    """Owe the event to one web-hook, whatever it asked for; one that is switched off gets nothing."""
    webhook = Webhook.objects.active().select_related("owner").filter(pk=key).first()
    if webhook is not None and not Call.objects.filter(webhook=webhook, event=event).exists():
        owe(webhook, event, now=now)


def owe(webhook: Webhook, event: Event, *, now: datetime) -> Call:
    """Owe one event to one web-hook; the body is fixed now, and tells what the owner may read."""
    details = told_of(event, webhook.owner)
    told = {"number": event.about} if details is None else details
    # Events of one record are written one after the other, because its row is locked: counting gives no number twice.
    sequence = Event.objects.filter(about=event.about, pk__lte=event.pk).count()
    call = Call(
        webhook=webhook,
        event=event,
        kind=event.kind,
        about=event.about,
        sequence=sequence,
        body=body_of(event.kind, event.occurred_at, sequence, told),
        is_detailed=details is not None,
        created_at=now,
        due_at=now,
    )
    call.save(force_insert=True)
    wake(SWEEP)
    return call


def owe_test(webhook: Webhook, *, by: Actor, now: datetime) -> Call:
    """Owe a call that says nothing but that it is a test; it goes the way of all others."""
    require(by, *KEEPERS)
    told = {"message": _("This is a test. Nothing happened."), "sent_by": by.user.username}
    call = Call(
        webhook=webhook,
        kind=TEST,
        body=body_of(TEST, now, 0, told),
        created_at=now,
        due_at=now,
    )
    call.save(force_insert=True)
    wake(SWEEP)
    return call


def body_of(kind: str, moment: datetime, sequence: int, told: dict[str, Any]) -> str:
    """Write a body as the contract has it."""
    body = {
        "type": kind,
        "timestamp": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sequence": sequence,
        "data": told,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
