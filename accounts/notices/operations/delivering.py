"""Deliver what the outbox owes: claim, look again, send outside any transaction, finish only what is still ours."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.notices.choices import DeliveryState, Way
from accounts.notices.models import Delivery
from accounts.notices.operations.claiming import claim_due, give_back
from accounts.notices.operations.couriers import ByChat, ByMail, Courier
from accounts.notices.operations.gathering import gather
from accounts.notices.rules import pause_after, verdict_on
from accounts.notices.wake import wake

log = structlog.get_logger(__name__)

# Few enough that a slow mail server cannot outlast the lease.
LOT = 10


def sweep_deliveries(*, now: datetime, limit: int = LOT) -> int:
    """Try one lot of what is due by each way, e-mail first; returns how many were in the lots."""
    return sum(_sweep(courier, now=now, limit=limit) for courier in (ByMail(), ByChat()))


def _sweep(courier: Courier, *, now: datetime, limit: int) -> int:
    claim = uuid4()
    owed = claim_due(Delivery.objects.due(now).filter(way=courier.way), claim, now=now, limit=limit)
    if owed:
        try:
            _deliver_lot(courier, owed, claim, now=now)
        finally:
            give_back(Delivery.objects.all(), claim)
    return len(owed)


def _deliver_lot(courier: Courier, owed: Sequence[UUID], claim: UUID, *, now: datetime) -> None:
    try:
        courier.open()
    except OSError as problem:
        text = verdict_on(problem).text
        log.warning("mail_server_away", problem=text, waiting=len(owed))
        for delivery in Delivery.objects.filter(claim=claim):
            _put_off(delivery, claim, text, now=now)
        return
    try:
        for pk in owed:
            if not _deliver(courier, pk, claim, now=now):
                break
    finally:
        courier.close()


def _deliver(courier: Courier, pk: UUID, claim: UUID, *, now: datetime) -> bool:
    """Send one message; False if the courier cannot be used any more."""
    mine = Delivery.objects.waiting().filter(pk=pk, claim=claim)
    delivery = mine.select_related("notice__event__actor", "notice__recipient", "place").first()
    if delivery is None:
        return True
    if not delivery.notice.recipient.is_active:
        _finish(delivery, claim, state=DeliveryState.DROPPED, problem="The account was deactivated.")
        return True
    if not gather(delivery, claim, now=now):
        return True
    try:
        courier.hand_over(delivery)
    except SoftTimeLimitExceeded:
        raise
    except OSError as problem:
        verdict = verdict_on(problem)
        if verdict.is_final:
            _give_up(delivery, claim, verdict.text)
        else:
            _put_off(delivery, claim, verdict.text, now=now)
        return not verdict.is_cut_off
    except Exception as problem:
        # A message that we cannot write must not hold up the ones behind it.
        log.exception("delivery_broken", delivery=str(pk))
        text = f"{type(problem).__name__}: {problem}"
        _put_off(delivery, claim, text, now=now, own_fault=True)
        return True
    _finish(delivery, claim, state=DeliveryState.SENT, sent_at=now, problem="")
    return True


def _put_off(
    delivery: Delivery, claim: UUID, problem: str, *, now: datetime, own_fault: bool = False
) -> None:
    pause = pause_after(delivery.attempts, str(delivery.pk), own_fault=own_fault)
    if pause is None:
        _give_up(delivery, claim, problem)
    else:
        _finish(delivery, claim, due_at=now + pause, problem=problem[:500])


def _give_up(delivery: Delivery, claim: UUID, problem: str) -> None:
    log.error("delivery_failed", delivery=str(delivery.pk), attempts=delivery.attempts, problem=problem)
    _finish(delivery, claim, state=DeliveryState.FAILED, problem=problem[:500])


def _finish(delivery: Delivery, claim: UUID, **values: Any) -> None:
    """Write down the outcome, unless the lease ran out and the row went to somebody else.

    What went in the same message ends with it; while it is tried again they stay together.
    """
    with transaction.atomic():
        mine = Delivery.objects.waiting().filter(pk=delivery.pk, claim=claim)
        if mine.update(claim=None, claimed_until=None, **values) and "state" in values:
            Delivery.objects.waiting().filter(carrier=delivery.pk).update(**values)


_SENDERS = (Right.AGENT, Right.RESOLVER, Right.LEAD, Right.INCIDENT_MANAGER, Right.CONFIGURE)


def drop_waiting(*, due_by: datetime) -> int:
    """Owe nobody anything more that was due by a moment: it ends as not needed any more."""
    return Delivery.objects.waiting().filter(due_at__lte=due_by).update(state=DeliveryState.DROPPED)


def note_returned(pk: UUID, problem: str) -> bool:
    """Note that a message came back from its address; False if we never sent it, or know already (rule 64)."""
    sent = Delivery.objects.filter(Q(pk=pk) | Q(carrier=pk), state=DeliveryState.SENT)
    return bool(sent.update(state=DeliveryState.FAILED, problem=problem[:500]))


def _address_now(delivery: Delivery) -> str:
    """Return where a message goes that is owed once more; refuses if its recipient has no such address any more."""
    recipient, place = delivery.notice.recipient, delivery.place
    address = place.label if place and place.removed_at is None else ""
    if delivery.way == Way.EMAIL:
        address = recipient.email
    if not recipient.is_active or not address:
        sentence = _("%(name)s cannot be reached by this way: %(way)s.")
        told = {"name": recipient.display_name, "way": delivery.get_way_display()}
        raise ValidationError(sentence % told, "guard_failed")
    return address


def send_again(delivery: Delivery, *, by: Actor, now: datetime) -> Delivery:
    """Owe a failed message once more, to the address that the recipient has now (COM-06)."""
    require(by, *_SENDERS)
    with transaction.atomic():
        current = (
            Delivery.objects.select_for_update(no_key=True, of=("self",))
            .select_related("notice__recipient", "place")
            .get(pk=delivery.pk)
        )
        if current.state != DeliveryState.FAILED:
            raise ValidationError(_("Only failed messages are sent again."), "not_allowed_from_state")
        current.state, current.address = DeliveryState.WAITING, _address_now(current)
        current.due_at, current.attempts, current.problem = now, 0, ""
        # Alone and at once: whoever asks for it does not want it to wait for others.
        current.bundled_for = current.carrier = None
        current.save(
            update_fields=["state", "address", "due_at", "attempts", "problem", "bundled_for", "carrier"]
        )
        beside = Delivery.objects.filter(carrier=current, state=DeliveryState.FAILED)
        beside.update(state=DeliveryState.WAITING, address=current.address, problem="")
        log.info("delivery_sent_again", delivery=str(current.pk), by=by.user.username)
        wake("accounts.notices.tasks.sweep")
    return current
