"""Let a message out of quarantine (CH-21)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.notices.wake import wake
from incidents.intake.choices import SignalState
from incidents.intake.mail.models import MailMessage
from incidents.intake.models import Signal
from incidents.intake.operations.receiving import SWEEP


def release(signal: Signal, *, by: Actor, now: datetime, why: str = "") -> None:
    """Let a held message become an incident or a reply: a person has looked at it, so no rule holds it any more."""
    require(by, Right.CONFIGURE, Right.AGENT)
    with transaction.atomic():
        signal = Signal.objects.select_for_update(no_key=True, of=("self",)).get(pk=signal.pk)
        if signal.state != SignalState.HELD:
            raise ValidationError(_("Only what is in quarantine can be released."), "not_allowed_from_state")
        MailMessage.objects.filter(signal=signal).update(released_by=by.user)
        signal.state, signal.attempts, signal.due_at = SignalState.WAITING, 0, now
        note = _("Released by %(who)s: %(why)s") % {"who": by.user.display_name, "why": why or by.cause}
        signal.outcome = f"{signal.outcome}\n{note}".strip()
        signal.save(update_fields=["state", "attempts", "due_at", "outcome"])
        wake(SWEEP)
