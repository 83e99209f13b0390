"""Prepare whatever is missing - tables, static files, demo data - and serve."""

import sys
from io import StringIO
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management import call_command
from django.core.management.base import BaseCommand

from itsm import environment as env
from itsm.static_files import collect_if_changed


def nobody_can_sign_in() -> bool:
    """Tell whether this installation is new; the system account has no password."""
    return not get_user_model().objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists()


class Command(BaseCommand):
    help = "Migrates, loads the demo data once (not with DEMO=0), then runs web, worker and beat."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._prepare()
        except KeyboardInterrupt:
            sys.exit("Interrupted; the next start goes on from here.")
        call_command("serve")

    def _prepare(self) -> None:
        self.stdout.write("Preparing the database ...")
        self.stdout.flush()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not settings.DEBUG:
            collect_if_changed()
        if env.switch("DEMO", default=True) and nobody_can_sign_in():
            # The start itself prints the sign-ins when the address answers.
            call_command("demo", stdout=StringIO())
