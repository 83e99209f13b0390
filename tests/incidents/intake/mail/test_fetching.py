"""Mail fetched from a real IMAP server, and taken from a pipe: stored first, then put aside, once (CH-04)."""

import io
import subprocess
import sys
import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError, OperationalError, connection

from incidents.intake.mail.models import Mailbox, MailMessage, Unstored
from incidents.intake.mail.operations import storing
from incidents.intake.mail.operations.configuring import save_mailbox
from incidents.intake.mail.operations.fetching import fetch
from incidents.intake.models import Signal
from incidents.records.models import Incident
from tests.accounts.admin_client import address, signed_in
from tests.builders import NOON
from tests.cast import Cast
from tests.incidents.intake.mail.conftest import Post, box_on, needs_dovecot
from tests.incidents.intake.mail.dovecot import Dovecot
from tests.incidents.intake.mail.letters import letter, nested

BROKEN = [letter(sender=None, message_id="<b1@e>"), nested(100), b"\xff\x00rubbish\r\n\r\n\x00"]


def fetch_mail() -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("fetch_mail", stdout=out, stderr=err)
    except SystemExit as end:
        assert end.code == 1
    return out.getvalue(), err.getvalue()


@needs_dovecot
def test_e_49_one_bad_message_does_not_block_the_next(
    server: Dovecot, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = box_on(server, cast, "seen", monkeypatch)
    server.deliver("seen", letter("first"), *BROKEN, letter("last", message_id="<m9@e>"))
    assert fetch_mail() == ("seen: 5 stored\n", "")
    assert set(Incident.objects.values_list("description", flat=True)) == {"first", "last"}
    assert Signal.objects.filter(state="held").count() == 3
    assert (server.count("seen"), server.count("seen", criterion="UNSEEN")) == (5, 0)
    assert fetch_mail() == ("seen: 0 stored\n", "")
    box.refresh_from_db()
    assert (box.polled_at is not None, box.problem, box.claimed_until) == (True, "", None)


@needs_dovecot
def test_stored_messages_are_moved_and_large_ones_held(
    server: Dovecot, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = box_on(server, cast, "moved", monkeypatch, move_to="Stored here")
    server.deliver("moved", letter("x" * 300_000, message_id="<big@e>"), letter())
    monkeypatch.setattr("incidents.intake.mail.operations.fetching.LARGEST_MAIL", 200_000)
    problem = fetch(box, now=NOON).problem
    assert "Stored here" in problem or "TRYCREATE" in problem.upper()
    # Nothing is put aside, so that nothing is lost; what is stored already is not stored twice.
    assert (server.count("moved"), MailMessage.objects.count()) == (2, 2)
    server.make_folder("moved", '"Stored here"')
    assert fetch(box, now=NOON).stored == 2
    assert (server.count("moved"), server.count("moved", '"Stored here"'), MailMessage.objects.count()) == (
        0,
        2,
        2,
    )
    held = Signal.objects.get(state="held")
    assert (held.mail.message_id, len(held.body)) == ("big@e", storing.KEPT_HEAD)


@needs_dovecot
def test_e_52_a_message_that_could_not_be_stored_comes_again(
    server: Dovecot, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = box_on(server, cast, "again", monkeypatch)
    server.deliver("again", letter())

    def away(*_args: Any, **_options: Any) -> None:
        raise OperationalError("the database went away")

    with monkeypatch.context() as outage:
        # A database that goes away between two statements cannot be provoked from outside of this process.
        outage.setattr("incidents.intake.mail.operations.fetching.store_mail", away)
        with pytest.raises(OperationalError):
            fetch(box, now=NOON)
    box.refresh_from_db()
    assert (box.polled_at, box.failed_at, box.problem) == (None, NOON, "OperationalError")
    assert server.count("again", criterion="UNSEEN") == 1
    later = NOON + timedelta(minutes=1)
    assert fetch(box, now=later).stored == 1
    box.refresh_from_db()
    assert (box.polled_at, box.failed_at, box.is_failing) == (later, NOON, False)


@needs_dovecot
def test_e_49_a_message_that_cannot_be_stored_is_left_alone(
    server: Dovecot, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = box_on(server, cast, "ill", monkeypatch)
    server.deliver("ill", letter("rotten"), letter("sound", message_id="<2@e>"))
    server.set_readable("ill", b"rotten", is_readable=False)
    looks = [fetch(box, now=NOON + timedelta(minutes=minute)) for minute in range(5)]
    # Dovecot hangs up over such a message. It is tried behind the others, and after three looks no more.
    assert [(look.stored, bool(look.problem)) for look in looks] == [
        (0, True),
        (1, True),
        (0, True),
        (0, False),
        (0, False),
    ]
    box.refresh_from_db()
    assert (box.is_failing, box.is_late(NOON + timedelta(minutes=5))) == (False, False)
    left = Unstored.objects.get()
    assert (left.mailbox, left.attempts, left.failed_at) == (box, 3, NOON + timedelta(minutes=2))
    assert "FETCH failed" in left.problem
    assert server.count("ill", criterion="UNSEEN") == 1
    server.set_readable("ill", b"rotten", is_readable=True)
    adam = signed_in(cast.adam)
    assert left.place in adam.get(address(Unstored, "changelist")).content.decode()
    again = {"action": "try-again", "_selected_action": [left.pk], "reason": "The disk was mended"}
    assert adam.post(address(Unstored, "changelist"), again).status_code == 302
    assert (fetch(box, now=NOON + timedelta(minutes=9)).stored, Unstored.objects.count()) == (1, 0)
    assert server.count("ill", criterion="UNSEEN") == 0


@needs_dovecot
def test_e_49_what_we_cannot_store_leaves_its_mailbox_well(
    server: Dovecot, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = box_on(server, cast, "odd", monkeypatch)
    server.deliver("odd", letter("odd"), letter("even", message_id="<2@e>"))
    stored = storing.store_mail

    def store(mailbox: Mailbox, raw: bytes, **options: Any) -> MailMessage:
        if b"odd" in raw:
            # No message is known that the database refuses; one that will be must not stop a mailbox.
            raise DataError("refused")
        return stored(mailbox, raw, **options)

    monkeypatch.setattr("incidents.intake.mail.operations.fetching.store_mail", store)
    Unstored.objects.create(mailbox=box, place="7/1", size=1, problem="counted anew", failed_at=NOON)
    assert fetch_mail() == ("odd: 1 stored\n", "odd: 1 could not be stored\n")
    box.refresh_from_db()
    assert (box.is_failing, Unstored.objects.get().problem) == (False, "DataError: refused")


@needs_dovecot
def test_e_50_a_server_that_refuses_is_named(
    server: Dovecot, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = box_on(server, cast, "locked", monkeypatch)
    server.deliver("locked", letter())
    monkeypatch.setenv(box.variable_of("IMAP_PASSWORD"), "wrong")
    assert "locked: error:" in fetch_mail()[1]
    Mailbox.objects.update(host="127.0.0.1", port=1)
    assert "refused" in fetch_mail()[1]
    box.refresh_from_db()
    assert "refused" in box.problem
    assert "secret" not in box.problem
    assert (box.polled_at, box.is_failing) == (None, True)


@needs_dovecot
@pytest.mark.django_db(transaction=True)
def test_ch_04_two_who_fetch_at_once_store_once(
    server: Dovecot, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    box_on(server, cast, "two", monkeypatch)
    # The same mailbox under a second name: nothing but the message itself keeps the two apart.
    other = box_on(server, cast, "twice", monkeypatch)
    Mailbox.objects.filter(pk=other.pk).update(username="two")
    server.deliver("two", *(letter(f"Help {number}", message_id=f"<{number}@e>") for number in range(10)))
    start = threading.Barrier(2)

    def poll(slug: str) -> None:
        start.wait()
        fetch(Mailbox.objects.get(slug=slug), now=NOON)
        connection.close()

    both = [threading.Thread(target=poll, args=(slug,)) for slug in ("two", "twice")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert MailMessage.objects.count() == Signal.objects.count() == 10


def pipe(raw: bytes, monkeypatch: pytest.MonkeyPatch, **options: Any) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    call_command("receive_mail", **options)


def test_receive_mail_works_from_the_start(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(b"From ruth Mon Mar 02 12:00:00 2026\n" + letter(), monkeypatch)
    assert Incident.objects.get().requester == cast.ruth
    assert Mailbox.objects.get().address == "service-desk@localhost"


def test_e_40_a_message_goes_to_the_mailbox_it_is_addressed_to(
    post: Post, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Mailbox(slug="hr", name="HR", address="HR@localhost", trusts_senders=True)
    save_mailbox(other, by=cast.system, now=NOON, why="for tests")
    pipe(letter(Delivered_To="hr@localhost"), monkeypatch)
    pipe(letter(message_id="<2@e>"), monkeypatch)
    pipe(letter(message_id="<3@e>"), monkeypatch, mailbox="hr")
    assert list(Signal.objects.order_by("id").values_list("mailbox__slug", flat=True)) == ["hr", "desk", "hr"]
    with pytest.raises(CommandError) as refusal:
        pipe(letter(message_id="<4@e>"), monkeypatch, mailbox="none")
    assert refusal.value.returncode == 67


def test_a_pipe_without_a_database_asks_to_keep_the_message(tmp_path: Any) -> None:
    environment = {"EVENKEEL_DATA_DIR": str(tmp_path), "PATH": ""}
    told = subprocess.run(
        [sys.executable, "manage.py", "receive_mail"], input=letter(), capture_output=True, env=environment
    )
    assert (told.returncode, b"Traceback" in told.stderr) == (75, False), told.stderr
