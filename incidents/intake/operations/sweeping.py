"""Work on stored signals: claim one, read it, take in its alerts, write down what became of it."""

import secrets
import uuid
from datetime import datetime

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction

from accounts.connections import drop_if_broken
from accounts.strict_json import BadJsonError
from incidents.intake.adapters.observation import BadShapeError
from incidents.intake.changes.operations.recording import record_change
from incidents.intake.choices import SignalState, Subject
from incidents.intake.mail.models import Mailbox
from incidents.intake.mail.operations.taking import take_in_mail
from incidents.intake.models import LEASE, Integration, Signal
from incidents.intake.operations.observing import LostClaimError, take_in
from incidents.intake.operations.origin import Outcome, integration_of, origin_of
from incidents.intake.reading import observations, parse
from incidents.intake.rules import MAX_ATTEMPTS, delay_after

log = structlog.get_logger(__name__)

_LOG_LENGTH = 20_000
# By the ids of integration and mailbox, of which a signal has one.
Known = dict[tuple[int | None, int | None], tuple[Integration | None, Mailbox | None]]


def sweep_signals(now: datetime, limit: int = 100, only: int | None = None) -> int:
    """Work on up to `limit` due signals, oldest first, or on the one named; return how many there were.

    Any number of sweeps may run: each takes one row at a time and leaves rows that another one holds.
    """
    done = 0
    # What its administrator changes meanwhile holds for the next sweep, which begins in seconds.
    known: Known = {}
    while done < limit and (signal := _claim(now, only)) is not None:
        _introduce(signal, known)
        _work(signal, now=now)
        done += 1
    return done


def _claim(now: datetime, only: int | None) -> Signal | None:
    with transaction.atomic():
        due = Signal.objects.due(now)
        if only is not None:
            due = due.filter(pk=only)
        signal = due.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
        if signal is None:
            return None
        signal.claim, signal.claimed_until = uuid.uuid4(), now + LEASE
        signal.attempts += 1
        # Nothing can be reported in the future: what says so came in while the clock was ahead.
        signal.received_at, signal.due_at = min(signal.received_at, now), min(signal.due_at, now)
        signal.save(update_fields=["claim", "claimed_until", "attempts", "received_at", "due_at"])
    return signal


def _introduce(signal: Signal, known: Known) -> None:
    """Give a signal its source with all that working on it needs, read once in a sweep."""
    key = (signal.integration_id, signal.mailbox_id)
    if key not in known:
        integrations = Integration.objects.select_related("account", "service", "team")
        mailboxes = Mailbox.objects.select_related("service", "team")
        known[key] = (
            integrations.filter(pk=signal.integration_id).first() if signal.integration_id else None,
            mailboxes.filter(pk=signal.mailbox_id).first() if signal.mailbox_id else None,
        )
    signal.integration, signal.mailbox = known[key]


def _work(signal: Signal, *, now: datetime) -> None:
    """Process a claimed signal; a fault of ours delays this one and never the signals behind it."""
    try:
        state, text, path = _process(signal, now=now)
        _finish(signal, state, text, path, now=now)
    except LostClaimError:
        log.info("signal_taken_over", signal=signal.pk)
    except (BadShapeError, BadJsonError) as problem:
        _finish(signal, SignalState.REFUSED, str(problem), "", now=now)
    except Exception as problem:
        log.exception("signal_failed", signal=signal.pk, attempts=signal.attempts)
        drop_if_broken()
        _put_off(signal, problem, now=now)
        if isinstance(problem, SoftTimeLimitExceeded):
            # Whoever went on would be ended in the middle of the next signal, and hold it for the whole lease.
            raise


def _process(signal: Signal, *, now: datetime) -> tuple[SignalState, str, str]:
    """Take in a message or the alerts of a signal; return how it stands then, what became of it, by which rules."""
    if signal.mailbox is not None:
        taken = take_in_mail(signal, signal.mailbox, now=now)
        return taken.state, taken.text, taken.path
    if signal.subject == Subject.CHANGE:
        outcome = record_change(signal, parse(bytes(signal.body)))
        return SignalState.DONE, outcome.text, outcome.path
    outcomes = _take_in_alerts(signal, now=now)
    text = "\n".join(outcome.text for outcome in outcomes)
    path = "\n".join(dict.fromkeys(outcome.path for outcome in outcomes))
    return SignalState.DONE, text, path


def _take_in_alerts(signal: Signal, *, now: datetime) -> list[Outcome]:
    document = parse(bytes(signal.body))
    integration = integration_of(signal)
    seen = observations(
        document,
        integration.kind,
        received_at=signal.received_at,
        made_key=signal.made_key,
        places=integration.mapping,
    )
    outcomes = []
    for index, observation in enumerate(seen):
        if index < signal.position:
            continue
        origin = origin_of(signal, counts=index >= signal.counted, marks=document.marks)
        outcome = take_in(observation, signal, index, origin, now=now)
        outcomes.append(Outcome(f"{observation.key[:80]}: {outcome.text}", outcome.path))
    return outcomes


def _finish(signal: Signal, state: SignalState, text: str, path: str, *, now: datetime) -> None:
    outcome = "\n".join(part for part in (signal.outcome, text) if part)
    Signal.objects.filter(pk=signal.pk, claim=signal.claim).update(
        state=state,
        outcome=outcome[-_LOG_LENGTH:],
        rule_path=path[:_LOG_LENGTH],
        done_at=now,
        claim=None,
        claimed_until=None,
    )


def _put_off(signal: Signal, problem: Exception, *, now: datetime) -> None:
    """Try again later, or park it where a person sees it."""
    is_parked = signal.attempts >= MAX_ATTEMPTS
    Signal.objects.filter(pk=signal.pk, claim=signal.claim).update(
        state=SignalState.FAILED if is_parked else SignalState.WAITING,
        outcome=f"{type(problem).__name__}: {problem}"[:1000],
        due_at=now + delay_after(signal.attempts, secrets.randbelow(1000) / 1000),
        done_at=now if is_parked else None,
        claim=None,
        claimed_until=None,
    )
