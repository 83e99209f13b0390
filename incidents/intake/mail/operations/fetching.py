"""Fetch what is new in a mailbox: store each message, commit, and only then put it aside on the server (rule 59)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.utils.translation import gettext as _

from incidents.intake.mail.imap import Account, Inbox, MailServerProblem, Waiting, inbox_of
from incidents.intake.mail.models import Mailbox
from incidents.intake.mail.operations.storing import KEPT_HEAD, LARGEST_MAIL, store_large, store_mail

log = structlog.get_logger(__name__)

# Longer than a worker's hard time limit, so that nobody takes over from a worker that still lives.
LEASE = timedelta(minutes=5)
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a look into a mailbox brought: how many messages are stored, and what went wrong."""

    stored: int = 0
    problem: str = ""


def fetch_all(*, now: datetime) -> dict[str, Fetched]:
    """Look into every mailbox that is on a server; one that is away does not keep the others waiting."""
    return {box.slug: fetch(box, now=now) for box in Mailbox.objects.polled()}


def fetch(mailbox: Mailbox, *, now: datetime) -> Fetched:
    """Fetch up to a hundred messages; of two who look at once the second leaves it to the first.

    Both would do no harm, as each message is stored once; it only saves work.
    """
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    mine = Mailbox.objects.filter(free, pk=mailbox.pk)
    if not mine.update(claimed_until=now + LEASE):
        return Fetched(problem=_("Somebody else is fetching it at this moment."))
    try:
        fetched = _fetch(mailbox, now=now)
    except BaseException as problem:
        _note_end(mailbox, type(problem).__name__, now=now)
        raise
    _note_end(mailbox, fetched.problem, now=now)
    return fetched


def _note_end(mailbox: Mailbox, problem: str, *, now: datetime) -> None:
    row = Mailbox.objects.filter(pk=mailbox.pk)
    if problem:
        row.update(claimed_until=None, failed_at=now, problem=problem[:500])
    else:
        row.update(claimed_until=None, polled_at=now)


def _fetch(mailbox: Mailbox, *, now: datetime) -> Fetched:
    fetched = Fetched()
    try:
        with inbox_of(_account(mailbox)) as inbox:
            for waiting in inbox.waiting(AT_ONCE):
                problem = _store_one(mailbox, inbox, waiting, now=now)
                fetched = replace(
                    fetched,
                    stored=fetched.stored + (not problem),
                    problem=problem or fetched.problem,
                )
    except MailServerProblem as problem:
        log.warning("mailbox_away", mailbox=mailbox.slug, problem=str(problem)[:200])
        return replace(fetched, problem=f"{type(problem).__name__}: {problem}")
    return fetched


def _account(mailbox: Mailbox) -> Account:
    return Account(
        mailbox.host,
        mailbox.port,
        mailbox.security,
        mailbox.username,
        mailbox.password,
        mailbox.folder,
        mailbox.move_to,
    )


def _store_one(mailbox: Mailbox, inbox: Inbox, waiting: Waiting, *, now: datetime) -> str:
    """Store one message and put it aside; return what went wrong. It then waits for the next look (E52).

    While the database or the server is away nothing goes on; any other fault is this message's own.
    """
    try:
        place = f"{inbox.validity}/{waiting.uid}"
        if waiting.size > LARGEST_MAIL:
            head = inbox.content(waiting.uid, KEPT_HEAD)
            store_large(mailbox, head, waiting.size, now=now, place=place)
        else:
            store_mail(mailbox, inbox.content(waiting.uid), now=now, place=place)
        inbox.settle(waiting.uid)
    except (SoftTimeLimitExceeded, OperationalError, InterfaceError, OSError):
        raise
    except Exception as problem:
        log.exception("mail_not_stored", mailbox=mailbox.slug, uid=waiting.uid)
        return f"{waiting.uid}: {type(problem).__name__}: {problem}"
    return ""
