"""Take in one stored message: an incident, a reply, a note at what came back, or quarantine; once, all or nothing."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.notices.operations.delivering import note_returned
from accounts.people.models import User
from accounts.people.queries import the_product
from incidents.intake.choices import SignalState
from incidents.intake.mail.choices import Held, MailKind, Shelf, UnknownSender
from incidents.intake.mail.models import Mailbox, MailMessage
from incidents.intake.mail.operations.answering import Letterhead, Taken, open_from, reply_from
from incidents.intake.mail.operations.welcoming import welcome
from incidents.intake.mail.parsing import Mail, MailFile, UnreadableMailError, outline, parse
from incidents.intake.mail.queries import (
    Thread,
    answers_to,
    deliveries_in,
    has_part_in,
    is_on_ignore_list,
    is_proven,
    is_visible,
    own_addresses,
    person_behind,
    thread_of,
)
from incidents.intake.mail.rules import ANSWERS_AN_HOUR, kind_of
from incidents.intake.mail.wording import excerpt_of
from incidents.intake.models import Signal
from incidents.records.queries import may_write


@dataclass(frozen=True, slots=True)
class MailOutcome:
    """What became of a message: the state of its line in the intake log, in which words, by which rule.

    Of one that is held: where in the quarantine it is.
    """

    state: SignalState
    text: str
    path: str
    shelf: str = ""


def take_in_mail(signal: Signal, mailbox: Mailbox, *, now: datetime) -> MailOutcome:
    """Take in a stored message; one that was taken in before changes nothing (CH-18)."""
    message = MailMessage.objects.select_related("released_by").get(signal=signal)
    raw = bytes(signal.body)
    try:
        mail, unread = parse(raw), None
    except UnreadableMailError as problem:
        mail, unread = replace(outline(raw), files=(MailFile("message.eml", raw),)), problem.why
    if unread is not None and message.released_by is None:
        outcome = _held(unread)
    else:
        outcome = _try(mail, message.pk, mailbox, now=now)
    if outcome.shelf or message.shelf:
        excerpt = excerpt_of(mail, raw) if outcome.shelf else ""
        MailMessage.objects.filter(pk=message.pk).update(shelf=outcome.shelf, excerpt=excerpt)
    return outcome


def _try(mail: Mail, pk: int, mailbox: Mailbox, *, now: datetime) -> MailOutcome:
    try:
        with transaction.atomic():
            locked = MailMessage.objects.select_for_update(no_key=True, of=("self",))
            message = locked.select_related("released_by", "incident", "signal").get(pk=pk)
            if message.incident is not None:
                return _done(_("%s has it already") % message.incident.number, "again")
            return _decide(mail, message, mailbox, now=now)
    except (ValidationError, PermissionDenied) as refusal:
        told = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        return _held(Held.REFUSED, " ".join(told))


def _held(why: Held, detail: str = "") -> MailOutcome:
    shelf = Shelf.IGNORED if why == Held.IGNORED else Shelf.REVIEW
    return MailOutcome(SignalState.HELD, f"{why.label} {detail}".strip(), f"quarantine: {why}", shelf)


def _done(text: str, path: str) -> MailOutcome:
    return MailOutcome(SignalState.DONE, text, path)


def _decide(mail: Mail, message: MailMessage, mailbox: Mailbox, *, now: datetime) -> MailOutcome:
    if message.released_by is None:
        judged = _judge(mail, now=now)
        if judged is not None:
            return judged
    thread = thread_of(mail)
    is_certain = is_proven(mail, mailbox, thread)
    person = _person(mail, message, mailbox, now=now)
    if person is None:
        return _held(Held.UNKNOWN if mail.sender.address else Held.NO_SENDER)
    if not person.is_active:
        return _held(Held.INACTIVE)
    head = Letterhead(mail, message, mailbox, person, is_certain)
    if thread is not None and _may_answer(thread, head):
        taken = _answer(thread, head, now=now)
        how = thread.how
    elif _pretends_to_be_staff(thread, head):
        return _held(Held.UNPROVEN)
    else:
        taken, how = (
            open_from(head, now=now),
            "no incident to answer" if thread is None else "not the sender's",
        )
    if taken is None:
        return _held(Held.MANY)
    message.incident, message.was_answered = taken.incident, taken.was_answered
    if thread is not None and thread.written_to is not None and taken.incident == thread.incident:
        # Where the words go when the merge is taken back, answers to them go, too.
        message.incident = thread.written_to
    message.save(update_fields=["incident", "was_answered"])
    proof = "proven" if is_certain else "not proven"
    return _done(taken.text, f"{how}; sender {proof}")


def _judge(mail: Mail, *, now: datetime) -> MailOutcome | None:
    """Return what becomes of a message that no person wrote to us, or nobody may; None for the others."""
    kind = kind_of(mail, own_addresses())
    if kind == MailKind.OWN:
        return _done(_("Our own message: left alone"), "own")
    if kind == MailKind.BOUNCE:
        return _returned(mail)
    if kind == MailKind.REPLY:
        thread = thread_of(mail)
        number = thread.incident.number if thread else "–"
        return _done(_("An automatic answer about %s: filed here") % number, "automatic answer")
    if is_on_ignore_list(mail):
        return _held(Held.IGNORED)
    if mail.headers.get("x-spam-flag", "").strip().lower() == "yes":
        return _held(Held.SPAM)
    return _held(Held.BULK) if kind == MailKind.BULK else None


def _returned(mail: Mail) -> MailOutcome:
    """Note a delivery failure at the message that came back (rule 64)."""
    problem = _("Came back: %s") % " ".join((mail.text or mail.subject).split())[:400]
    noted = [pk for pk in deliveries_in(mail.threads) if note_returned(pk, problem)]
    return _done(_("A delivery failure, noted at %d of our messages") % len(noted), "delivery failure")


def _person(mail: Mail, message: MailMessage, mailbox: Mailbox, *, now: datetime) -> User | None:
    """Return in whose name the message is taken in; a released one without a sender comes from who released it."""
    known = person_behind(mail.sender.address)
    if known is not None:
        return known
    is_welcome = message.released_by is not None or mailbox.unknown_sender == UnknownSender.WELCOME
    if mail.sender.address and is_welcome:
        made = welcome(mail.sender, by=the_product(f"mail to {mailbox.name}"), now=now)
        if made is not None:
            return made
    return message.released_by


def _may_answer(thread: Thread, head: Letterhead) -> bool:
    """Say whether the sender gets into the incident: never by a number alone (E07, rule 61)."""
    if not is_visible(thread.incident, head.person):
        return False
    if head.is_proven:
        return may_write(thread.incident, head.actor)
    return head.is_released or has_part_in(thread.incident, head.person)


def _pretends_to_be_staff(thread: Thread | None, head: Letterhead) -> bool:
    return thread is not None and not head.is_proven and head.person.is_staff_member


def _answer(thread: Thread, head: Letterhead, *, now: datetime) -> Taken | None:
    """Add the reply; an unproven one beyond the limit waits, as it may be a program that answers ours."""
    is_certain, incident = head.is_proven, thread.incident
    if not (is_certain or head.is_released) and answers_to(head.mail.sender.address, now) >= ANSWERS_AN_HOUR:
        return None
    is_requesters = is_certain and head.person.pk == incident.requester_id
    is_elsewhere = head.is_released or not is_certain or thread.written_to is not None
    if incident.is_locked and not is_requesters and is_elsewhere:
        return open_from(head, now=now)
    return reply_from(head, thread, now=now)
