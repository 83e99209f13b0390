"""Fetch what is new in the mailboxes and take it in."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import clock
from incidents.intake.mail.models import Mailbox
from incidents.intake.mail.operations.fetching import fetch
from incidents.intake.operations.sweeping import sweep_signals


class Command(BaseCommand):
    """Ends with 1 if a mailbox or a message could not be fetched, so that a watchdog can call it."""

    help = "Fetch what is new in the mailboxes and take it in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the mailbox."""
        parser.add_argument("--mailbox", help="short name of the only mailbox to look into")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fetch, take in, and say what came."""
        boxes = Mailbox.objects.polled()
        if options["mailbox"]:
            boxes = boxes.filter(slug=options["mailbox"])
            if not boxes:
                raise CommandError(f"--mailbox: no mailbox {options['mailbox']!r} is on a server")
        has_problem = False
        for box in boxes:
            fetched = fetch(box, now=clock.now())
            self.stdout.write(f"{box.slug}: {fetched.stored} stored")
            if fetched.left:
                self.stderr.write(f"{box.slug}: {fetched.left} could not be stored")
            if fetched.problem:
                self.stderr.write(f"{box.slug}: {fetched.problem}")
            has_problem = has_problem or bool(fetched.left or fetched.problem)
        while sweep_signals(clock.now()):
            pass
        if has_problem:
            sys.exit(1)
