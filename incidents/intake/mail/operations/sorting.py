"""Sort the quarantine (CH-21): let a message out, discard it, ignore who sent it, and take any of that back."""

from contextlib import suppress
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.history import delete_as, save_as
from accounts.notices.wake import wake
from accounts.people.models import User
from incidents.intake.choices import SignalState
from incidents.intake.mail.choices import IgnoredBy, Shelf
from incidents.intake.mail.models import SORTS_MAIL, IgnoreRule, MailMessage, MailMessageQuerySet
from incidents.intake.mail.rules import with_those_above
from incidents.intake.models import Signal
from incidents.intake.operations.emptying import refuse_if_emptied
from incidents.intake.operations.receiving import SWEEP


def release(signal: Signal, *, by: Actor, now: datetime, why: str = "") -> None:
    """Let a held message become an incident or a reply: a person has looked at it, so no rule holds it any more."""
    require(by, *SORTS_MAIL)
    with transaction.atomic():
        signal = _locked(signal.pk, SignalState.HELD, _("Only what is in quarantine can be released."))
        MailMessage.objects.filter(signal=signal).update(released_by=by.user, shelf="", excerpt="")
        signal.state, signal.attempts, signal.due_at = SignalState.WAITING, 0, now
        _write_down(signal, _("Released by %(who)s"), by, why)
        wake(SWEEP)


def discard(signal: Signal, *, by: Actor, now: datetime, why: str = "") -> None:
    """Take a message out of quarantine that nothing will be made of; it stays in the intake log."""
    require(by, *SORTS_MAIL)
    with transaction.atomic():
        signal = _locked(signal.pk, SignalState.HELD, _("Only what is in quarantine can be discarded."))
        MailMessage.objects.filter(signal=signal).update(shelf=Shelf.DISCARDED)
        signal.state, signal.done_at = SignalState.DROPPED, now
        _write_down(signal, _("Discarded by %(who)s"), by, why)


def put_back(signal: Signal, *, by: Actor, now: datetime, why: str = "") -> None:
    """Let a discarded message wait for a person again."""
    require(by, *SORTS_MAIL)
    with transaction.atomic():
        signal = _locked(signal.pk, SignalState.DROPPED, _("Only what was discarded can be put back."))
        MailMessage.objects.filter(signal=signal).update(shelf=Shelf.REVIEW)
        signal.state = SignalState.HELD
        _write_down(signal, _("Put back by %(who)s"), by, why)


def _locked(pk: int, state: SignalState, refusal: str) -> Signal:
    signal = Signal.objects.defer("body").select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if signal.state != state:
        raise ValidationError(refusal, "not_allowed_from_state")
    refuse_if_emptied(signal)
    return signal


def _write_down(signal: Signal, words: str, by: Actor, why: str) -> None:
    done = words % {"who": by.user.display_name}
    signal.outcome = "\n".join(part for part in (signal.outcome, f"{done}: {why}" if why else done) if part)
    signal.save(update_fields=["state", "attempts", "due_at", "done_at", "outcome"])


def ignore(message: MailMessage, looks_at: IgnoredBy, *, by: Actor, now: datetime) -> None:
    """Put the sender or the whole domain of a message on the ignore list; what is held of it goes with it."""
    require(by, *SORTS_MAIL)
    pattern = message.sender if looks_at == IgnoredBy.SENDER else message.domain
    if not pattern:
        raise ValidationError(_("The message names no sender that could be ignored."), "guard_failed")
    if looks_at == IgnoredBy.DOMAIN:
        _refuse_our_own(pattern)
    rule = IgnoreRule(looks_at=looks_at, pattern=pattern, created_at=now)
    # The list may have it already: the constraint is the judge.
    with suppress(IntegrityError), transaction.atomic():
        save_as(rule, by=by, why="sorted the quarantine")
    _of(looks_at, pattern).on_shelf(Shelf.REVIEW).update(shelf=Shelf.IGNORED)


def _refuse_our_own(domain: str) -> None:
    known = User.objects.active().people().filter(email__iendswith=f"@{domain}")
    if known.exists():
        raise ValidationError(
            _("People who are known here write from %(domain)s. Ignore the sender alone.")
            % {"domain": domain},
            "guard_failed",
        )


def stop_ignoring(message: MailMessage, *, by: Actor, now: datetime) -> None:
    """Take the sender of a message and its domain off the ignore list; what was ignored because of them waits again."""
    require(by, *SORTS_MAIL)
    on_list = Q(looks_at=IgnoredBy.SENDER, pattern__iexact=message.sender)
    for domain in with_those_above(message.domain):
        on_list |= Q(looks_at=IgnoredBy.DOMAIN, pattern__in=(domain, f"@{domain}"))
    with transaction.atomic():
        for rule in IgnoreRule.objects.filter(on_list):
            delete_as(rule, by=by, why="sorted the quarantine")
            _of(rule.looks_at, rule.pattern.lower()).on_shelf(Shelf.IGNORED).update(shelf=Shelf.REVIEW)
        MailMessage.objects.on_shelf(Shelf.IGNORED).filter(pk=message.pk).update(shelf=Shelf.REVIEW)


def _of(looks_at: str, pattern: str) -> MailMessageQuerySet:
    if looks_at == IgnoredBy.SENDER:
        return MailMessage.objects.filter(sender=pattern)
    domain = pattern.removeprefix("@")
    return MailMessage.objects.filter(Q(sender__endswith=f"@{domain}") | Q(sender__endswith=f".{domain}"))
