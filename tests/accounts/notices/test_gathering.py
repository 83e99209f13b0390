"""Bursts become one e-mail with a count; what is too much for an hour waits for a summary that lists it (COM-05)."""

import threading
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.notices.choices import DeliveryState
from accounts.notices.models import LEASE, Delivery
from accounts.notices.operations import Happening, Letter, announce
from accounts.notices.operations.delivering import note_returned, send_again, sweep_deliveries
from accounts.notices.reach.choices import Pace
from accounts.notices.reach.operations import Hours, choose_hours
from incidents.intake.mail.queries import deliveries_in
from tests.accounts.notices.mailbox import Mailbox
from tests.builders import MINUTE, NOON
from tests.cast import Cast

HOUR = timedelta(hours=1)


def reply(
    cast: Cast, said: str, *, about: str = "INC-1", now: datetime = NOON, to: str = "ruth", **marks: Any
) -> Delivery:
    """Tell somebody of a reply."""
    letter = Letter(
        getattr(cast, to), "You follow it", f"[{about}] P3 New reply: {said}", said, f"/help/{about}/"
    )
    event = announce(Happening("incident.commented", about, **marks), [letter], by=cast.system, now=now)
    return Delivery.objects.get(notice__event=event)


def sweep(now: datetime) -> None:
    while sweep_deliveries(now=now):
        pass


def subjects(mailbox: Mailbox) -> list[str]:
    return [str(message["Subject"]) for message in mailbox.messages]


def body(message: Any) -> str:
    return str(message.get_body(("plain",)).get_content())


def choose(cast: Cast, **hours: Any) -> None:
    choose_hours(cast.ruth, Hours(**hours), by=cast.actor("ruth"))


def test_the_first_leaves_at_once_and_a_burst_behind_it_is_one_message(cast: Cast, mailbox: Mailbox) -> None:
    reply(cast, "First")
    sweep(NOON)
    assert subjects(mailbox) == ["[INC-1] P3 New reply: First"]
    reply(cast, "Second", now=NOON + MINUTE)
    sweep(NOON + MINUTE)
    reply(cast, "Third", now=NOON + 2 * MINUTE)
    reply(cast, "Fourth", now=NOON + 3 * MINUTE)
    reply(cast, "Other record", about="INC-2", now=NOON + 3 * MINUTE)
    reply(cast, "Urgent", is_urgent=True, now=NOON + 3 * MINUTE)
    sweep(NOON + 3 * MINUTE)
    assert sorted(subjects(mailbox)[1:]) == [
        "[INC-1] P3 New reply: Urgent",
        "[INC-2] P3 New reply: Other record",
    ]
    sweep(NOON + 5 * MINUTE)
    together = mailbox.messages[-1]
    assert together["Subject"] == "[INC-1] P3 New reply: Fourth (and 2 more)"
    carrier = Delivery.objects.exclude(passengers=None).distinct().get()
    assert together["Message-ID"] == f"<{carrier.pk}@desk.example.org>"
    assert together["References"] == "<inc-1.thread@desk.example.org>"
    assert [body(together).splitlines().count(said) for said in ("Second", "Third", "Fourth")] == [1, 1, 1]
    assert len(mailbox.messages) == 4
    assert set(Delivery.objects.values_list("state", "problem")) == {(DeliveryState.SENT, "")}
    assert note_returned(carrier.pk, "550 full")
    assert Delivery.objects.filter(state=DeliveryState.FAILED).count() == 3


def test_what_exceeds_the_budget_of_an_hour_is_deferred_and_listed(cast: Cast, mailbox: Mailbox) -> None:
    choose(cast, hourly_budget=2)
    for number in range(5):
        reply(cast, f"Mail {number}", about=f"INC-{number}")
    sweep(NOON)
    assert len(mailbox.messages) == 2
    reply(cast, "Urgent", about="INC-9", is_urgent=True)
    sweep(NOON + HOUR - MINUTE)
    assert subjects(mailbox)[2:] == ["[INC-9] P3 New reply: Urgent"]
    sweep(NOON + HOUR)
    summary = mailbox.messages[-1]
    assert summary["Subject"] == "Summary: 3 messages on 3 records"
    assert len(mailbox.messages) == 4
    listed = body(summary)
    told = "".join(map(body, mailbox.messages))
    assert all(f"Mail {number}" in told for number in range(5))
    assert "more came than you want" in listed
    assert "https://desk.example.org/me/notices/" in listed
    # It is about several records, so that an answer to it belongs to none of them.
    assert summary["References"] is None
    assert deliveries_in([str(summary["Message-ID"]).strip("<>")]) == []
    assert not Delivery.objects.waiting().exists()


