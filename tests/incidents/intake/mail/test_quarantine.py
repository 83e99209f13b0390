"""The quarantine as agents see it: look, release, discard, ignore, and take it back; no script is needed (CH-21)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.html import escape

from incidents.intake.mail.choices import Held, IgnoredBy, Shelf
from incidents.intake.mail.models import IgnoreRule, MailMessage
from incidents.intake.mail.operations import sorting
from incidents.intake.mail.operations.storing import store_large
from incidents.intake.models import Signal
from incidents.intake.operations.receiving import replay
from incidents.intake.operations.sweeping import sweep_signals
from incidents.records.models import Incident
from tests.accounts.admin_client import signed_in
from tests.builders import MINUTE, NOON
from tests.cast import Cast
from tests.incidents.intake.mail.conftest import Post
from tests.incidents.intake.mail.letters import letter, nested

PAGE = "/quarantine/"
SPAM = "Win <script>alert(1)</script>\n\n  a lot\nline 3\nline 4\nline 5\nline 6\nline 7"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def shelves() -> dict[str, str]:
    return dict(MailMessage.objects.order_by("id").values_list("sender", "shelf"))


def press(client: Client, signal: Signal, act: str) -> str:
    answer = client.post(f"{PAGE}{signal.mail.pk}/", {"act": act}, follow=True)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_ch_21_an_agent_sees_why_who_and_the_first_lines(post: Post, cast: Cast) -> None:
    agnes = signed_in(cast.agnes)
    assert "Nothing to look at" in agnes.get(PAGE).content.decode()
    post.write(SPAM, sender="x@spam.example", subject="<b>Win</b>")
    post.take(nested(100))
    page = agnes.get(PAGE).content.decode()
    assert page.index(str(Held.DEEP.label)) < page.index(str(Held.UNKNOWN.label)), "newest first"
    assert escape("<b>Win</b>") in page
    assert "Win &lt;script&gt;alert(1)&lt;/script&gt;<br>a lot<br>line 3" in page
    assert "line 7" not in page and "x@spam.example" in page
    assert ">2</span>" in page.partition(">Quarantine<")[2][:200], "the navigation counts"
    post.write("x", message_id="<2@e>", now=NOON + MINUTE)
    assert "line 3" in agnes.get(PAGE).content.decode()


def test_release_makes_an_incident_and_leads_there(post: Post, cast: Cast) -> None:
    agnes = signed_in(cast.agnes)
    signal = post.write("Help", sender='"New" <new@elsewhere.org>')
    page = press(agnes, signal, "release")
    incident = Incident.objects.get()
    assert "Released into" in page and incident.get_absolute_url() in page
    signal.refresh_from_db()
    assert (signal.state, signal.mail.shelf, signal.mail.excerpt) == ("done", "", "")
    assert "Only what is in quarantine can be released." in press(agnes, signal, "release")


def test_what_is_discarded_can_be_put_back(post: Post, cast: Cast) -> None:
    agnes = signed_in(cast.agnes)
    signal = post.write("Buy", sender="x@spam.example")
    page = press(agnes, signal, "discard")
    assert "Discarded:" in page and 'value="put_back"' in page
    assert "Buy" in agnes.get(f"{PAGE}?shelf=dropped").content.decode()
    with pytest.raises(ValidationError):
        sorting.release(signal, by=cast.actor("agnes"), now=NOON)
    assert "It waits to be looked at again" in press(agnes, signal, "put_back")
    signal.refresh_from_db()
    assert (signal.state, signal.mail.shelf) == ("held", Shelf.REVIEW)
    told = signal.outcome.split("\n")
    assert told == [Held.UNKNOWN.label, "Discarded by Agnes Example", "Put back by Agnes Example"]
    press(agnes, signal, "discard")
    # A replay judges anew, and the signal is in quarantine again.
    assert replay(signal, by=cast.system, now=NOON)
    sweep_signals(NOON)
    assert shelves() == {"x@spam.example": Shelf.REVIEW}


@pytest.mark.parametrize(
    ("act", "ignored"),
    [
        ("ignore_sender", ["x@spam.example"]),
        ("ignore_domain", ["x@spam.example", "y@spam.example", "z@sub.spam.example"]),
    ],
)
def test_ignoring_sorts_what_came_and_what_comes(
    post: Post, cast: Cast, act: str, ignored: list[str]
) -> None:
    agnes = signed_in(cast.agnes)
    senders = ["x@spam.example", "y@spam.example", "z@sub.spam.example", "x@otherspam.example"]
    for number, sender in enumerate(senders):
        signal = post.write("Buy", sender=sender, message_id=f"<{number}@e>")
    signal = Signal.objects.get(mail__sender="x@spam.example")
    page = press(agnes, signal, act)
    assert "Ignored from now on:" in page
    assert [sender for sender, shelf in shelves().items() if shelf == Shelf.IGNORED] == ignored
    rule = IgnoreRule.objects.get()
    assert rule.history.get().actor_name == "Agnes Example"
    later = post.write("Buy now", sender="x@spam.example", message_id="<9@e>", now=NOON + MINUTE)
    assert (later.mail.shelf, later.rule_path) == (Shelf.IGNORED, "quarantine: ignored")
    press(agnes, signal, act)
    assert IgnoreRule.objects.count() == 1
    assert 'aria-current="page">To look at' in press(agnes, signal, "stop_ignoring")
    assert (set(shelves().values()), IgnoreRule.objects.count()) == ({Shelf.REVIEW}, 0)


def test_the_domain_of_people_known_here_is_not_ignored(post: Post, cast: Cast) -> None:
    signal = post.write("Buy", sender="fake@example.org", X_Spam_Flag="YES")
    assert "Ignore the sender alone" in press(signed_in(cast.agnes), signal, "ignore_domain")
    nobody = post.write("Buy", sender=None, message_id="<2@e>")
    with pytest.raises(ValidationError):
        sorting.ignore(nobody.mail, IgnoredBy.SENDER, by=cast.actor("agnes"), now=NOON)
    assert not IgnoreRule.objects.exists()


def test_the_quarantine_is_for_those_who_sort_it(post: Post, cast: Cast) -> None:
    signal = post.write("canary", sender="x@spam.example")
    rafael = signed_in(cast.rafael)
    assert rafael.get(PAGE).status_code == 403
    assert rafael.post(f"{PAGE}{signal.mail.pk}/", {"act": "discard"}).status_code == 404
    assert "Quarantine" not in rafael.get("/queue/").content.decode()
    agnes = signed_in(cast.agnes)
    assert agnes.post(f"{PAGE}{signal.mail.pk}/", {"act": "burn"}).status_code == 400
    assert agnes.get(f"{PAGE}{signal.mail.pk}/").status_code == 405


def test_pages_are_bounded(post: Post, cast: Cast, django_assert_max_num_queries: Any) -> None:
    agnes = signed_in(cast.agnes)
    for number in range(30):
        store_large(post.box, letter(f"word-{number}-"), 10**9 + number, now=NOON)
    agnes.get(PAGE)
    with django_assert_max_num_queries(10):
        first = agnes.get(PAGE).content.decode()
    assert "word-29-" in first and "word-5-" in first and "word-4-" not in first
    older = first.partition('href="/quarantine/?shelf=review&amp;after=')[2].partition('"')[0]
    second = agnes.get(f"{PAGE}?shelf=review&after={older}").content.decode()
    assert "word-4-" in second and "word-5-" not in second
    for place in ("?after=rubbish", "?shelf=none", "?done=abc", "?done=99999999999999999999", "?done=%00"):
        assert agnes.get(PAGE + place).status_code == 200, place
