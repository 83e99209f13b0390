"""Fetch what is new in a mailbox: store each message, commit, and only then put it aside on the server (rule 59)."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.utils.translation import gettext as _

from incidents.intake.mail.choices import SignIn
from incidents.intake.mail.imap import (
    Account,
    AnswerError,
    ConnectionLostError,
    Inbox,
    MailServerProblem,
    TokenRefusedError,
    Waiting,
    inbox_of,
)
from incidents.intake.mail.models import Mailbox
from incidents.intake.mail.operations.leaving import Left, left_in
from incidents.intake.mail.operations.storing import KEPT_HEAD, LARGEST_MAIL, store_large, store_mail
from incidents.intake.mail.tokens import Grant, NoTokenError, forget, token_for

log = structlog.get_logger(__name__)

# Longer than a worker's hard time limit, so that nobody takes over from a worker that still lives.
LEASE = timedelta(minutes=5)
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a look into a mailbox brought: how many messages are stored and could not be, and what went wrong."""

    stored: int = 0
    left: int = 0
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
        with _opened(mailbox, now=now) as inbox:
            left = left_in(mailbox, inbox.validity)
            for waiting in left.last(inbox.waiting(AT_ONCE, without=left.alone)):
                fetched = _plus(fetched, _store_one(mailbox, inbox, waiting, left, now=now))
    except MailServerProblem as problem:
        log.warning("mailbox_away", mailbox=mailbox.slug, problem=str(problem)[:200])
        return replace(fetched, problem=f"{type(problem).__name__}: {problem}")
    except NoTokenError as problem:
        log.warning("mailbox_without_token", mailbox=mailbox.slug, problem=str(problem)[:200])
        return replace(fetched, problem=str(problem))
    return fetched


@contextmanager
def _opened(mailbox: Mailbox, *, now: datetime) -> Iterator[Inbox]:
    """Open the mailbox; a token that the server does not take any more is asked for anew, once."""
    with ExitStack() as stack:
        try:
            inbox = stack.enter_context(inbox_of(_account(mailbox, now=now)))
        except TokenRefusedError:
            forget(_grant(mailbox))
            inbox = stack.enter_context(inbox_of(_account(mailbox, now=now)))
        yield inbox


def _account(mailbox: Mailbox, *, now: datetime) -> Account:
    has_token = mailbox.sign_in == SignIn.OAUTH2
    return Account(
        mailbox.host,
        mailbox.port,
        mailbox.security,
        mailbox.username,
        "" if has_token else mailbox.secret("IMAP_PASSWORD"),
        token_for(_grant(mailbox), now=now) if has_token else "",
        mailbox.folder,
        mailbox.move_to,
    )


def _grant(mailbox: Mailbox) -> Grant:
    return Grant(
        mailbox.token_url,
        mailbox.client_id,
        mailbox.secret("IMAP_CLIENT_SECRET"),
        mailbox.secret("IMAP_REFRESH_TOKEN"),
        mailbox.scope,
    )


def _plus(sum_: Fetched, one: Fetched) -> Fetched:
    return Fetched(sum_.stored + one.stored, sum_.left + one.left, one.problem or sum_.problem)


def _store_one(mailbox: Mailbox, inbox: Inbox, waiting: Waiting, left: Left, *, now: datetime) -> Fetched:
    """Store one message and put it aside on the server.

    While the database or the server is away nothing goes on, and the message waits for the next look (E52). Any other
    fault is this message's own: it is written down, and the mailbox is as well as before (E49). So is a server that
    goes away over a message: some hang up instead of saying that they cannot read it.
    """
    try:
        _keep(mailbox, inbox, waiting, now=now)
    except (SoftTimeLimitExceeded, OperationalError, InterfaceError):
        raise
    except (OSError, ConnectionLostError) as problem:
        left.note(waiting, f"{type(problem).__name__}: {problem}", now=now)
        raise
    except Exception as problem:
        log.exception("mail_not_stored", mailbox=mailbox.slug, uid=waiting.uid)
        left.note(waiting, f"{type(problem).__name__}: {problem}", now=now)
        return Fetched(left=1)
    left.forget(waiting)
    try:
        inbox.settle(waiting.uid)
    except AnswerError as problem:
        return Fetched(problem=f"{waiting.uid}: {problem}")
    return Fetched(stored=1)


def _keep(mailbox: Mailbox, inbox: Inbox, waiting: Waiting, *, now: datetime) -> None:
    place = f"{inbox.validity}/{waiting.uid}"
    if waiting.size > LARGEST_MAIL:
        store_large(mailbox, inbox.content(waiting.uid, KEPT_HEAD), waiting.size, now=now, place=place)
    else:
        store_mail(mailbox, inbox.content(waiting.uid), now=now, place=place)
