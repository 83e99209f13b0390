"""Make a key with which a monitoring tool may send, and print it alone."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import clock
from accounts.people.queries import the_product
from incidents.catalogue.models import Service
from incidents.intake.choices import IntegrationKind
from incidents.intake.operations.keys import create_integration, monitor_account


class Command(BaseCommand):
    """Makes an integration and prints its key, which is shown this once."""

    help = "Make an intake key for a monitoring tool and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the kind, the name and the service."""
        parser.add_argument("kind", choices=IntegrationKind.values)
        parser.add_argument("--name", required=True)
        parser.add_argument("--service", help="short name of the service for alerts that name none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the key."""
        by = the_product("create_intake_key")
        service = None
        if options["service"]:
            service = Service.objects.filter(slug=options["service"], retired_at=None).first()
            if service is None:
                raise CommandError(f"--service: there is no service {options['service']!r}")
        try:
            _integration, key = create_integration(
                options["kind"],
                options["name"],
                account=monitor_account(by=by),
                service=service,
                by=by,
                now=clock.now(),
            )
        except ValidationError as problem:
            raise CommandError("; ".join(problem.messages)) from None
        self.stdout.write(key)
