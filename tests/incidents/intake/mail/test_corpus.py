"""Hostile and broken messages (hostile-inputs 4.4), each with what intake reads of it; no database is asked."""

import time
from dataclasses import dataclass
from typing import Any

import pytest

from incidents.intake.mail.choices import Held, MailKind, MailMark
from incidents.intake.mail.headers import is_authenticated, sender_of
from incidents.intake.mail.parsing import UnreadableMailError, outline, parse
from incidents.intake.mail.quoting import split
from incidents.intake.mail.rules import bare_subject, is_ignored, kind_of, numbers_in
from tests.incidents.intake.mail.letters import inner, letter, multipart, nested, part

OWN = {"service-desk@localhost"}
MARKED = "\ufffd"
PNG = "iVBORw0KGgo="


@dataclass
class Seen:
    """What is expected of a message; None where it does not matter."""

    held: Held | None = None
    sender: str | None = None
    subject: str | None = None
    text: str | None = None
    has: str | None = None
    files: tuple[str, ...] | None = None
    mark: MailMark | None = None
    kind: MailKind | None = None
    threads: tuple[str, ...] | None = None


def html(markup: str) -> bytes:
    return letter(markup, Content_Type="text/html; charset=utf-8")


def of_charset(name: str, body: bytes = "Grüße".encode()) -> bytes:
    return letter(body, Content_Type=f"text/plain; charset={name}")


def named(parameter: str) -> bytes:
    how = {"Content_Disposition": f"attachment; {parameter}", "Content_Transfer_Encoding": "base64"}
    return multipart(part("see"), part(PNG, "image/png", **how))


REPORT = multipart(
    part("Your message could not be delivered."),
    part("Status: 5.1.1", "message/delivery-status"),
    part("Message-ID: <9b2f3a52-0000-4000-8000-000000000000@localhost>\r\nSubject: x", "text/rfc822-headers"),
    kind="report; report-type=delivery-status",
    sender="MAILER-DAEMON@mx.example.org",
    Return_Path="<>",
)
INVITE = multipart(
    part("Meeting"),
    part("BEGIN:VCALENDAR", 'text/calendar; method=REQUEST; name="invite.ics"'),
    kind="alternative",
)

