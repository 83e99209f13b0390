"""Import people, organisations, teams, services or categories from a CSV or Excel file (IMP-01)."""

from typing import Any

from django.core.management.base import CommandParser

from incidents.intake.imports.choices import Subject
from incidents.intake.imports.command import ImportCommand

_SUBJECTS = [subject.value for subject in Subject if subject != Subject.INCIDENTS]


class Command(ImportCommand):
    """Ends with 1 if rows were refused, so that a script notices."""

    help = "Import reference data; what is here already is changed where it differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what the file holds, the file and its mapping."""
        parser.add_argument("subject", choices=_SUBJECTS)
        self.add_file_arguments(parser, is_mapping_required=False)

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, or try."""
        self.carry_out(options["subject"], options)