def test_a_daily_summary_has_what_came_since_and_one_message_is_just_itself(
    cast: Cast, mailbox: Mailbox
) -> None:
    choose(cast, pace=Pace.DAILY, daily_at=time(8))
    reply(cast, "One", about="INC-1")
    reply(cast, "Two", about="INC-2", now=NOON + HOUR)
    sweep(NOON + 19 * HOUR)
    assert mailbox.messages == []
    sweep(NOON + 20 * HOUR)
    assert subjects(mailbox) == ["Summary: 2 messages on 2 records"]
    reply(cast, "Three", now=NOON + 21 * HOUR)
    sweep(NOON + 44 * HOUR)
    assert subjects(mailbox)[1:] == ["[INC-1] P3 New reply: Three"]


def test_quiet_hours_chosen_meanwhile_hold_what_waits(cast: Cast, mailbox: Mailbox) -> None:
    waits = reply(cast, "Hello")
    choose(cast, quiet_days="0123456", quiet_from=time(11), quiet_to=time(13))
    sweep(NOON)
    waits.refresh_from_db()
    assert (waits.due_at, waits.attempts, waits.claim) == (NOON + HOUR, 0, None)
    sweep(NOON + HOUR)
    assert len(mailbox.messages) == 1


def test_what_was_put_together_stays_so_over_attempts_and_ends_together(cast: Cast, mailbox: Mailbox) -> None:
    mailbox.answers["ruth@example.org"] = "451 Greylisted"
    reply(cast, "First")
    reply(cast, "Second")
    sweep(NOON)
    first = Delivery.objects.get(carrier=None)
    assert Delivery.objects.filter(carrier=first).count() == Delivery.objects.waiting().count() - 1 == 1
    mailbox.answers.clear()
    late = reply(cast, "Late", now=NOON + MINUTE)
    # A worker that died with the message in its hands: whoever takes over sends the same.
    claim = "0d1f7bb6-2a4e-4d60-8a53-3f7f2f3b1c55"
    Delivery.objects.filter(pk=first.pk).update(claim=claim, claimed_until=NOON + LEASE, due_at=NOON)
    sweep(NOON + LEASE)
    [together] = [message for message in mailbox.messages if "more" in message["Subject"]]
    assert together["Message-ID"] == f"<{first.pk}@desk.example.org>"
    assert "Late" not in body(together)
    sweep(NOON + 3 * LEASE)
    late.refresh_from_db()
    assert (late.state, late.carrier) == (DeliveryState.SENT, None)
    assert len(mailbox.messages) == 2


def test_what_failed_together_is_sent_again_together(cast: Cast, mailbox: Mailbox) -> None:
    mailbox.answers["ruth@example.org"] = "550 Unknown"
    reply(cast, "First")
    reply(cast, "Second")
    sweep(NOON)
    first = Delivery.objects.get(carrier=None)
    assert set(Delivery.objects.values_list("state", "problem")) == {(DeliveryState.FAILED, "550 Unknown")}
    mailbox.answers.clear()
    send_again(first, by=cast.actor("agnes"), now=NOON + MINUTE)
    sweep(NOON + MINUTE)
    assert subjects(mailbox) == ["[INC-1] P3 New reply: Second (and 1 more)"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


@pytest.mark.django_db(transaction=True)
def test_many_workers_put_each_message_into_one_mail(cast: Cast, mailbox: Mailbox) -> None:
    for number in range(8):
        for name in ("ruth", "oskar", "stefan"):
            reply(cast, f"Reply {number}", to=name)
    start, problems = threading.Barrier(4), []

    def work() -> None:
        try:
            start.wait(timeout=10)
            sweep(NOON)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    sweep(NOON)
    assert problems == []
    assert len(mailbox.messages) == 3
    assert all(message["Subject"].endswith("(and 7 more)") for message in mailbox.messages)
    assert set(Delivery.objects.values_list("state", "claim")) == {(DeliveryState.SENT, None)}
