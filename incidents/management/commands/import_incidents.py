"""Import incidents from a CSV or Excel file by a mapping (IMP-01)."""

from typing import Any

from django.core.management.base import CommandParser

from incidents.intake.imports.choices import Subject
from incidents.intake.imports.command import ImportCommand


class Command(ImportCommand):
    """Ends with 1 if rows were refused, so that a script notices."""

    help = "Import incidents with their past; what came from the same source before does not come twice."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and its mapping."""
        self.add_file_arguments(parser, is_mapping_required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, or try."""
        self.carry_out(Subject.INCIDENTS, options)
