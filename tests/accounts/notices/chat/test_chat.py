"""Own addresses at chat and SMS services: kept as secrets, written to as e-mail is (CH-22, COM-01, COM-05, COM-06)."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client

from accounts.notices.chat.models import ChatAddress
from accounts.notices.chat.operations import (
    MOST_ADDRESSES,
    add_chat_address,
    remove_chat_address,
    try_chat_address,
)
from accounts.notices.chat.sealing import seal, unsealed
from accounts.notices.choices import DeliveryState, TemplateWay, Way
from accounts.notices.models import Delivery, Event
from accounts.notices.operations import Happening, Letter, announce
from accounts.notices.operations.delivering import send_again, sweep_deliveries
from accounts.notices.operations.templating import save_template
from accounts.notices.reach.operations import Hours, choose_hours, choose_ways
from accounts.notices.rules import TRIES
from accounts.notices.template_models import NoticeTemplate
from tests.accounts.admin_client import signed_in
from tests.accounts.notices.chat.conftest import Chat
from tests.accounts.notices.mailbox import Mailbox
from tests.builders import MINUTE, NOON, make_incident
from tests.cast import Cast

PAGE = "/me/notices/"
SECRET = "alerts-of-ruth"


def added(cast: Cast, chat: Chat, name: str = "Phone", who: str = "ruth", address: str = "") -> ChatAddress:
    return add_chat_address(
        getattr(cast, who), name=name, address=address or chat.address, by=cast.actor(who), now=NOON
    )


def told(cast: Cast, words: str = "Reply", *, about: str = "INC-1", minutes: int = 0, **marks: Any) -> Event:
    letter = Letter(
        cast.ruth,
        "You reported it",
        f"[{about}] P3 {words}",
        "Look @everyone.",
        f"/help/{about}/",
        links=(("Yes", "/help/links/acts/"),),
    )
    return announce(
        Happening("incident.commented", about, **marks), [letter], by=cast.system, now=NOON + minutes * MINUTE
    )


def sweep(minutes: float = 0) -> None:
    while sweep_deliveries(now=NOON + minutes * MINUTE):
        pass


def by_chat() -> list[Delivery]:
    return list(Delivery.objects.filter(way=Way.CHAT).order_by("id"))


def test_a_person_adds_an_address_tests_it_and_is_written_to(
    cast: Cast, chat: Chat, mailbox: Mailbox
) -> None:
    client = signed_in(cast.ruth)
    assert "Chat or SMS" not in client.get(PAGE).content.decode()
    answer = client.post(PAGE + "addresses/", {"name": "Phone", "address": chat.address})
    assert answer.headers["Location"] == PAGE
    page = client.get(PAGE).content.decode()
    assert "ntfy: Phone" in page
    assert 'name="reply.chat"' in page
    assert SECRET not in page
    place = ChatAddress.objects.get()
    client.post(f"{PAGE}addresses/{place.pk}/test/")
    assert [said["title"] for said in chat.said] == ["A test message"]
    event = told(cast)
    told(cast, is_urgent=True)
    sweep()
    said = chat.said[1]
    assert said["title"] == "[INC-1] P3 Reply"
    assert said["topic"] == SECRET
    assert "https://desk.example.org/help/INC-1/" in said["message"]
    # Others may read along there.
    assert "/help/links/" not in said["message"]
    assert len(mailbox.messages) == 2
    assert len(chat.said) == 3
    ways = Delivery.objects.filter(notice__event=event)
    assert dict(ways.values_list("way", "state")) == {"email": "sent", "chat": "sent"}
    # A worker that comes back finds nothing left to do.
    sweep(1)
    assert len(chat.said) == 3


class Console(logging.Handler):
    """Hears what would be printed, at the most talkative."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def console() -> Iterator[Console]:
    """All that reaches the root of the logs, whatever its level."""
    root, one = logging.getLogger(), Console()
    level = root.level
    root.addHandler(one)
    root.setLevel(logging.DEBUG)
    yield one
    root.removeHandler(one)
    root.setLevel(level)


