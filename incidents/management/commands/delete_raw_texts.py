"""Delete the raw texts of mail and alerts that were kept long enough."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts import clock
from incidents.intake.operations.emptying import delete_raw_texts


class Command(BaseCommand):
    help = "Delete the raw texts of mail and alerts that were kept for INTAKE_RAW_DAYS; what became of them stays."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete in lots until nothing is left to delete, and say how many went."""
        now, count = clock.now(), 0
        while gone := delete_raw_texts(now=now):
            count += gone
        self.stdout.write(f"{count} raw texts deleted")
