"""Take a message from standard input, for a mail server's pipe."""

import sys
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from accounts import clock
from accounts.people.queries import the_product
from incidents.intake.mail.operations.storing import mailbox_for, store_mail
from incidents.intake.operations.sweeping import sweep_signals

log = structlog.get_logger(__name__)

# What mail servers understand (sysexits.h): nobody here by that name; keep the message and try again.
_NO_MAILBOX = 67
_TRY_AGAIN = 75


class Command(BaseCommand):
    """Ends with 0 once the message is stored, and with 75 if the mail server must keep it and try again."""

    help = "Take a message from standard input, for a mail server's pipe."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the mailbox."""
        parser.add_argument("--mailbox", default="", help="short name; by default the one it is addressed to")

    def handle(self, *args: Any, **options: Any) -> None:
        """Store the message; then take it in, or leave that to the worker."""
        raw, now = sys.stdin.buffer.read(), clock.now()
        try:
            box = mailbox_for(raw, options["mailbox"], by=the_product("receive_mail"), now=now)
            if box is None:
                raise CommandError(
                    f"--mailbox: there is no mailbox {options['mailbox']!r}", returncode=_NO_MAILBOX
                )
            message = store_mail(box, raw, now=now)
        except Error as problem:
            raise CommandError(f"The database is away: {problem}", returncode=_TRY_AGAIN) from None
        try:
            sweep_signals(now, limit=1, only=message.signal_id)
        except Error:
            # It is stored: the worker takes it in when the database is back.
            log.exception("mail_left_to_the_worker", message=message.pk)