def test_the_address_is_a_secret_everywhere(cast: Cast, chat: Chat, console: Console) -> None:
    chat.answers = [(404, {}, b"no topic alerts-of-ruth")] * 3
    place = added(cast, chat)
    with pytest.raises(ValidationError) as refusal:
        try_chat_address(place, by=cast.actor("ruth"), now=NOON)
    incident = make_incident(cast)
    sweep()
    assert console.lines
    seen = [str(refusal.value), *console.lines]
    with connection.cursor() as cursor:
        for table in ("accounts_chataddress", "accounts_delivery", "accounts_event", "accounts_notice"):
            cursor.execute(f"SELECT * FROM {table}")
            seen.append(str(cursor.fetchall()))
    seen.append(signed_in(cast.ruth).get(PAGE).content.decode())
    agent = signed_in(cast.agnes)
    seen.append(agent.get(f"/api/v1/incidents/{incident.number}/notifications/").content.decode())
    seen.append(agent.get(f"/incidents/{incident.number}/").content.decode())
    assert "ntfy: Phone" in seen[-2]
    assert not [text for text in seen if SECRET in text or chat.host in text]
    [delivery] = by_chat()
    assert (delivery.state, delivery.problem) == (DeliveryState.FAILED, "The service answered 404.")


def test_sealed_with_the_key_of_the_installation_and_its_fallbacks(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old", []
    sealed = seal("slack://token")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]
    assert unsealed(sealed) == "slack://token"
    settings.SECRET_KEY_FALLBACKS = []
    assert unsealed(sealed) is None


@pytest.mark.parametrize(
    ("answers", "state", "attempts", "problem"),
    [
        ([(200, {}, b"{}")], DeliveryState.SENT, 1, ""),
        ([(503, {}, b"")], DeliveryState.WAITING, 1, "The service answered 503."),
        ([(429, {}, b"")], DeliveryState.WAITING, 1, "The service answered 429."),
        (
            [(403, {}, json.dumps({"code": 40301}).encode())],
            DeliveryState.FAILED,
            1,
            "The service answered 403.",
        ),
        (
            [(302, {"Location": "http://127.0.0.1:1/"}, b"")],
            DeliveryState.WAITING,
            1,
            "The service answered 302.",
        ),
    ],
    ids=["taken", "away", "asks-for-patience", "refused-for-good", "redirect-is-not-followed"],
)
def test_what_an_answer_means(
    cast: Cast, chat: Chat, answers: Any, state: str, attempts: int, problem: str
) -> None:
    added(cast, chat)
    chat.answers = answers
    told(cast)
    sweep()
    [delivery] = by_chat()
    assert (delivery.state, delivery.attempts, delivery.problem) == (state, attempts, problem)
    assert ChatAddress.objects.get().problem == problem
    assert len(chat.calls) == 1


def test_a_service_that_is_away_is_tried_again_and_given_up_at_last(
    cast: Cast, chat: Chat, settings: Any
) -> None:
    added(cast, chat)
    chat.stop()
    told(cast)
    delivery, now = by_chat()[0], NOON
    for _attempt in range(TRIES):
        sweep_deliveries(now=now)
        delivery.refresh_from_db()
        now = delivery.due_at
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, TRIES)
    assert delivery.problem == "The service could not be reached."
    # The operator no longer allows the host.
    settings.OUTGOING_ALLOWED_HOSTS = []
    send_again(delivery, by=cast.actor("agnes"), now=now)
    sweep_deliveries(now=now)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    assert "operator allows" in delivery.problem


def test_a_mail_server_that_is_away_holds_up_no_chat(cast: Cast, chat: Chat, silent_mailbox: Mailbox) -> None:
    added(cast, chat)
    told(cast)
    sweep_deliveries(now=NOON)
    assert len(chat.calls) == 1
    assert Delivery.objects.get(way=Way.EMAIL).state == DeliveryState.WAITING


