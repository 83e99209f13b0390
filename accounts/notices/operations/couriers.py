"""The ways out: each courier hands over what its service takes, and knows nothing of the rows it comes from."""

import contextlib
from typing import Protocol

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from accounts.notices.chat.operations import note_outcome
from accounts.notices.chat.sending import send_text
from accounts.notices.chat.writing import text_for
from accounts.notices.choices import Way
from accounts.notices.models import Delivery
from accounts.notices.rules import NotTakenError
from accounts.notices.together import written


class Courier(Protocol):
    """Carries messages by one way; every failure that may heal, or is the service's, is an OSError."""

    way: Way

    def open(self) -> None:
        """Get ready for a lot."""

    def hand_over(self, delivery: Delivery) -> None:
        """Give one message away."""

    def close(self) -> None:
        """End; what was handed over is finished already, so how the farewell goes does not matter."""


class ByMail:
    """Carries e-mail, a whole lot over one connection."""

    way = Way.EMAIL

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def open(self) -> None:
        """Connect to the mail server."""
        self._connection = mail.get_connection()
        self._connection.open()

    def hand_over(self, delivery: Delivery) -> None:
        """Give one message to the mail server."""
        if self._connection is not None:
            self._connection.send_messages([written(delivery)])

    def close(self) -> None:
        """Say goodbye to the mail server."""
        with contextlib.suppress(OSError):
            if self._connection is not None:
                self._connection.close()


class ByChat:
    """Carries messages to chat and SMS services; one that is away says nothing about the next."""

    way = Way.CHAT

    def open(self) -> None:
        """Each address has a service of its own."""

    def hand_over(self, delivery: Delivery) -> None:
        """Give one message to the service of its address, whose owner sees what went wrong."""
        if delivery.place is None or delivery.place.removed_at is not None:
            raise NotTakenError("The address was removed.", is_final=True)
        try:
            send_text(delivery.place, text_for(delivery))
        except NotTakenError as refusal:
            note_outcome(delivery.place.pk, str(refusal))
            raise
        if delivery.place.problem:
            note_outcome(delivery.place.pk, "")

    def close(self) -> None:
        """Nothing was kept open."""