CORPUS: dict[str, tuple[bytes, Seen]] = {
    "plain": (
        letter(),
        Seen(sender="ruth@example.org", text="The printer is on fire.", kind=MailKind.PERSONAL),
    ),
    "E01-no-from": (letter(sender=None), Seen(sender="")),
    "E01-empty-from": (letter(sender=""), Seen(sender="")),
    "E01-at": (letter(sender="@"), Seen(sender="")),
    "E01-undisclosed": (letter(sender="undisclosed-recipients:;"), Seen(sender="")),
    "E02-two-from": (
        letter(From=["a@example.org", "b@example.org"], sender=None),
        Seen(sender="a@example.org"),
    ),
    "E10-auto-replied": (letter(Auto_Submitted="auto-replied (vacation)"), Seen(kind=MailKind.REPLY)),
    "E10-bulk": (letter(Precedence="bulk"), Seen(kind=MailKind.BULK)),
    "E10-list": (letter(List_Id="<news.example.org>"), Seen(kind=MailKind.BULK)),
    "E10-generated": (letter(Auto_Submitted="auto-generated"), Seen(kind=MailKind.BULK)),
    "E10-subject-says-so": (
        letter(subject="Automatic reply: [INC-1001] Received"),
        Seen(kind=MailKind.REPLY),
    ),
    "E10-auto-submitted-no": (letter(Auto_Submitted="no"), Seen(kind=MailKind.PERSONAL)),
    "E11-report": (
        REPORT,
        Seen(kind=MailKind.BOUNCE, threads=("9b2f3a52-0000-4000-8000-000000000000@localhost",)),
    ),
    "E11-null-path": (letter(Return_Path="<>"), Seen(kind=MailKind.BOUNCE)),
    "E11-postmaster": (letter(sender="Postmaster@example.org"), Seen(kind=MailKind.BOUNCE)),
    "read-receipt": (
        multipart(part("read"), kind="report; report-type=disposition-notification"),
        Seen(kind=MailKind.REPLY),
    ),
    "own-address": (letter(sender="Evenkeel <Service-Desk@localhost>"), Seen(kind=MailKind.OWN)),
    "own-header": (letter(X_Evenkeel_Notice="incident.opened"), Seen(kind=MailKind.OWN)),
    "E14-no-id": (letter(message_id=None), Seen(text="The printer is on fire.")),
    "E14-at-id": (letter(message_id="<@>"), Seen(text="The printer is on fire.")),
    "E14-long-id": (letter(message_id=f"<{'a' * 10_000}@x>"), Seen(text="The printer is on fire.")),
    "E16-no-subject": (letter(subject=None), Seen(subject="")),
    "E16-5000-words": (letter(subject="=?utf-8?q?a?= " * 5000), Seen(has="printer")),
    "E16-200-KB": (letter(subject="s" * 200_000), Seen(has="printer")),
    "encoded-words": (letter(subject="=?utf-8?Q?Gr=C3=BC=C3?= =?utf-8?Q?=9Fe?="), Seen(subject="Grüße")),
    "encoded-mixed": (
        letter(subject="=?iso-8859-1?Q?Caf=E9?= and =?utf-8?B?4oKs?="),
        Seen(subject="Café and €"),
    ),
    "E17-broken-base64": (letter(subject="=?utf-8?B?!!!?= x"), Seen(has="printer")),
    "E17-unknown-charset": (letter(subject="=?klingon?Q?qapla?="), Seen(subject="qapla")),
    "E17-nul": (letter(subject="=?utf-8?Q?a=00b?="), Seen(subject=f"a{MARKED}b")),
    "E17-crlf": (letter(subject="=?utf-8?Q?a=0D=0ABcc:_x@y.org?="), Seen(subject="a Bcc: x@y.org")),
    "8-bit-subject": (letter(subject="Größe".encode("latin-1").decode("latin-1")), Seen(subject="Größe")),
    "8-bit-latin-subject": (
        letter(**{"Subject": "Größe".encode("latin-1")}, subject=None),
        Seen(subject=f"Gr{MARKED}{MARKED}e"),
    ),
    **{
        f"E20-{name or 'empty'}": (of_charset(name), Seen(text="Grüße"))
        for name in ("klingon", '"\0utf-8"', "", "unknown-8bit", "rot13", "punycode")
    },
    "E20-utf-7": (of_charset("utf-7", b"Gr+APwA3w-e"), Seen(text="Grüße")),
    "E20-cp850": (of_charset("cp-850", "Grüße".encode("cp850")), Seen(has="Gr")),
    "E20-utf-16": (of_charset("utf-16", "Grüße".encode("utf-16-le")), Seen(has="Gr")),
    "E20-latin": (of_charset("us-ascii", "Grüße".encode("latin-1")), Seen(text="Grüße")),
    "E22-no-boundary": (letter("recovered", Content_Type="multipart/mixed"), Seen(text="recovered")),
    "E22-empty-boundary": (
        letter("recovered", Content_Type='multipart/mixed; boundary=""'),
        Seen(has="recovered"),
    ),
    "E22-never-closed": (
        letter(b"--b1\r\n" + part("recovered"), Content_Type="multipart/mixed; boundary=b1"),
        Seen(text="recovered"),
    ),
    "E22-no-parts": (
        letter("--b1--", Content_Type="multipart/mixed; boundary=b1"),
        Seen(mark=MailMark.NO_TEXT),
    ),
    "E22-same-boundary": (
        multipart(part(inner(part("recovered")), "multipart/mixed; boundary=b1")),
        Seen(has=""),
    ),
    "E23-100-deep": (nested(100), Seen(held=Held.DEEP)),
    "E23-40-deep": (nested(40), Seen(held=Held.DEEP)),
    "E23-20-deep": (nested(20), Seen(text="the core")),
    "E23-500-forwards": (nested(500, "forward"), Seen(held=Held.DEEP)),
    "E25-broken-base64": (
        letter("VGhlIHBy*W50ZXI", Content_Transfer_Encoding="base64"),
        Seen(has=""),
    ),
    "E25-broken-qp": (letter("a=ZZb=", Content_Transfer_Encoding="quoted-printable"), Seen(has="a=ZZb")),
    "E25-unknown": (letter("as it is", Content_Transfer_Encoding="x-rot"), Seen(text="as it is")),
    "E25-uu": (letter("begin 666 x\r\nrubbish", Content_Transfer_Encoding="x-uuencode"), Seen(has="")),
    "E26-only-html": (
        html("<style>p{}</style><p>Hello <b>you</b></p><p>two<br>lines</p><script>alert(1)</script>"),
        Seen(text="Hello you\n\ntwo\nlines", mark=MailMark.TEXT_FROM_HTML),
    ),
    "E26-both": (
        multipart(part("plain"), part("<p>other</p>", "text/html"), kind="alternative"),
        Seen(text="plain", files=()),
    ),
    "E26-only-image": (
        letter(PNG, Content_Type="image/png", Content_Transfer_Encoding="base64"),
        Seen(text="", files=("attachment-1.png",), mark=MailMark.NO_TEXT),
    ),
    "E26-empty-body": (letter(""), Seen(text="", mark=MailMark.NO_TEXT)),
    "E28-deep-html": (html("<div>" * 100_000 + "core"), Seen(text="core")),
    "E28-long-attribute": (html(f'<p title="{"x" * 1_000_000}">late</p>'), Seen(text="")),
    "html-open-comments": (html("a" + "<!--" * 100_000), Seen(text="a")),
    "html-quote": (html("yes<blockquote>On it</blockquote>"), Seen(text="yes\n> On it")),
    "html-link": (html('<a href="https://x.org/a">here</a>'), Seen(text="here <https://x.org/a>")),
    "E31-path-name": (named('filename="../../etc/passwd"'), Seen(files=("../../etc/passwd",))),
    "E31-encoded-name": (named('filename="=?utf-8?Q?Gr=C3=B6=C3=9Fe.png?="'), Seen(files=("Größe.png",))),
    "E32-continued": (named("filename*1=ng; filename*0=a.p"), Seen(files=("a.png",))),
    "E32-bad-charset": (named("filename*=klingon''a%FF.png"), Seen(has="see")),
    "E32-mixed": (named("filename*0*=utf-8''a; filename*0=b; filename*x=c"), Seen(has="see")),
    "E37-20000-headers": (letter(X_A=["b"] * 20_000), Seen(held=Held.HEADERS)),
    "E37-long-header": (letter(X_A="b" * 200_000), Seen(text="The printer is on fire.")),
    "E37-huge-header": (letter(X_A="b" * 300_000), Seen(held=Held.HEADERS)),
    "E37-no-colon": (b"rubbish\r\n" + letter(), Seen(has="")),
    "E37-cr-only": (letter().replace(b"\r\n", b"\r"), Seen(sender="ruth@example.org", has="printer")),
    "E37-nul": (letter("a\0b"), Seen(text=f"a{MARKED}b", mark=MailMark.CHARACTERS_REPLACED)),
    "E37-empty-file": (b"", Seen(held=Held.EMPTY)),
    "E37-only-rubbish": (b"\xff\xfe\x00" * 1000, Seen(sender="")),
    "parts-5000": (multipart(*[part("x")] * 5000), Seen(held=Held.PARTS)),
    "E38-brackets": (letter(sender="(" * 2000 + "a@example.org"), Seen(sender="")),
    "E38-quotes": (letter(sender='"' + '\\"' * 20_000 + '" <a@example.org>'), Seen(sender="")),
    "E41-unicode": (letter(sender="Jörg <jörg@exämple.org>"), Seen(sender="jörg@exämple.org")),
    "name-is-an-address": (letter(sender='"boss@example.org" <x@evil.org>'), Seen(sender="x@evil.org")),
    "20000-recipients": (letter(Cc=", ".join(f"p{n}@example.org" for n in range(8000))), Seen(has="printer")),
    "winmail": (
        multipart(
            part("see"),
            part("AAAA", 'application/ms-tnef; name="winmail.dat"', Content_Transfer_Encoding="base64"),
        ),
        Seen(text="see", files=("winmail.dat",)),
    ),
    "invite": (INVITE, Seen(text="Meeting", files=("invite.ics",))),
    "inline-image": (
        multipart(
            part('<p>see <img src="cid:1" alt="screen"></p>', "text/html"),
            part(PNG, "image/png", Content_ID="<1>", Content_Transfer_Encoding="base64"),
            kind="related",
        ),
        Seen(text="see [screen]", files=("attachment-1.png",)),
    ),
    "forwarded": (
        multipart(part("see below"), part(letter("inner words"), "message/rfc822")),
        Seen(text="see below", files=("message-1.eml",)),
    ),
}


