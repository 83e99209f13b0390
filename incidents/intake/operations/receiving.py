"""Store what came in, as it came; the answer to the sender goes out only afterwards."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.notices.wake import wake
from incidents.intake.choices import SignalState, Subject
from incidents.intake.models import Integration, Signal
from incidents.intake.operations.emptying import refuse_if_emptied

SWEEP = "incidents.intake.tasks.sweep"
# Of a body that is too long only the beginning is kept: enough to see who sends it and why.
KEPT_HEAD = 16 * 1024


def store(
    integration: Integration,
    body: bytes,
    headers: Mapping[str, str],
    *,
    now: datetime,
    made_key: str = "",
    subject: Subject = Subject.ALERTS,
) -> Signal:
    """Keep a signal for processing. It is one statement, so it is committed when this returns."""
    signal = Signal.objects.create(
        integration=integration,
        received_at=now,
        due_at=now,
        body=body,
        headers=dict(headers),
        made_key=made_key,
        subject=subject,
    )
    wake(SWEEP)
    return signal


def keep_refused(
    integration: Integration,
    body: bytes,
    headers: Mapping[str, str],
    problem: str,
    *,
    now: datetime,
    subject: Subject = Subject.ALERTS,
) -> Signal:
    """Keep a body that was refused for good, with the reason, for a person to see."""
    return Signal.objects.create(
        integration=integration,
        received_at=now,
        due_at=now,
        done_at=now,
        body=body,
        headers=dict(headers),
        state=SignalState.REFUSED,
        outcome=problem,
        subject=subject,
    )


def replay(signal: Signal, *, by: Actor, now: datetime, why: str = "") -> bool:
    """Work on a stored signal again, after a setting was put right; False if it is waiting anyway.

    What it did before it does not do again; one whose raw text is gone is refused (CH-18).
    """
    require(by, Right.CONFIGURE)
    with transaction.atomic():
        signal = Signal.objects.select_for_update(no_key=True, of=("self",)).get(pk=signal.pk)
        if signal.state == SignalState.WAITING:
            return False
        refuse_if_emptied(signal)
        signal.state, signal.position, signal.attempts = SignalState.WAITING, 0, 0
        signal.due_at, signal.claim, signal.claimed_until = now, None, None
        note = _("Replayed by %(who)s: %(why)s") % {"who": by.user.display_name, "why": why or by.cause}
        signal.outcome = f"{signal.outcome}\n{note}".strip()
        signal.save()
        wake(SWEEP)
    return True
