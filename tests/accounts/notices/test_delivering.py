"""Delivering over a real mail server: what arrives, what is tried again, what ends, what is sent once only."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection, transaction

from accounts.history import save_as
from accounts.notices.choices import DeliveryState
from accounts.notices.models import Delivery, Event, Notice
from accounts.notices.operations import Happening, Letter, announce
from accounts.notices.operations.claiming import LEASE
from accounts.notices.operations.delivering import send_again, sweep_deliveries
from accounts.notices.queries import deliveries_about, oldest_due
from accounts.notices.rules import TRIES
from tests.accounts.notices.mailbox import Mailbox
from tests.builders import MINUTE, NOON, resolved
from tests.cast import Cast

LATER = timedelta(days=4)


def owe(cast: Cast, *names: str, about: str = "INC-1") -> list[Delivery]:
    """Announce something to these people and return what is owed to them."""
    letters = [
        Letter(
            recipient=getattr(cast, name),
            reason="You reported it",
            subject=f"[{about}] P3 Received: Mail",
            body="Hello.",
            path=f"/help/{about}/",
        )
        for name in names
    ]
    event = announce(Happening("incident.opened", about), letters, by=cast.system, now=NOON)
    return list(Delivery.objects.filter(notice__event=event).order_by("address"))


def test_a_resolution_arrives_with_both_parts_and_working_links(cast: Cast, mailbox: Mailbox) -> None:
    incident = resolved(cast)
    while sweep_deliveries(now=NOON + 10 * MINUTE):
        pass
    [message] = [one for one in mailbox.to("ruth@example.org") if "Resolved" in one["Subject"]]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert incident.number in message["Subject"]
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert page is not None
    assert text.get_content().count("https://desk.example.org/help/links/") == 2
    assert page.get_content().count('href="https://desk.example.org/help/links/') == 2
    assert not Delivery.objects.waiting().exists()
    threads = {one["References"] for one in mailbox.messages}
    assert threads == {f"<{incident.number.lower()}.thread@desk.example.org>"}
    assert len({one["Message-ID"] for one in mailbox.messages}) == len(mailbox.messages)


def test_nothing_is_tried_before_it_is_due(cast: Cast, mailbox: Mailbox) -> None:
    owe(cast, "ruth")
    assert sweep_deliveries(now=NOON - MINUTE) == 0
    assert mailbox.messages == []


def test_a_server_that_is_away_gets_the_message_later(cast: Cast, silent_mailbox: Mailbox) -> None:
    owe(cast, "oskar", "ruth")
    assert sweep_deliveries(now=NOON) == 2
    for delivery in Delivery.objects.all():
        assert delivery.state == DeliveryState.WAITING
        assert delivery.claim is None
        assert delivery.attempts == 1
        assert NOON + MINUTE <= delivery.due_at <= NOON + 1.25 * MINUTE
        assert "refused" in delivery.problem.lower()
    assert sweep_deliveries(now=NOON + MINUTE / 2) == 0
    silent_mailbox.start()
    assert sweep_deliveries(now=NOON + 2 * MINUTE) == 2
    assert len(silent_mailbox.messages) == 2
    assert {one.state for one in Delivery.objects.all()} == {DeliveryState.SENT}
    assert {one.problem for one in Delivery.objects.all()} == {""}


def test_a_server_that_stays_away_ends_in_a_visible_failure(cast: Cast, silent_mailbox: Mailbox) -> None:
    [delivery] = owe(cast, "ruth")
    now, waited = NOON, timedelta()
    for _attempt in range(TRIES):
        assert sweep_deliveries(now=now) == 1
        delivery.refresh_from_db()
        waited, now = delivery.due_at - NOON, delivery.due_at
    assert delivery.state == DeliveryState.FAILED
    assert waited >= timedelta(hours=72)
    assert sweep_deliveries(now=now + LATER) == 0


def test_a_refused_address_ends_at_once_and_others_go_on(cast: Cast, mailbox: Mailbox) -> None:
    mailbox.answers["oskar@example.org"] = "550 No such user here"
    oskars, ruths, stefans = owe(cast, "oskar", "ruth", "stefan")
    sweep_deliveries(now=NOON)
    for delivery in (oskars, ruths, stefans):
        delivery.refresh_from_db()
    assert (oskars.state, oskars.problem) == (DeliveryState.FAILED, "550 No such user here")
    assert (ruths.state, stefans.state) == (DeliveryState.SENT, DeliveryState.SENT)


def test_a_busy_address_is_tried_again(cast: Cast, mailbox: Mailbox) -> None:
    mailbox.answers["ruth@example.org"] = "451 Greylisted"
    [delivery] = owe(cast, "ruth")
    sweep_deliveries(now=NOON)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.problem) == (DeliveryState.WAITING, "451 Greylisted")
    mailbox.answers.clear()
    sweep_deliveries(now=delivery.due_at)
    assert len(mailbox.messages) == 1


def test_a_connection_cut_in_between_costs_the_others_nothing(cast: Cast, mailbox: Mailbox) -> None:
    mailbox.answers["oskar@example.org"] = "421 Going down"
    oskars, ruths = owe(cast, "oskar", "ruth")
    Delivery.objects.filter(pk=oskars.pk).update(due_at=NOON - MINUTE)
    assert sweep_deliveries(now=NOON, limit=2) == 2
    ruths.refresh_from_db()
    assert (ruths.attempts, ruths.claim, ruths.due_at) == (0, None, NOON)
    assert sweep_deliveries(now=NOON) == 1
    assert [one["To"] for one in mailbox.messages] == ["Ruth Example <ruth@example.org>"]
    oskars.refresh_from_db()
    assert oskars.attempts == 1


def test_a_message_that_cannot_be_written_does_not_block_the_others(cast: Cast, mailbox: Mailbox) -> None:
    broken, ruths = owe(cast, "oskar", "ruth")
    Notice.objects.filter(deliveries=broken).update(links=[["only a label"]])
    now = NOON
    for _attempt in range(10):
        sweep_deliveries(now=now)
        now += timedelta(hours=7)
    broken.refresh_from_db()
    ruths.refresh_from_db()
    assert ruths.state == DeliveryState.SENT
    assert broken.state == DeliveryState.FAILED
    assert broken.problem.startswith("ValueError")


def test_somebody_deactivated_meanwhile_gets_nothing(cast: Cast, mailbox: Mailbox) -> None:
    [delivery] = owe(cast, "ruth")
    cast.ruth.is_active = False
    save_as(cast.ruth, by=cast.system, fields=["is_active"])
    sweep_deliveries(now=NOON)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DROPPED
    assert mailbox.messages == []


def test_a_worker_killed_before_it_finished_repeats_with_the_same_id(cast: Cast, mailbox: Mailbox) -> None:
    [delivery] = owe(cast, "ruth")
    # What a killed worker leaves behind: the message is out, the row still says that somebody has it.
    sweep_deliveries(now=NOON)
    Delivery.objects.update(
        state=DeliveryState.WAITING,
        sent_at=None,
        claim="0d1f7bb6-2a4e-4d60-8a53-3f7f2f3b1c55",
        claimed_until=NOON + LEASE,
    )
    assert sweep_deliveries(now=NOON + LEASE - MINUTE) == 0
    assert sweep_deliveries(now=NOON + LEASE) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 2)
    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_body(("plain",)).get_content() == second.get_body(("plain",)).get_content()  # type: ignore[union-attr]


class _Stopped(EmailBackend):
    """A worker that is told to stop while it hands a message over."""

    def send_messages(self, email_messages: Any) -> int:
        raise SoftTimeLimitExceeded


def test_a_worker_told_to_stop_gives_back_what_it_held(cast: Cast, mailbox: Mailbox, settings: Any) -> None:
    owe(cast, "oskar", "ruth")
    settings.EMAIL_BACKEND = f"{__name__}._Stopped"
    with pytest.raises(SoftTimeLimitExceeded):
        sweep_deliveries(now=NOON)
    assert Delivery.objects.due(NOON).count() == 2
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    sweep_deliveries(now=NOON)
    assert len(mailbox.messages) == 2


class _TakenOver(EmailBackend):
    """While this worker was asleep its lease ran out and somebody else sent the message."""

    def send_messages(self, email_messages: Any) -> int:
        Delivery.objects.update(state=DeliveryState.SENT, claim=None, sent_at=NOON + MINUTE, attempts=2)
        raise TimeoutError


def test_a_worker_that_slept_too_long_changes_nothing(cast: Cast, mailbox: Mailbox, settings: Any) -> None:
    [delivery] = owe(cast, "ruth")
    settings.EMAIL_BACKEND = f"{__name__}._TakenOver"
    sweep_deliveries(now=NOON)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at, delivery.attempts) == (DeliveryState.SENT, NOON + MINUTE, 2)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_deliver_each_message_once(cast: Cast, mailbox: Mailbox) -> None:
    for number in range(20):
        owe(cast, "ruth", "oskar", "stefan", about=f"INC-{number}")
    start, problems = threading.Barrier(4), []

    def sweep() -> None:
        try:
            start.wait(timeout=10)
            while sweep_deliveries(now=NOON, limit=3):
                pass
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert problems == []
    assert len(mailbox.messages) == 60
    assert len({message["Message-ID"] for message in mailbox.messages}) == 60
    assert set(Delivery.objects.values_list("state", "attempts", "claim")) == {(DeliveryState.SENT, 1, None)}


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_told_to_nobody(cast: Cast, mailbox: Mailbox) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        owe(cast, "ruth")
        raise RuntimeError
    assert not Event.objects.exists()
    assert sweep_deliveries(now=NOON) == 0
    assert mailbox.messages == []


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_message_is_handed_over(
    cast: Cast, mailbox: Mailbox, settings: Any
) -> None:
    owe(cast, "ruth")
    settings.EMAIL_BACKEND = f"{__name__}._OutsideTransactions"
    sweep_deliveries(now=NOON)
    assert len(mailbox.messages) == 1


class _OutsideTransactions(EmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        assert not connection.in_atomic_block
        return super().send_messages(email_messages)


def _failed(cast: Cast, mailbox: Mailbox) -> Delivery:
    mailbox.answers["ruth@example.org"] = "550 Unknown"
    [delivery] = owe(cast, "ruth")
    sweep_deliveries(now=NOON)
    mailbox.answers.clear()
    return delivery


def test_an_agent_sends_a_failed_message_again_to_the_address_of_today(cast: Cast, mailbox: Mailbox) -> None:
    delivery = _failed(cast, mailbox)
    cast.ruth.email = "ruth.new@example.org"
    save_as(cast.ruth, by=cast.system, fields=["email"])
    later = NOON + LATER
    again = send_again(delivery, by=cast.actor("agnes"), now=later)
    assert (again.state, again.attempts) == (DeliveryState.WAITING, 0)
    sweep_deliveries(now=later)
    assert [message["Message-ID"] for message in mailbox.to("ruth.new@example.org")] == [
        f"<{delivery.pk}@desk.example.org>"
    ]


@pytest.mark.parametrize("name", ["ruth", "audra", "monitor"])
def test_others_do_not_send_again(cast: Cast, mailbox: Mailbox, name: str) -> None:
    delivery = _failed(cast, mailbox)
    with pytest.raises(PermissionDenied):
        send_again(delivery, by=cast.actor(name), now=NOON)


def test_only_failed_messages_are_sent_again(cast: Cast, mailbox: Mailbox) -> None:
    [delivery] = owe(cast, "ruth")
    sweep_deliveries(now=NOON)
    with pytest.raises(ValidationError) as refusal:
        send_again(delivery, by=cast.actor("agnes"), now=NOON)
    assert refusal.value.code == "not_allowed_from_state"


def test_who_cannot_be_reached_is_not_written_to_again(cast: Cast, mailbox: Mailbox) -> None:
    delivery = _failed(cast, mailbox)
    cast.ruth.is_active = False
    save_as(cast.ruth, by=cast.system, fields=["is_active"])
    with pytest.raises(ValidationError) as refusal:
        send_again(delivery, by=cast.actor("adam"), now=NOON)
    assert refusal.value.code == "guard_failed"


def test_the_log_of_an_incident_shows_every_message_and_its_fate(
    cast: Cast, mailbox: Mailbox, django_assert_num_queries: Any
) -> None:
    mailbox.answers["oskar@example.org"] = "550 Unknown"
    owe(cast, "oskar", "ruth", about="INC-7")
    owe(cast, "stefan", about="INC-8")
    assert oldest_due(NOON) == NOON
    sweep_deliveries(now=NOON)
    with django_assert_num_queries(1):
        shown = {
            (str(row.notice.recipient), row.notice.event.kind, row.state) for row in deliveries_about("INC-7")
        }
    assert shown == {
        ("Oskar Example", "incident.opened", DeliveryState.FAILED),
        ("Ruth Example", "incident.opened", DeliveryState.SENT),
    }
    assert oldest_due(NOON) is None
