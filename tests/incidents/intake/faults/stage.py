"""The product as `make run` starts it, in processes that may be killed, on a database, a broker and a mail server."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connection

from itsm.management.commands.serve import WORKER_PROCESSES, children
from tests.accounts.notices.mailbox import Mailbox
from tests.itsm.test_serve import ROOT, environment_of, eventually, free_port
from tests.prepared import copy_tables

__all__ = ["WORKER_PROCESSES", "Stage", "eventually", "staged"]


@contextmanager
def copied(folder: Path) -> Iterator[tuple[str, str]]:
    """Copy the test's database, whatever stands in it, for processes of its own; yield its name and its address."""
    if connection.vendor == "sqlite":
        copy_tables(folder)
        yield str(folder / "evenkeel.sqlite3"), ""
        return
    made_of, name = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_faults"
    server = urlsplit(settings.DATABASE_URL)
    address = urlunsplit(server._replace(path="/postgres"))
    # Nobody else may look at a database while it is copied, not even with a connection that an earlier test left idle.
    connection.close()
    with psycopg.connect(address, autocommit=True) as administrator:
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [made_of]
        )
        administrator.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        administrator.execute(f'CREATE DATABASE "{name}" TEMPLATE "{made_of}"')
        try:
            yield name, urlunsplit(server._replace(path=f"/{name}"))
        finally:
            administrator.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def looking_at(name: str) -> Iterator[None]:
    """Let the test's own questions go to the copy."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


@dataclass
class Stage:
    """Web, worker and beat, and what may happen to them."""

    data: Path
    environment: dict[str, str]
    port: int
    database: str
    mailbox: Mailbox
    redis: "subprocess.Popen[bytes] | None" = None
    running: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)

    def start(self, name: str) -> None:
        web, others = children()
        (child,) = [one for one in (web, *others) if one.name == name]
        with (self.data / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                child.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """End a program and all its helpers at once, as a machine does that loses its power."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=15)

    def restart(self, name: str) -> None:
        self.kill(name)
        self.start(name)

    def flush_broker(self) -> None:
        """Let the broker lose everything it was told."""
        if self.redis is None:
            shutil.rmtree(self.data / "broker", ignore_errors=True)
            return
        self.redis.kill()
        self.redis.wait(timeout=15)
        self.redis = start_redis(urlsplit(self.environment["CELERY_BROKER_URL"]).port or 0)

    def cut_database(self) -> None:
        """End every connection to the database, as its restart does."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def logs(self) -> str:
        return "\n".join(file.read_text(errors="replace") for file in sorted(self.data.glob("*.log")))

    def stop(self) -> None:
        for name in list(self.running):
            self.kill(name)
        if self.redis is not None:
            self.redis.kill()
            self.redis.wait(timeout=15)


def start_redis(port: int) -> "subprocess.Popen[bytes]":
    """Start a Redis that keeps nothing on the disk."""
    words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def staged(folder: Path, *, with_redis: bool, **environment: str) -> Iterator[Stage]:
    """Put everything on the stage, on a copy of the database as it is now."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as after:
        name, address = after.enter_context(copied(folder))
        after.enter_context(looking_at(name))
        mailbox = Mailbox()
        mailbox.start()
        after.callback(mailbox.stop)
        port = free_port()
        words = environment_of(folder) | {
            "PORT": str(port),
            "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "CACHE_URL": "locmemcache://",
            **({"DATABASE_URL": address} if address else {}),
            **environment,
        }
        stage = Stage(folder, words, port, name, mailbox)
        after.callback(stage.stop)
        if with_redis:
            redis = free_port()
            stage.redis, words["CELERY_BROKER_URL"] = start_redis(redis), f"redis://127.0.0.1:{redis}/0"
        for program in ("web", "worker", "beat"):
            stage.start(program)
        yield stage