def test_choices_quiet_hours_and_bursts_hold_for_it_as_for_mail(cast: Cast, chat: Chat) -> None:
    added(cast, chat)
    added(cast, chat, "Rota")
    choose_ways(cast.ruth, {"reply.email": False}, by=cast.actor("ruth"))
    for minute, words in enumerate(("First", "Second", "Third")):
        told(cast, words, minutes=minute)
        sweep(minute)
    assert not Delivery.objects.filter(way=Way.EMAIL).exists()
    sweep(10)
    # Each address has the first at once and the others together.
    titles = sorted(said["title"] for said in chat.said)
    assert titles == ["[INC-1] P3 First"] * 2 + ["[INC-1] P3 Third (and 1 more)"] * 2
    choose_hours(
        cast.ruth,
        Hours(quiet_days="0123456", quiet_from=NOON.time(), quiet_to=(NOON + timedelta(hours=8)).time()),
        by=cast.actor("ruth"),
    )
    told(cast, "Quiet", minutes=20)
    sweep(21)
    assert len(chat.said) == 4
    choose_ways(cast.ruth, {"reply.email": True, "reply.chat": False}, by=cast.actor("ruth"))
    told(cast, "Not here")
    assert Delivery.objects.filter(way=Way.CHAT, notice__subject__contains="Not here").count() == 0


def test_administrators_word_it_for_this_way_alone(cast: Cast, chat: Chat, mailbox: Mailbox) -> None:
    added(cast, chat)
    row = NoticeTemplate(
        key="incident.opened",
        language=cast.ruth.language,
        way=TemplateWay.CHAT,
        subject="We have it",
        body="Short.",
    )
    save_template(row, by=cast.actor("adam"), why="Short in chat")
    incident = make_incident(cast)
    sweep()
    assert chat.said[0]["title"] == f"[{incident.number}] We have it"
    assert "We have it" not in str(mailbox.messages[0]["Subject"])


def test_a_removed_address_is_forgotten_and_gets_nothing_more(cast: Cast, chat: Chat) -> None:
    place = added(cast, chat)
    told(cast)
    signed_in(cast.ruth).post(f"{PAGE}addresses/{place.pk}/remove/")
    sweep()
    [delivery] = by_chat()
    assert (delivery.state, chat.calls) == (DeliveryState.DROPPED, [])
    place.refresh_from_db()
    assert place.sealed == ""
    told(cast)
    assert len(by_chat()) == 1
    added(cast, chat)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Phone"}, "name"),
        ({"address": "file:///etc/passwd"}, "address"),
        ({"address": ""}, "address"),
    ],
)
def test_what_is_refused_stands_at_its_field_and_repeats_no_secret(
    cast: Cast, chat: Chat, changes: dict[str, str], field: str
) -> None:
    added(cast, chat)
    wanted = {"name": "Other", "address": chat.address, **changes}
    answer = signed_in(cast.ruth).post(PAGE + "addresses/", wanted)
    assert answer.status_code == 422
    assert set(answer.context["address_form"].errors) == {field}
    assert SECRET not in answer.content.decode()
    assert ChatAddress.objects.count() == 1


def test_nobody_has_more_than_a_few_or_those_of_others(cast: Cast, chat: Chat) -> None:
    for number in range(MOST_ADDRESSES):
        place = added(cast, chat, f"Phone {number}")
    with pytest.raises(ValidationError, match="Remove one first"):
        added(cast, chat, "One more")
    with pytest.raises(PermissionDenied):
        add_chat_address(cast.ruth, name="X", address=chat.address, by=cast.actor("adam"), now=NOON)
    with pytest.raises(PermissionDenied):
        remove_chat_address(place, by=cast.actor("adam"), now=NOON)
    for name in ("adam", "oskar"):
        assert signed_in(getattr(cast, name)).post(f"{PAGE}addresses/{place.pk}/test/").status_code == 404
    assert Client().post(f"{PAGE}addresses/{place.pk}/test/").status_code == 302
    assert chat.calls == []


def test_tests_are_not_sent_by_the_dozen(cast: Cast, chat: Chat) -> None:
    place = added(cast, chat)
    try_chat_address(place, by=cast.actor("ruth"), now=NOON)
    with pytest.raises(ValidationError, match="half a minute"):
        try_chat_address(place, by=cast.actor("ruth"), now=NOON)
    assert len(chat.calls) == 1


def test_addresses_cost_no_further_statement_when_somebody_is_told(
    cast: Cast, chat: Chat, django_assert_num_queries: Any
) -> None:
    added(cast, chat)
    added(cast, chat, "Rota")
    told(cast)
    with django_assert_num_queries(4):
        told(cast)
