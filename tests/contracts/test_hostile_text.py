"""Texts that would act, turn or cost (W05, W08, W10 and R rows): kept as they are, shown as text, in pages and mail."""

import html
import re
from email.header import decode_header, make_header
from html.parser import HTMLParser
from typing import Any

import pytest

from accounts.history import save_as
from accounts.notices.mail import message_for
from accounts.notices.models import Delivery
from incidents.records.markdown import render
from tests.builders import resolved
from tests.cast import Cast
from tests.contracts.doors import DOORS, NOW, Door, everything_opens, visit
from tests.reviews.builders import drafted

TURNING = "\u202efed cba\u2066 x"
SCRIPT = "<script>alert(1)</script>"
TEMPLATE = "{{7*7}}{% debug %}${7+7}#{7+7}"
ODD = {"W05": TURNING, "W08": SCRIPT, "W10": TEMPLATE}
# Elements whose text cannot turn what stands beside them; the others isolate what they hold alone (base.css).
ISOLATING = {"bdi", "textarea", "title", "option"}
INLINE = {
    "a",
    "b",
    "bdi",
    "code",
    "del",
    "em",
    "ins",
    "label",
    "small",
    "span",
    "strong",
    "time",
    "svg",
    "use",
}
VOID = {"meta", "link", "input", "img", "br", "hr", "use", "path", "circle"}


@pytest.fixture(autouse=True)
def _that_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages be used in the hour of the builders' incidents."""
    monkeypatch.setattr("accounts.clock.now", lambda: NOW)


class _Shown(HTMLParser):
    """Finds texts that can turn what follows them: in the same line of the same element, without an isolation."""

    def __init__(self, page: str, text: str) -> None:
        super().__init__()
        self.text, self.open, self.loose, self.turning = text, [""], [], 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self.turning = 0
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open and self.open.pop() != tag:
            pass
        if len(self.open) < self.turning:
            self.turning = 0

    def handle_data(self, data: str) -> None:
        if self.turning and data.strip():
            self.loose.append((" ".join(self.open[-3:]), data.strip()[:80]))
        if self.text in data and not ISOLATING & set(self.open):
            lines = [line for line in data.splitlines() if self.text in line]
            self.loose += [(" ".join(self.open[-3:]), line) for line in lines if not self.ends(line)]
            self.turning = len(self.open)

    def ends(self, line: str) -> bool:
        return line.rstrip().endswith(self.text)


@pytest.mark.parametrize(
    ("row", "door"), [pytest.param(row, door, id=f"{row}-{door.name}") for row in ODD for door in DOORS]
)
def test_odd_texts_are_shown_as_they_are(cast: Cast, row: str, door: Door) -> None:
    text = ODD[row]
    at = visit(door, cast)
    assert at.send(**dict.fromkeys(door.fields, text)).status_code in (200, 302)
    pages = everything_opens(cast) | {"form": at.client.get(at.address).content.decode()}
    for address, page in pages.items():
        assert SCRIPT not in page, address
        loose = _Shown(page, text).loose
        assert row != "W05" or not loose, (address, loose)
    assert any(text in html.unescape(page) for page in pages.values())


@pytest.mark.parametrize("row", list(ODD))
def test_odd_names_of_people_and_things_are_shown_as_they_are(cast: Cast, row: str) -> None:
    text = ODD[row]
    named: list[tuple[Any, tuple[str, ...]]] = [
        *((cast.people[name], ("first_name", "last_name")) for name in ("ruth", "rafael", "agnes")),
        (cast.teams["network"], ("name",)),
        (cast.services["vpn"], ("name", "description")),
        (cast.categories["network"], ("name",)),
    ]
    for thing, names in named:
        for name in names:
            setattr(thing, name, text)
        save_as(thing, by=cast.system, fields=list(names))
    cast.people = {name: type(person).objects.get(pk=person.pk) for name, person in cast.people.items()}
    incident, review = resolved(cast), drafted(cast)
    pages = everything_opens(cast)
    assert {f"/incidents/{incident.number}/", review.get_absolute_url()} <= {key.split()[1] for key in pages}
    for address, page in pages.items():
        assert SCRIPT not in page, address
        loose = _Shown(page, text).loose
        assert row != "W05" or not loose, (address, loose)
    assert any(text in html.unescape(page) for page in pages.values())


