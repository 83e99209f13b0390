"""A mailbox for the tests: messages come in by the operation that every door uses, and are worked on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from accounts.notices.mail import message_for
from accounts.notices.models import Delivery
from incidents.intake.mail.models import Mailbox
from incidents.intake.mail.operations.configuring import save_mailbox
from incidents.intake.mail.operations.storing import store_mail
from incidents.intake.models import Signal
from incidents.intake.operations.sweeping import sweep_signals
from incidents.records.models import Incident
from tests.accounts.notices.mailbox import Mailbox as MailServer
from tests.builders import NOON
from tests.cast import Cast
from tests.incidents.intake.mail.dovecot import DOVECOT, Dovecot
from tests.incidents.intake.mail.letters import letter

needs_dovecot = pytest.mark.skipif(DOVECOT is None, reason="dovecot is not installed (Debian: dovecot-imapd)")


@dataclass
class Post:
    """A mailbox, and what comes into it."""

    box: Mailbox

    def take(self, raw: bytes, *, now: datetime = NOON) -> Signal:
        """Store a message and work on it; return its line of the log."""
        message = store_mail(self.box, raw, now=now)
        sweep_signals(now)
        return Signal.objects.get(pk=message.signal_id)

    def write(self, body: str = "The printer is on fire.", *, now: datetime = NOON, **headers: Any) -> Signal:
        """Write a message and let it be worked on."""
        return self.take(letter(body, **headers), now=now)

    def set(self, **values: Any) -> None:
        """Change settings of the mailbox."""
        Mailbox.objects.filter(pk=self.box.pk).update(**values)
        self.box.refresh_from_db()


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """A real IMAP server."""
    server = Dovecot()
    yield server
    server.stop()


@pytest.fixture
def smtp(settings: Any) -> Iterator[MailServer]:
    """A real SMTP server that keeps what we send."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    server.start()
    yield server
    server.stop()


def box_on(server: Dovecot, cast: Cast, user: str, monkeypatch: pytest.MonkeyPatch, **values: Any) -> Mailbox:
    """Return a mailbox that is fetched from the server."""
    monkeypatch.setenv(f"IMAP_PASSWORD_{user.upper()}", "secret")
    reached = {"host": "127.0.0.1", "port": server.port, "security": "none", "username": user}
    named = {"slug": user, "name": user, "address": f"{user}@localhost", "trusts_senders": True}
    box = Mailbox(**{**reached, **named, **values})
    save_mailbox(box, by=cast.system, now=NOON, why="for tests")
    return box


@pytest.fixture
def post(cast: Cast) -> Post:
    """A mailbox behind a server that lets nobody write in another's name."""
    box = Mailbox(slug="desk", name="Desk", address="service-desk@localhost", trusts_senders=True)
    save_mailbox(box, by=cast.system, now=NOON, why="for tests")
    return Post(box)


@pytest.fixture
def doubting(post: Post) -> Post:
    """A mailbox whose senders are known by proof only."""
    post.set(trusts_senders=False)
    return post


def incident_of(signal: Signal) -> Incident:
    """Return the incident that has a message."""
    incident = signal.mail.incident
    assert incident is not None, signal.outcome
    return incident


def id_sent_to(username: str, incident: Incident) -> str:
    """Return the message id of the newest mail that we owe a person about an incident."""
    owed = Delivery.objects.filter(notice__recipient__username=username, notice__event__about=incident.number)
    return str(message_for(owed.order_by("-notice_id")[0]).extra_headers["Message-ID"])
