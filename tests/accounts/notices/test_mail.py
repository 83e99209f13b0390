"""The message itself: headers, two parts that say the same, and hostile words that stay words."""

import html
import re
from html.parser import HTMLParser

import pytest

from accounts.notices.mail import message_for
from accounts.notices.models import Delivery
from accounts.notices.operations import Happening, Letter, announce
from tests.builders import NOON, make_incident, resolved
from tests.cast import Cast

BASE = "https://desk.example.org"


@pytest.fixture(autouse=True)
def _base_url(settings) -> None:
    settings.BASE_URL = BASE


class _Words(HTMLParser):
    """Gathers the words and links that a reader of the HTML part sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def letter_to(cast: Cast, name: str, **changes: str) -> Delivery:
    """Announce something made up to one person."""
    words = {
        "subject": "[INC-1] P3 Received: Mail",
        "body": "One.\n\nTwo.",
        "path": "/help/INC-1/",
        **changes,
    }
    letter = Letter(recipient=getattr(cast, name), reason="You reported it", **words)
    event = announce(Happening("incident.opened", "INC-1"), [letter], by=cast.actor("agnes"), now=NOON)
    return Delivery.objects.get(notice__event=event)


def test_headers(cast) -> None:
    delivery = letter_to(cast, "ruth")
    sent = message_for(delivery).message()
    assert sent["Message-ID"] == f"<{delivery.pk}@desk.example.org>"
    assert sent["In-Reply-To"] == sent["References"] == "<inc-1.thread@desk.example.org>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["X-Auto-Response-Suppress"] == "All"
    assert sent["Subject"] == "[INC-1] P3 Received: Mail"
    assert sent["To"] == "Ruth Example <ruth@example.org>"
    again = message_for(Delivery.objects.get(pk=delivery.pk)).message()
    assert again["Message-ID"] == sent["Message-ID"]


def test_the_subject_carries_number_priority_state_and_what_happened(cast) -> None:
    incident = make_incident(cast)
    delivery = Delivery.objects.get(address="ruth@example.org")
    assert message_for(delivery).subject == f"[{incident.number}] P3 New - Received: E-mail arrives late"


def test_both_parts_say_the_same(cast) -> None:
    resolved(cast)
    delivery = Delivery.objects.get(address="ruth@example.org", notice__event__kind="incident.resolved")
    message = message_for(delivery)
    text, page = str(message.body), _Words(str(message.alternatives[0][0]))
    assert len(page.links) == 3
    for link in page.links:
        assert link.startswith(f"{BASE}/")
        assert link in text
    said = set(re.findall(r"\w+", text))
    head_and_separators = {"·", "-", "–"}
    for word in set(page.words) - head_and_separators:
        assert set(re.findall(r"\w+", word)) <= said, word
    assert "Yes, it works" in text
    assert "You reported it" in text
    assert "(UTC)" in text
    assert page.tags.count("table") == 1


def test_links_do_not_come_from_the_request_and_are_absolute(cast) -> None:
    message = message_for(letter_to(cast, "ruth"))
    assert f"{BASE}/help/INC-1/" in str(message.body)
    assert f'href="{BASE}/help/INC-1/"' in str(message.alternatives[0][0])


def test_times_are_in_the_readers_zone_and_named(cast) -> None:
    delivery = letter_to(cast, "ruth")
    delivery.notice.recipient.time_zone = "Europe/Berlin"
    assert "13:00 (CET)" in str(message_for(delivery).body)


def test_the_readers_language_decides(cast) -> None:
    delivery = letter_to(cast, "ruth")
    delivery.notice.recipient.language = "de"
    message = message_for(delivery)
    assert '<html lang="de">' in str(message.alternatives[0][0])


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "{{ settings.SECRET_KEY }}{% now 'Y' %}",
        "\u202egnihton \U0001f680 ünïcödé",
        "a" * 20_000,
    ],
)
def test_hostile_words_stay_words(cast, words: str) -> None:
    message = message_for(letter_to(cast, "ruth", body=words, subject=f"[INC-1] P3 Received: {words}"))
    page = str(message.alternatives[0][0])
    assert html.escape(words) in page
    assert not {"script", "img"} & set(_Words(page).tags)
    assert words in str(message.body)
    message.message().as_bytes()


def test_a_subject_cannot_add_headers(cast) -> None:
    delivery = letter_to(cast, "ruth")
    delivery.notice.subject = "[INC-1] x\r\nBcc: eve@example.org\x00"
    sent = message_for(delivery).message()
    assert sent["Bcc"] is None
    assert sent["Subject"] == "[INC-1] x Bcc: eve@example.org"


def test_a_name_cannot_add_recipients(cast) -> None:
    delivery = letter_to(cast, "ruth")
    delivery.notice.recipient.first_name = 'Eve" <eve@example.org>, "\r\nBcc: x@example.org'
    sent = message_for(delivery)
    assert sent.message()["Bcc"] is None
    assert len(sent.recipients()) == 1
