"""Make a key with which a monitoring tool may send, and print it alone."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import clock
from accounts.actor import Actor
from accounts.people.queries import the_product
from incidents.catalogue.models import Service
from incidents.intake.choices import IntegrationKind
from incidents.intake.heartbeats.models import Heartbeat
from incidents.intake.heartbeats.operations.keeping import save_heartbeat
from incidents.intake.operations.keys import create_integration, monitor_account

RHYTHM = {
    "period": "how often it reports",
    "grace": "how late it may be",
    "limit": "longest run from start to success",
}


class Command(BaseCommand):
    """Makes an integration and prints its key, which is shown this once."""

    help = "Make an intake key for a monitoring tool and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the kind, the name and the service."""
        parser.add_argument("kind", choices=IntegrationKind.values)
        parser.add_argument("--name", required=True)
        parser.add_argument("--service", help="short name of the service for alerts that name none")
        for name, meaning in RHYTHM.items():
            parser.add_argument(f"--{name}", type=int, metavar="MINUTES", help=f"of a heartbeat: {meaning}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the key."""
        by = the_product("create_intake_key")
        service = None
        if options["service"]:
            service = Service.objects.filter(slug=options["service"], retired_at=None).first()
            if service is None:
                raise CommandError(f"--service: there is no service {options['service']!r}")
        make = _make_heartbeat if options["kind"] == IntegrationKind.HEARTBEAT else _make_integration
        try:
            self.stdout.write(make(options, service, by=by))
        except ValidationError as problem:
            raise CommandError("; ".join(problem.messages)) from None


def _make_integration(options: dict[str, Any], service: Service | None, *, by: Actor) -> str:
    account = monitor_account(by=by)
    kind, name = options["kind"], options["name"]
    return create_integration(kind, name, account=account, service=service, by=by, now=clock.now())[1]


def _make_heartbeat(options: dict[str, Any], service: Service | None, *, by: Actor) -> str:
    """Return the key that stands in the address of pings."""
    row = Heartbeat(name=options["name"], service=service)
    for name in RHYTHM:
        if options[name] is not None:
            setattr(row, f"{name}_minutes", options[name])
    return str(save_heartbeat(row, by=by, now=clock.now(), why="create_intake_key").key)
