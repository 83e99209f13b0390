"""Run web, worker and beat together until Ctrl-C."""

import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.access import first_run
from itsm import environment as env
from itsm.demo_accounts import demo_sign_ins
from itsm.gunicorn import bind_address
from itsm.supervisor import Child, Supervisor

WORKER_PROCESSES = 2


def ensure_free(host: str, port: int) -> None:
    """Refuse early and in one line, instead of three processes that start and fail."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As the web server does: a port that only waits for old connections to end is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise CommandError(
            f"cannot listen on {host}:{port} ({reason}); choose another port, e.g. PORT={port + 1}."
        ) from None


def celery(*words: str) -> list[str]:
    return [sys.executable, "-m", "celery", "--quiet", "-A", "itsm", *words]


def children() -> tuple[Child, list[Child]]:
    """Return the web server, and the worker and beat beside it."""
    web = Child("web", [sys.executable, "-m", "gunicorn", "--config", "python:itsm.gunicorn"])
    # One host, one worker: nobody to gossip with. Processes, because threads cannot enforce time limits.
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    worker = Child("worker", celery("worker", "-P", "prefork", "-c", str(WORKER_PROCESSES), *quiet))
    return web, [worker, Child("beat", celery("beat", "--pidfile="))]


class Command(BaseCommand):
    help = "Runs web, worker and beat together until Ctrl-C. HOST and PORT say where."

    def handle(self, *args: Any, **options: Any) -> None:
        host = env.text("HOST", "127.0.0.1")
        ensure_free(host, settings.PORT)
        web, others = children()
        reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        supervisor = Supervisor(
            web=web,
            others=others,
            live=f"http://{bind_address(reachable, settings.PORT)}/health/live",
            say=self._say,
            announce=self._announce,
        )
        if status := supervisor.run():
            sys.exit(status)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _announce(self) -> None:
        self._say(f"{settings.PRODUCT_NAME} is running at {settings.BASE_URL} - Ctrl-C stops it.")
        for line in demo_sign_ins():
            self._say(line)
        if first_run.is_needed():
            self._say(f"Nobody can sign in yet: open {settings.BASE_URL}/first-start/")
            self._say(f"  Set-up code: {first_run.setup_code()}")
