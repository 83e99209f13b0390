"""Compare clocks with their ledger and history, and print what differs."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts import clock
from incidents.sla.operations.auditing import SAMPLE, audit_clocks

_COLUMNS = ("incident", "clock", "field", "stored", "computed", "source")


class Command(BaseCommand):
    """Ends with 1 if anything differs, so that a watchdog can call it."""

    help = "Compare every live clock, and a draw of finished ones, with the ledger and the history."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size of the draw."""
        parser.add_argument("--sample", type=int, default=SAMPLE, help="how many finished incidents to draw")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and print."""
        run = audit_clocks(now=clock.now(), sample=max(options["sample"], 0))
        self.stdout.write(
            f"{run.incidents_checked} incidents, {run.clocks_checked} clocks compared, "
            f"{run.difference_count} differences"
        )
        if not run.difference_count:
            return
        table = [_COLUMNS, *(tuple(told[name] for name in _COLUMNS) for told in run.differences)]
        widths = [max(len(row[index]) for row in table) for index in range(len(_COLUMNS))]
        for row in table:
            line = "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True))
            self.stdout.write(line.rstrip())
        sys.exit(1)
