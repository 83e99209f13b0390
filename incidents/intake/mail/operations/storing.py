"""Store a message as it came, before anybody looks at it; the server is told only afterwards (rule 59)."""

import hashlib
import re
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.history import save_as
from accounts.notices.wake import wake
from accounts.notices.wording import mail_domain
from incidents.intake.choices import SignalState
from incidents.intake.mail.choices import Held, Shelf
from incidents.intake.mail.headers import addresses_in
from incidents.intake.mail.models import Mailbox, MailMessage
from incidents.intake.mail.parsing import outline
from incidents.intake.mail.wording import excerpt_of
from incidents.intake.models import Signal
from incidents.intake.operations.receiving import SWEEP

# An attachment of the largest size, as it is written in mail.
LARGEST_MAIL = settings.ATTACHMENT_MAX_BYTES * 3 // 2
# Of a message that is too large so much is kept: enough to see who sends it and why.
KEPT_HEAD = 64 * 1024
PIPE = "mail"
_SAYS_WHEN = re.compile(rb"^date:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


def store_mail(mailbox: Mailbox, raw: bytes, *, now: datetime, place: str = "") -> MailMessage:
    """Keep a message for processing, once however often it comes (CH-04); committed when this returns."""
    if len(raw) > LARGEST_MAIL:
        return store_large(mailbox, raw[:KEPT_HEAD], len(raw), now=now, place=place)
    return _store(mailbox, raw, _identity(raw), now=now, place=place)


def store_large(mailbox: Mailbox, head: bytes, size: int, *, now: datetime, place: str = "") -> MailMessage:
    """Keep the beginning of a message that is too large, for a person to see."""
    identity = hashlib.sha256(b"%d\0%s" % (size, head)).hexdigest()
    return _store(mailbox, head, identity, now=now, place=place, why=Held.TOO_LARGE)


def _store(
    mailbox: Mailbox, raw: bytes, identity: str, *, now: datetime, place: str, why: Held | None = None
) -> MailMessage:
    try:
        with transaction.atomic():
            return _keep(mailbox, raw, identity, now=now, place=place, why=why)
    except IntegrityError:
        # It came before, perhaps in this very moment by another way: the constraint judged.
        known = MailMessage.objects.filter(identity=identity).first()
        if known is None:
            raise
        MailMessage.objects.filter(pk=known.pk).update(copies=F("copies") + 1)
        return known


def _keep(
    mailbox: Mailbox, raw: bytes, identity: str, *, now: datetime, place: str, why: Held | None
) -> MailMessage:
    known = MailMessage.objects.filter(identity=identity).first()
    if known is not None:
        MailMessage.objects.filter(pk=known.pk).update(copies=F("copies") + 1)
        return known
    signal = Signal.objects.create(
        mailbox=mailbox,
        received_at=now,
        due_at=now,
        body=raw,
        state=SignalState.HELD if why else SignalState.WAITING,
        outcome=str(why.label) if why else "",
        rule_path=f"quarantine: {why}" if why else "",
        done_at=now if why else None,
    )
    told = outline(raw)
    message = MailMessage.objects.create(
        signal=signal,
        identity=identity,
        message_id=told.message_id,
        sender=told.sender.address,
        subject=told.subject[:250],
        place=place[:60],
        shelf=Shelf.REVIEW if why else "",
        excerpt=excerpt_of(told, raw) if why else "",
    )
    wake(SWEEP)
    return message


def _identity(raw: bytes) -> str:
    """Return what makes a message this one: its id, sender, subject, date and content.

    Not the other headers: each way adds its own. Without an id only the very same bytes are the same message.
    """
    told, end = outline(raw), _END_OF_HEADERS.search(raw)
    if not told.message_id or end is None:
        return hashlib.sha256(raw).hexdigest()
    date = _SAYS_WHEN.search(raw, 0, end.start())
    named = "\0".join((told.message_id, told.sender.address, told.subject)).encode("utf-8", "replace")
    body = raw[end.end() :].replace(b"\r\n", b"\n").rstrip()
    return hashlib.sha256(b"\0".join((named, date[1].strip() if date else b"", body))).hexdigest()


def mailbox_for(raw: bytes, slug: str, *, by: Actor, now: datetime) -> Mailbox | None:
    """Return the mailbox of a piped message: the one named, else the one it is addressed to, else the first.

    Where there is none yet, one is made, so that a mail server's pipe works from the start.
    """
    boxes = list(Mailbox.objects.in_use().order_by("pk"))
    if slug:
        return next((box for box in boxes if box.slug == slug), None)
    addressed = {box.address.lower(): box for box in boxes}
    # The envelope's recipients come first, as they may be none of those the sender wrote down.
    named = next((addressed[one] for one in outline(raw).recipients if one in addressed), None)
    return named or next(iter(boxes), None) or _first_mailbox(by=by, now=now)


def _first_mailbox(*, by: Actor, now: datetime) -> Mailbox:
    named = addresses_in(settings.DEFAULT_FROM_EMAIL)
    box = Mailbox(
        slug=PIPE,
        name=_("Service desk"),
        address=named[0] if named else f"service-desk@{mail_domain()}",
        created_at=now,
    )
    try:
        with transaction.atomic():
            save_as(box, by=by, why="the first message came")
    except IntegrityError:
        return Mailbox.objects.get(slug=PIPE)
    return box