@pytest.mark.parametrize("name", CORPUS)
def test_the_corpus(name: str) -> None:
    raw, expected = CORPUS[name]
    begun = time.process_time()
    outline(raw)
    if expected.held is not None:
        with pytest.raises(UnreadableMailError) as refusal:
            parse(raw)
        assert refusal.value.why == expected.held
    else:
        _compare(raw, expected)
    assert time.process_time() - begun < 2


def _compare(raw: bytes, expected: Seen) -> None:
    mail = parse(raw)
    got: dict[str, Any] = {
        "sender": mail.sender.address,
        "subject": mail.subject,
        "text": mail.text,
        "files": tuple(file.name for file in mail.files),
        "kind": kind_of(mail, OWN),
        "threads": mail.threads,
    }
    wanted = {name: value for name in got if (value := getattr(expected, name)) is not None}
    assert {name: got[name] for name in wanted} == wanted
    assert expected.has is None or expected.has in mail.text
    assert expected.mark is None or expected.mark in mail.marks
    assert "\0" not in mail.text + mail.subject + "".join(got["files"])


OUTLOOK = "Thanks\n\nFrom: Desk <d@x.org>\nSent: Monday\nTo: Ruth\nSubject: Received\n\nYour report"
QUOTES = {
    "en": ("Yes.\n\nOn Mon, 2 Mar 2026 at 12:00, Desk <d@x.org> wrote:\n> Which building?", "Yes."),
    "folded": ("Yes.\n\nOn Mon, 2 Mar 2026 at 12:00, Desk\n<d@x.org> wrote:\n> Which?", "Yes."),
    "de": ("Ja.\n\nAm 02.03.2026 um 12:00 schrieb Desk:\n> Welches?", "Ja."),
    "fr": ("Oui.\n\nLe 2 mars 2026 à 12:00, Desk a écrit :\n> Lequel ?", "Oui."),
    "outlook": (OUTLOOK, "Thanks"),
    "rule": ("Ok\n-----Original Message-----\nold", "Ok"),
    "bare": ("Ok\n\n> old\n> older", "Ok"),
    "between": ("On Monday, Desk wrote:\n> Which?\nThe left one\n> When?\nNow", None),
    "answers-below": ("> Which?\nThe left one", None),
    "only-quote": ("> Which?", None),
    "from-in-prose": ("From: the beginning it was broken.\nSince Monday.", None),
    "E29-long": ("Yes\n" + "> old\n" * 200_000, "Yes"),
}


