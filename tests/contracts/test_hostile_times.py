"""What happens around the product while it works (Q12, Q13): a clock that is wrong for a while, a migration."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from celery.beat import Scheduler
from django.core.cache import cache
from django.db import connection, models
from django.test import Client

from accounts import clock
from accounts.access.choices import Scope
from accounts.access.models import ApiToken
from accounts.access.operations import create_token
from accounts.notices.models import Delivery
from accounts.notices.operations.delivering import sweep_deliveries
from incidents.intake.models import Signal
from incidents.lifecycle.operations.escalating import sweep_clocks
from incidents.records.models import Incident
from incidents.sla.models import Clock, ClockStep
from itsm.celery import app as celery_app
from tests.builders import MINUTE, make_incident
from tests.cast import make_cast
from tests.incidents.intake.bodies import alert, event, group
from tests.incidents.intake.conftest import Monitor, _forget_wrong_keys, events, monitor, work

__all__ = ["_forget_wrong_keys", "events"]

DAY = timedelta(days=1)


class Host:
    """This host's clock, as somebody sets it."""

    ahead = timedelta()

    def read(self) -> datetime:
        """Return what the host says."""
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    """Let the test set this host's clock; the database's own is nobody's to set."""
    cache.clear()
    wrong = Host()
    monkeypatch.setattr("accounts.clock.of_this_host", wrong.read)
    return wrong


def _asks(token: str) -> int:
    answer = Client().get("/api/v1/incidents/", headers={"authorization": f"Bearer {token}"})
    return answer.status_code


def _is_in(client: Client) -> bool:
    return bool(client.get("/queue/").status_code == 200)


@pytest.mark.django_db(transaction=True)
def test_Q12_tokens_sessions_and_timers_while_a_host_is_a_day_ahead(
    transactional_db: None, host: Host
) -> None:
    cast = make_cast()
    decides = connection.vendor == "postgresql"
    _row, token = create_token(
        cast.agnes,
        scopes=[Scope.INCIDENTS_READ],
        name="x",
        by=cast.actor("agnes"),
        now=clock.now(),
        expires_at=clock.now() + timedelta(hours=2),
    )
    asked, quiet = Client(), Client()
    for client in (asked, quiet):
        client.force_login(cast.agnes)
    make_incident(cast, now=clock.now(), impact="high", urgency="high")
    due = list(Clock.objects.order_by("pk").values_list("due_at", flat=True))
    host.ahead = DAY
    connection.close()
    sweep_clocks(now=clock.now())
    assert ClockStep.objects.exists() is not decides, (
        "the database's clock decides, where it has one of its own"
    )
    assert (_asks(token) == 200, _is_in(asked)) == (decides, decides)
    host.ahead = timedelta()
    connection.close()
    assert _asks(token) == 200 and _is_in(quiet)
    assert ApiToken.objects.get().last_used_at - clock.now() < MINUTE
    # What was told a day early is not told again, and all of it has its true instant.
    told = list(ClockStep.objects.order_by("pk").values_list("clock", "key", "true_at"))
    sweep_clocks(now=clock.now() + DAY)
    steps = ClockStep.objects.order_by("pk")
    assert list(steps.values_list("clock", "key", "true_at"))[: len(told)] == told
    assert [step.true_at for step in steps if step.key == "100%"] == due


@pytest.mark.django_db
def test_Q12_what_was_taken_in_hand_while_ahead_does_not_wait_for_a_day(cast: Any, events: Monitor) -> None:
    now = clock.now()
    make_incident(cast, now=now)
    unseen, dead = (events.receive(event(events.key, dedup_key=key), now=now + DAY) for key in "ab")
    assert Delivery.objects.exists()
    for rows in (Signal.objects.filter(pk=dead.pk), Delivery.objects.all()):
        rows.update(claim=uuid4(), claimed_until=now + DAY + MINUTE, attempts=1)
    work()
    assert set(Signal.objects.filter(pk__in=(unseen.pk, dead.pk)).values_list("state", flat=True)) == {"done"}
    while sweep_deliveries(now=now):
        continue
    assert not Delivery.objects.filter(due_at__lte=now).waiting().exists()


def test_Q12_beat_ticks_on_after_the_clock_was_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(Scheduler, "apply_entry", lambda _self, entry, **_more: sent.append(entry.name))
    beat = Scheduler(app=celery_app)
    for ahead in (timedelta(), DAY, timedelta()):
        monkeypatch.setattr(celery_app, "now", lambda ahead=ahead: datetime.now(UTC) + ahead)
        while (pause := beat.tick()) == 0:
            continue
        assert 0 < pause <= 15
    assert "heartbeat" not in sent


@pytest.mark.django_db(transaction=True)
def test_Q13_signals_while_a_migration_runs(transactional_db: None) -> None:
    cache.clear()
    cast = make_cast()
    doors = monitor(cast, "alertmanager"), monitor(cast, "events")

    def send(number: int) -> int:
        try:
            bodies = group(alert(fingerprint=f"{number}")), event(doors[1].key, dedup_key=f"{number}")
            door = number % 2
            return int(doors[door].send(bodies[door]).status_code)
        finally:
            connection.close()

    column = models.IntegerField(null=True)
    column.set_attributes_from_name("being_added")
    with ThreadPoolExecutor(4) as senders:
        with connection.schema_editor() as editor:
            editor.add_field(Signal, column)
            asked = [senders.submit(send, number) for number in range(4)]
            wait(asked, timeout=0.2)
        answers = [future.result() for future in asked]
    # The new programs run already, the tables are still those of the old ones.
    rename = "ALTER TABLE incidents_signal RENAME COLUMN {} TO {}"
    with connection.cursor() as cursor:
        cursor.execute(rename.format("made_key", "later"))
    between = [send(number) for number in range(4, 8)]
    with connection.cursor() as cursor:
        cursor.execute(rename.format("later", "made_key"))
    with connection.schema_editor() as editor:
        editor.remove_field(Signal, column)
    assert between == [503] * 4
    assert set(answers) <= {202, 503}
    # A sender that was told 503 comes again; what was answered with 202 is there.
    again = [send(number) for number, answer in enumerate([*answers, *between]) if answer == 503]
    assert set(again) <= {202}
    assert work() == Signal.objects.count() == 8
    assert Incident.objects.count() == 8
