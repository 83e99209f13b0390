"""What the import commands share: read the file and the mapping, try or import with a progress bar, tell the result."""

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from accounts import clock
from accounts.actor import Actor
from accounts.choices import Channel, Right
from accounts.people.models import User
from incidents.intake.imports.encodings import Encoding
from incidents.intake.imports.mapping import read_mapping
from incidents.intake.imports.models import ImportRun
from incidents.intake.imports.operations.runs import begin, set_mapping, take_in, work_off
from incidents.intake.imports.refusals import in_words, refused_lines
from incidents.intake.imports.tables import GUESSED, is_guess

_SHOWN = 50


class ImportCommand(BaseCommand):
    """A command of the person at the keyboard, in the name of an administrator."""

    def add_file_arguments(self, parser: CommandParser, *, is_mapping_required: bool) -> None:
        """Take the file, the mapping, and how to go about it."""
        parser.add_argument("file", type=Path, help="CSV or .xlsx; its first row names the columns")
        parser.add_argument(
            "--map", type=Path, required=is_mapping_required, help="the mapping, as JSON or TOML"
        )
        parser.add_argument(
            "--encoding",
            choices=[word for word in Encoding.values if word],
            default="",
            help="of a CSV file; without it, as the bytes show",
        )
        parser.add_argument("--dry-run", action="store_true", help="find the errors, write nothing")
        parser.add_argument("--by", metavar="USERNAME", help="the administrator in whose name it is done")
        parser.add_argument("--refused", type=Path, help="where to write the refused rows, as CSV")

    def carry_out(self, subject: str, options: dict[str, Any]) -> None:
        """Import, or try; a dry run is undone as a whole, to the last row."""
        by, is_dry = _administrator(options["by"]), options["dry_run"]
        try:
            if is_dry:
                with transaction.atomic():
                    run = self._run(subject, options, by=by, is_dry=True)
                    self._tell(run, options["refused"], is_dry=True)
                    transaction.set_rollback(True)
            else:
                run = self._run(subject, options, by=by, is_dry=False)
                self._tell(run, options["refused"], is_dry=False)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        except PermissionDenied as problem:
            raise CommandError(str(problem)) from None
        if run.refused:
            sys.exit(1)

    def _run(self, subject: str, options: dict[str, Any], *, by: Actor, is_dry: bool) -> ImportRun:
        now = clock.now()
        content, encoding = _content(options["file"]), options["encoding"]
        run = take_in(content, options["file"].name, subject, by=by, now=now, encoding=encoding)
        if is_guess(content, encoding):
            self.stderr.write(str(GUESSED))
        told = read_mapping(_content(options["map"])) if options["map"] else run.mapping
        set_mapping(run, told, by=by)
        run = begin(run, by=by, now=now, is_dry=is_dry)
        with tqdm(total=run.total, unit="row", disable=None, file=sys.stderr) as bar:
            for run in work_off(run, now=now):  # noqa: B020 - the same run as it is now
                bar.update(run.seen - bar.n)
        return ImportRun.objects.get(pk=run.pk)

    def _tell(self, run: ImportRun, refused: Path | None, *, is_dry: bool) -> None:
        for row in run.refused_rows.all()[:_SHOWN]:
            for problem in row.problems:
                self.stderr.write(f"row {row.number}: {in_words(problem)}")
        if run.refused > _SHOWN:
            self.stderr.write(f"… and {run.refused - _SHOWN} more rows; --refused FILE writes them all.")
        if refused is not None:
            refused.write_text("".join(refused_lines(run)), encoding="utf-8", newline="")
        words = "would be " if is_dry else ""
        self.stdout.write(
            f"{run.total} rows: {run.made} {words}new, {run.changed} {words}changed, "
            f"{run.same} already here, {run.refused} refused"
        )


def _administrator(name: str | None) -> Actor:
    people = User.objects.active().people().order_by("pk")
    if name is not None:
        person = people.filter(username__iexact=name).first()
        if person is None:
            raise CommandError(f"--by: there is no active person {name!r}")
        return Actor(person, Channel.IMPORT)
    person = people.filter(is_superuser=True).first() or people.with_right(Right.CONFIGURE).first()
    if person is None:
        raise CommandError("make an administrator first, or name one with --by")
    return Actor(person, Channel.IMPORT)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise CommandError(f"{path}: {problem.strerror}") from None