@pytest.mark.parametrize("row", list(ODD))
def test_odd_texts_are_literal_in_mail(cast: Cast, row: str) -> None:
    text = ODD[row]
    resolved(cast, title=text, description=text)
    assert Delivery.objects.exists()
    for delivery in Delivery.objects.select_related("notice__event", "notice__recipient"):
        sent = message_for(delivery).message()
        plain, page = (part.get_payload(decode=True).decode() for part in sent.get_payload())
        subject = str(make_header(decode_header(sent["Subject"])))
        # Signs that turn what follows are left out of mail: a subject has no markup that could end them.
        shown = text if row != "W05" else "fed cba x"
        assert subject.endswith(shown) and "\n" not in sent["Subject"]
        assert SCRIPT not in page
        assert shown in plain + subject and shown in html.unescape(page)


def test_a_name_of_the_greatest_length_works_everywhere(cast: Cast) -> None:
    """W02: two names of 150 letters each are more than the history keeps of a name."""
    for name in ("ruth", "agnes", "rafael"):
        person = cast.people[name]
        person.first_name = person.last_name = "\U0001f525" * 150
        save_as(person, by=cast.system, fields=["first_name", "last_name"])
    incident = resolved(cast)
    version = incident.history.first()
    assert version is not None and len(version.actor_name) == 160
    everything_opens(cast)


# A picture or a link that acts, in the notations that have fooled other products.
LINKS = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#x09;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](<javascript:alert(1)>)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
]
RAW = [
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<style>@import 'https://evil.example'</style>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<svg><animate onbegin=alert(1)>",
    "<a href='https://evil.example' style='position:fixed;inset:0' class='dialog'>x</a>",
    "<div class='btn' style='position:fixed'>x</div>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action='https://evil.example'><input name=password></form>",
]
HEAVY = {
    "R09-cells": "|a|b|\n|-|-|\n" + "|x|y|\n" * 10_000,
    "R09-lists": "".join("  " * min(depth, 400) + "* x\n" for depth in range(5_000))[:50_000],
    "R09-brackets": "[" * 50_000,
    "R12-word": "<p class=MsoNormal style='mso-fareast-language:DE'><o:p>&nbsp;</o:p></p>\n" * 28_000,
}
_ACTING = re.compile(
    r"<(?:script|img|svg|math|style|iframe|form|input|template|div)\b|\son\w+=|\sstyle=|\sclass="
)


@pytest.mark.parametrize("text", LINKS, ids=[f"R01-{number}" for number in range(len(LINKS))])
def test_a_link_that_acts_is_no_link(text: str) -> None:
    tags = "".join(re.findall(r"<[^>]*>", render(text)))
    assert "href" not in tags and not _ACTING.search(tags)


@pytest.mark.parametrize(
    "text", RAW, ids=[f"{'R06' if 'position' in text else 'R03'}-{number}" for number, text in enumerate(RAW)]
)
def test_markup_is_shown_and_not_done(text: str) -> None:
    page = render(text)
    assert not _ACTING.search("".join(re.findall(r"<[^>]*>", page)))
    assert "&lt;" in page


def test_R04_links_say_nothing_to_where_they_lead_and_open_no_window() -> None:
    page = render("[https://bank.example](https://evil.example/login)")
    assert 'rel="noopener noreferrer nofollow"' in page and "target" not in page
    assert "(evil.example)" in page, "the real host stands beside words that look like another address"
    assert "(" not in render("[our wiki](https://wiki.example/page)")
    assert "evil.example" in render("[bank.example](https://bank.example@evil.example/)")
    for broken in (
        "http://[",
        "http://[::1",
        "https://\u2100.example",
        "http://a:99999999/",
        "//evil.example",
    ):
        assert "script" not in render(f"[wiki.example]({broken})")
    assert "(" not in render("[https://wiki.example/page](https://wiki.example/page)")


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
def test_heavy_texts_are_plain_or_cheap(text: str) -> None:
    page = render.__wrapped__(text)
    assert page.startswith("<pre>") or len(page) < 40 * len(text)


@pytest.mark.parametrize(
    "text", ["🔥 é مرحبا", "\u202eabc", "a\U000e0041\U000e0042b"], ids=["R10-a", "R10-b", "R10-c"]
)
def test_signs_of_every_plane_are_kept(text: str) -> None:
    assert text in render(text)
