"""Rule 6: a database that is restarted in the middle of work does not keep the work until a lease ends."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError, connection

from accounts import clock
from accounts.notices.models import Delivery
from accounts.notices.operations.delivering import sweep_deliveries
from incidents.intake.models import Alert, Signal
from incidents.intake.operations.sweeping import sweep_signals
from tests.builders import MINUTE, make_incident
from tests.cast import make_cast
from tests.incidents.intake.bodies import event
from tests.incidents.intake.conftest import monitor

FIND, FINISH = 'SELECT "accounts_delivery"."id"', 'UPDATE "accounts_delivery" SET "claim" = NULL'


class Cut:
    """Ends the connection before the first statement that begins so and does not lock."""

    def __init__(self, beginning: str) -> None:
        self.beginning, self.done = beginning, False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.done and sql.startswith(self.beginning) and "FOR NO KEY" not in sql:
            self.done = True
            connection.connection.close()
        return execute(sql, params, many, context)


@pytest.fixture
def _server() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no connection that could be cut")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_server")
@pytest.mark.parametrize(
    "statement",
    [
        'INSERT INTO "incidents_alert"',
        'UPDATE "incidents_signal" SET "position"',
        'UPDATE "incidents_signal" SET "state"',
    ],
)
def test_a_signal_is_soon_due_again(statement: str) -> None:
    sender = monitor(make_cast(), "events")
    now = clock.now()
    sender.receive(event(sender.key), now=now)
    with connection.execute_wrapper(Cut(statement)):
        sweep_signals(now)
    signal = Signal.objects.get()
    assert (signal.state, signal.claim, signal.claimed_until) == ("waiting", None, None)
    assert signal.due_at < now + MINUTE
    assert sweep_signals(now + MINUTE) == 1
    assert Signal.objects.get().state == "done"
    assert Alert.objects.get().occurrences == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_server")
@pytest.mark.parametrize(("statement", "sent"), [(FIND, 2), (FINISH, 3)], ids=["A1 before", "B7 after"])
def test_a_lot_of_messages_is_due_at_once(statement: str, sent: int) -> None:
    cast = make_cast()
    for title in ("One", "Two"):
        make_incident(cast, title, now=clock.now())
    with connection.execute_wrapper(Cut(statement)), pytest.raises(OperationalError):
        sweep_deliveries(now=clock.now())
    assert set(Delivery.objects.values_list("state", "claim", "attempts")) == {("waiting", None, 0)}
    assert sweep_deliveries(now=clock.now()) == 2
    assert (len(mail.outbox), len({message.extra_headers["Message-ID"] for message in mail.outbox})) == (
        sent,
        2,
    )
