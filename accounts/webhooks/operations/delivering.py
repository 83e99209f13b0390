"""Deliver calls: claim one, look again, call outside any transaction, finish only what is still ours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID, uuid4

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from accounts.notices.choices import DeliveryState
from accounts.notices.operations.claiming import claim_due, give_back
from accounts.notices.rules import pause_after
from accounts.outgoing.addresses import AddressRefusedError
from accounts.outgoing.calling import Answer, NoAnswerError, post
from accounts.webhooks.models import Attempt, Call, Webhook
from accounts.webhooks.operations.keeping import switch_off
from accounts.webhooks.rules import WITH_RECEIVERS, Verdict, is_hopeless, verdict_on
from accounts.webhooks.signing import headers_for, secret_of
from accounts.webhooks.subjects import told_of

log = structlog.get_logger(__name__)

LOT = 10
# A sweep of slow receivers ends long before the worker's time limit and the lease of its last call.
LONGEST_SWEEP = 60.0


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How one attempt went: an answer, or the reason why there is none."""

    answer: Answer | None = None
    problem: str = ""
    milliseconds: int = 0
    own_fault: bool = False

    @property
    def verdict(self) -> Verdict:
        return verdict_on(self.answer.status) if self.answer else Verdict.AGAIN

    @property
    def text(self) -> str:
        return self.problem or (f"answered {self.answer.status}" if self.answer else "")


def sweep_webhooks(*, now: datetime, limit: int = LOT) -> int:
    """Try what is due, one call at a time; returns how many were tried.

    A receiver that failed is left alone for the rest of the sweep, so that it holds up nobody but itself.
    """
    tried, resting, begun = 0, set[int](), monotonic()
    while tried < limit and monotonic() - begun < LONGEST_SWEEP:
        claim = uuid4()
        due = Call.objects.due(now).exclude(webhook__in=resting)
        owed = claim_due(due, claim, now=now, limit=1)
        if not owed:
            break
        tried += 1
        try:
            resting |= _deliver(owed[0], claim, now=now)
        finally:
            give_back(Call.objects.all(), claim)
    return tried


def _deliver(pk: UUID, claim: UUID, *, now: datetime) -> set[int]:
    """Make one call; returns the web-hook's key if it should be left alone for a while."""
    mine = Call.objects.waiting().filter(pk=pk, claim=claim)
    call = mine.select_related("webhook__owner", "event__actor").first()
    if call is None:
        return set()
    if not _is_wanted(call):
        mine.update(
            state=DeliveryState.DROPPED,
            claim=None,
            claimed_until=None,
            problem="The owner may not read this any more.",
        )
        return set()
    outcome = _attempt(call, now)
    with transaction.atomic():
        _finish(call, claim, outcome, now=now)
    return set() if outcome.verdict is Verdict.ARRIVED else {call.webhook_id}


def _is_wanted(call: Call) -> bool:
    """Say whether the owner is still there and may still read what the body tells."""
    if not call.webhook.owner.is_active:
        return False
    return not call.is_detailed or call.event is None or told_of(call.event, call.webhook.owner) is not None


def _attempt(call: Call, now: datetime) -> _Outcome:
    begun = monotonic()

    def took() -> int:
        return int((monotonic() - begun) * 1000)

    keys = _valid_keys(call.webhook, now)
    if not keys:
        return _Outcome(problem="SECRET_KEY was changed, so the secret is lost. Change the secret.")
    body = call.body.encode()
    headers = headers_for(keys, str(call.pk), int(now.timestamp()), body)
    try:
        return _Outcome(answer=post(call.webhook.url, body, headers, now=now), milliseconds=took())
    except (AddressRefusedError, NoAnswerError) as problem:
        return _Outcome(problem=str(problem), milliseconds=took())
    except SoftTimeLimitExceeded:
        raise
    except Exception as problem:
        # A call that we cannot make must not hold up the ones of others.
        log.exception("webhook_call_broken", call=str(call.pk))
        return _Outcome(problem=type(problem).__name__, milliseconds=took(), own_fault=True)


def _valid_keys(webhook: Webhook, now: datetime) -> list[bytes]:
    keys = [secret_of(webhook.salt, webhook.digest)]
    if webhook.old_until is not None and now < webhook.old_until:
        keys.append(secret_of(webhook.old_salt, webhook.old_digest))
    return [key for key in keys if key is not None]


def _finish(call: Call, claim: UUID, outcome: _Outcome, *, now: datetime) -> None:
    """Write down how it went, unless the lease ran out and the row went to somebody else."""
    # Each branch writes only while the claim is ours; what it returns says whether it was.
    if outcome.verdict is Verdict.ARRIVED:
        ours = _set(call, claim, state=DeliveryState.SENT, sent_at=now, problem="")
    else:
        ours = _put_off_or_give_up(call, claim, outcome, now=now)
    if not ours:
        return
    Attempt.objects.create(
        call=call,
        number=call.attempts,
        at=now,
        milliseconds=outcome.milliseconds,
        status_code=outcome.answer.status if outcome.answer else None,
        excerpt=outcome.answer.excerpt if outcome.answer else "",
        problem=outcome.problem[:500],
    )
    _count(call.webhook_id, outcome, now=now)


def _put_off_or_give_up(call: Call, claim: UUID, outcome: _Outcome, *, now: datetime) -> bool:
    pause = pause_after(call.attempts, str(call.pk), own_fault=outcome.own_fault, patience=WITH_RECEIVERS)
    if pause is None or outcome.verdict is Verdict.GONE:
        log.error("webhook_call_failed", call=str(call.pk), attempts=call.attempts, problem=outcome.text)
        return _set(call, claim, state=DeliveryState.FAILED, problem=outcome.text[:500])
    asked = outcome.answer.retry_after if outcome.answer else None
    due_at = now + max(pause, asked or timedelta())
    return _set(call, claim, due_at=due_at, problem=outcome.text[:500])


def _set(call: Call, claim: UUID, **values: object) -> bool:
    mine = Call.objects.waiting().filter(pk=call.pk, claim=claim)
    return bool(mine.update(claim=None, claimed_until=None, **values))


def _count(key: int, outcome: _Outcome, *, now: datetime) -> None:
    """Keep count of failures in a row; who does not listen any more is switched off."""
    row = Webhook.objects.filter(pk=key)
    if outcome.verdict is Verdict.ARRIVED:
        row.update(failures=0, failing_since=None, arrived_at=now)
        return
    row.update(failures=F("failures") + 1, failing_since=Coalesce("failing_since", Value(now)))
    webhook = row.get()
    if outcome.verdict is Verdict.GONE:
        switch_off(webhook, "The receiver answered 410: it wants no more calls.", now=now)
    elif is_hopeless(webhook.failing_since, now):
        switch_off(webhook, f"Nothing has arrived for three days. The last try: {outcome.text}", now=now)
