"""Makes an API token for somebody and prints it alone, so that scripts can read it."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts import clock
from accounts.access.operations import create_token
from accounts.people.models import User
from accounts.people.queries import the_product

_LONGEST_DAYS = 3650


class Command(BaseCommand):
    """Prints `<key>.<secret>` on standard output; it is stored nowhere and cannot be shown again."""

    help = "Make an API token and print it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be said."""
        parser.add_argument("username")
        parser.add_argument("--scopes", required=True, help="comma-separated, such as incidents:read")
        parser.add_argument("--name", default="command line", help="what it is for")
        parser.add_argument(
            "--expires", type=int, metavar="DAYS", help="days until it ends; never without it"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the token."""
        now, days = clock.now(), options["expires"]
        if days is not None and not 1 <= days <= _LONGEST_DAYS:
            raise CommandError(f"--expires must be from 1 to {_LONGEST_DAYS} days.")
        name = options["name"].strip()
        if not 1 <= len(name) <= 80:
            raise CommandError("--name must have 1 to 80 characters.")
        user = User.objects.active().filter(username__iexact=options["username"]).first()
        if user is None or user.is_system:
            raise CommandError(f"There is no active account named {options['username']!r}.")
        try:
            _token, text = create_token(
                user,
                scopes=[scope.strip() for scope in options["scopes"].split(",") if scope.strip()],
                name=name,
                by=the_product("create_token"),
                now=now,
                expires_at=now + timedelta(days=days) if days else None,
            )
        except ValidationError as problem:
            raise CommandError("--scopes: " + " ".join(problem.messages)) from None
        self.stdout.write(text)