@pytest.mark.parametrize("name", QUOTES)
def test_what_is_said_and_what_is_quoted(name: str) -> None:
    text, said = QUOTES[name]
    got, quoted = split(text)
    assert got == (text.strip() if said is None else said)
    assert bool(quoted) is (said is not None)
    # Nothing is lost.
    assert "".join((got + quoted).split()) == "".join(text.split())


RESULTS = {
    "dmarc": ("mx.ours; dmarc=pass header.from=example.org", True),
    "dkim": ("mx.ours; dkim=pass (ok) header.d=example.org", True),
    "spf": ("mx.ours; spf=pass smtp.mailfrom=bounce@example.org", True),
    "other-domain": ("mx.ours; dkim=pass header.d=evil.org; spf=pass smtp.mailfrom=evil.org", False),
    "failed": ("mx.ours; dmarc=fail header.from=example.org", False),
    "E05-other-server": ("mx.evil; dmarc=pass header.from=example.org", False),
    "comment": ("mx.ours; dmarc=fail (dmarc=pass header.from=example.org)", False),
}


@pytest.mark.parametrize("name", RESULTS)
def test_only_our_server_vouches(name: str) -> None:
    said, expected = RESULTS[name]
    sender = sender_of(["ruth@example.org"])
    assert is_authenticated(sender, [said], "mx.ours") is expected
    assert not is_authenticated(sender, [said], "")
    assert not is_authenticated(sender, ["mx.evil; x", said], "mx.ours")
    assert not is_authenticated(sender_of(["ruth@example.org", "x@evil.org"]), [said], "mx.ours")


def test_subjects() -> None:
    assert numbers_in("Re: [INC-1001] and [inc-7] INC-9", "INC") == ["INC-1001", "INC-7"]
    assert bare_subject("AW: Re: [INC-1001] Printer", "INC") == "Printer"
    assert bare_subject("Fwd: Re: Printer") == "Printer"


def test_the_ignore_list() -> None:
    mail = parse(letter(sender="x@mail.evil.org", subject="You have WON"))
    assert is_ignored(mail, {"x@mail.evil.org"}, set(), set())
    assert is_ignored(mail, set(), {"evil.org"}, set())
    assert is_ignored(mail, set(), set(), {"have won"})
    assert not is_ignored(mail, {"y@mail.evil.org"}, {"vil.org"}, {"lost"})
