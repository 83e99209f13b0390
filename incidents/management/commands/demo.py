"""Load the demo organisation with a month of incidents, built through the operations with moved time."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from accounts import clock
from accounts.choices import PersonKind
from accounts.notices.models import Notice
from accounts.notices.operations import mark_read
from accounts.notices.operations.delivering import drop_waiting
from accounts.people.models import Organisation, User
from accounts.people.queries import the_product
from incidents.demo.operations.founding import found
from incidents.demo.operations.signalling import connect_monitoring
from incidents.demo.operations.staging import Stage
from incidents.demo.people import ORGANISATIONS, PASSWORD, PEOPLE
from incidents.demo.plots import IN_ORDER
from incidents.records.models import Incident

_SHOWN = ("admin", "agent", "lead", "manager", "requester", "requester2", "reviewer", "auditor")


class Command(BaseCommand):
    help = "Loads a small demo organisation into an empty database; does nothing if it is there already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=7, help="the same number tells the same story")

    def handle(self, *args: Any, **options: Any) -> None:
        if Organisation.objects.filter(slug=ORGANISATIONS[0][0]).exists():
            self.stdout.write("The demo organisation is here already; nothing was changed.")
            return
        others = get_user_model().objects.exclude(kind=PersonKind.SYSTEM).count()
        if others or Incident.objects.exists():
            raise CommandError(
                "This database holds other people’s data. The demo goes into an empty one only."
            )
        self._load(seed=options["seed"], quiet=options["verbosity"] == 0)
        self._print_sign_ins()

    def _load(self, *, seed: int, quiet: bool) -> None:
        now = clock.now()
        # All or nothing: an interrupted first start begins again instead of living with half a story.
        with transaction.atomic():
            product = the_product("the demo organisation")
            found(by=product)
            connect_monitoring(by=product, now=now)
            stage = Stage(now=now, seed=seed)
            for plot in tqdm(IN_ORDER, desc="Incidents", unit="", disable=quiet):
                stage.play(plot)
            # Nobody is written to about the past; what is new since yesterday waits in the inboxes.
            drop_waiting(due_by=now)
            yesterday = now - timedelta(days=1)
            for user in User.objects.all():
                old = Notice.objects.visible_to(user).filter(created_at__lt=yesterday)
                mark_read(user, old.values_list("pk", flat=True), now=now)

    def _print_sign_ins(self) -> None:
        self.stdout.write(f"Sign in with one of these names; the password is “{PASSWORD}”.")
        roles = {somebody.username: " and ".join(somebody.roles) for somebody in PEOPLE}
        for name in _SHOWN:
            self.stdout.write(f"  {name:<11} {roles[name].lower()}")
