"""Messages in the administration: their fate without their words, and sending a failed one again."""

import pytest
from django.test import Client

from accounts.notices.choices import DeliveryState
from accounts.notices.models import Delivery, Event, Notice
from tests.accounts.admin_client import address, signed_in
from tests.builders import resolved
from tests.cast import Cast


@pytest.fixture
def delivery(cast: Cast) -> Delivery:
    """A failed message about a resolution, with links that act for Ruth."""
    resolved(cast)
    found = Delivery.objects.get(address="ruth@example.org", notice__event__kind="incident.resolved")
    Delivery.objects.filter(pk=found.pk).update(state=DeliveryState.FAILED, problem="550 Unknown", attempts=3)
    return found


def take(client: Client, delivery: Delivery, **words: str) -> int:
    chosen = {"action": "send-again", "_selected_action": str(delivery.pk), **words}
    return client.post(address(Delivery, "changelist"), chosen).status_code


def test_the_pages_show_the_fate_and_not_the_words(cast: Cast, delivery: Delivery) -> None:
    client = signed_in(cast.adam)
    notice = delivery.notice
    for row in (delivery, notice, notice.event):
        for page in (address(type(row), "changelist"), address(type(row), "change", row.pk)):
            answer = client.get(page)
            assert answer.status_code == 200
            text = answer.content.decode()
            assert "E-mail arrives late" not in text
            assert "The relay was restarted" not in text
            assert "/help/links/" not in text
    assert "550 Unknown" in client.get(address(Delivery, "changelist")).content.decode()


def test_an_administrator_sends_a_failed_message_again(cast: Cast, delivery: Delivery) -> None:
    client = signed_in(cast.adam)
    assert take(client, delivery) == 200
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    assert take(client, delivery, reason="The address works again") == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.WAITING, 0)


def test_what_has_not_failed_is_refused_with_a_sentence(cast: Cast, delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.SENT)
    client = signed_in(cast.adam)
    chosen = {"action": "send-again", "_selected_action": str(delivery.pk), "reason": "Why not"}
    answer = client.post(address(Delivery, "changelist"), chosen)
    assert "Only failed messages are sent again." in answer.content.decode()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_nothing_is_added_changed_or_deleted_here(cast: Cast, delivery: Delivery) -> None:
    client = signed_in(cast.adam)
    for model, row in ((Delivery, delivery), (Notice, delivery.notice), (Event, delivery.notice.event)):
        assert client.get(address(model, "add")).status_code == 403
        assert client.post(address(model, "change", row.pk), {"state": "sent"}).status_code == 403
        assert client.post(address(model, "delete", row.pk), {"reason": "x"}).status_code == 403
    assert Delivery.objects.filter(pk=delivery.pk).exists()
