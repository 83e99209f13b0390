"""A conversation over real servers: in by IMAP, out by SMTP, and the answer to what we sent comes in again (CH-03)."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from accounts.notices.operations.delivering import sweep_deliveries
from incidents.catalogue.models import HoldReason
from incidents.intake.mail.operations.fetching import fetch_all
from incidents.intake.operations.sweeping import sweep_signals
from incidents.lifecycle.operations import moving, resolving
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, Evidence, State
from incidents.records.models import Incident, Link
from tests.accounts.notices.mailbox import Mailbox as MailServer
from tests.builders import NOON, make_incident, resolution
from tests.cast import Cast
from tests.incidents.intake.mail.conftest import box_on, needs_dovecot
from tests.incidents.intake.mail.dovecot import Dovecot
from tests.incidents.intake.mail.letters import letter

# So long that no message waits for the next one about the same incident (COM-05).
PAUSE = timedelta(minutes=10)


class Correspondence:
    """Ruth with her mail program on one side, the product on the other, two servers between them."""

    def __init__(self, imap: Dovecot, smtp: MailServer) -> None:
        self.imap, self.smtp, self.sent = imap, smtp, 0

    def write(self, to: str, body: str, *, now: datetime, **headers: str) -> None:
        """Put a message of Ruth's into the mailbox it is addressed to, and let the product look."""
        self.sent += 1
        told = letter(body, message_id=f"<{self.sent}@example.org>", To=to, **headers)
        self.imap.deliver(to.partition("@")[0], told)
        fetch_all(now=now)
        sweep_signals(now)

    def received(self, words: str, *, now: datetime) -> EmailMessage:
        """Let the product send, and return the message with these words that Ruth has got."""
        while sweep_deliveries(now=now):
            pass
        mine = self.smtp.to("ruth@example.org")
        return [one for one in mine if words in f"{one['Subject']}\n{one.get_body(['plain'])}"][-1]

    def answer(self, message: EmailMessage, body: str, *, now: datetime) -> None:
        """Answer as mail programs do; the subject says nothing, so that only the ids tell where it belongs."""
        ours = message["Message-ID"]
        thread = {"In_Reply_To": ours, "References": f"{message['References']} {ours}"}
        self.write(str(message["Reply-To"]), body, now=now, subject="Re: your mail", **thread)


@pytest.fixture
def talk(server: Dovecot, smtp: MailServer, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Correspondence:
    # Nothing vouches for senders but the answer to a message of ours.
    for user in ("desk", "hr"):
        box_on(server, cast, user, monkeypatch, trusts_senders=False)
    return Correspondence(server, smtp)


@needs_dovecot
def test_ch_03_a_conversation_by_mail_from_the_first_word_to_the_follow_up(
    talk: Correspondence, cast: Cast
) -> None:
    rafael, at = cast.actor("rafael"), NOON
    talk.write("hr@localhost", "The relay is down.", now=at, subject="Relay is down")
    incident = Incident.objects.get()
    told = talk.received("Relay is down", now=at)
    assert (told["Reply-To"], told["Auto-Submitted"]) == ("hr@localhost", "auto-generated")
    moving.triage(
        incident,
        category=cast.categories["network"],
        service=cast.services["vpn"],
        impact=incident.impact,
        urgency=incident.urgency,
        team=cast.teams["network"],
        by=cast.actor("agnes"),
        now=at,
    )
    moving.start(incident, by=rafael, now=at)

    comment(incident, EntryKind.PUBLIC, "Which relay?", by=rafael, now=at + PAUSE)
    talk.answer(talk.received("Which relay?", now=at + PAUSE), "The second.", now=at + 2 * PAUSE)
    said = incident.entries.filter(kind=EntryKind.PUBLIC).order_by("id")
    assert [(entry.author, entry.body) for entry in said] == [
        (cast.rafael, "Which relay?"),
        (cast.ruth, "The second."),
    ]

    reason = HoldReason.objects.get(slug="awaiting_requester")
    moving.hold(incident, reason=reason, question="Which building?", by=rafael, now=at + 3 * PAUSE)
    talk.answer(talk.received("Which building?", now=at + 3 * PAUSE), "Seven.", now=at + 4 * PAUSE)
    incident.refresh_from_db()
    assert incident.state == State.IN_PROGRESS

    resolving.resolve(incident, resolution(), by=rafael, now=at + 5 * PAUSE)
    over = talk.received("Resolved", now=at + 5 * PAUSE)
    resolving.close(incident, evidence=Evidence.REQUESTER_WORD, by=cast.actor("ruth"), now=at + 6 * PAUSE)
    talk.answer(over, "It is down again.", now=at + 7 * PAUSE)
    incident.refresh_from_db()
    follower = Incident.objects.exclude(pk=incident.pk).get()
    assert (incident.state, Link.objects.get(source=follower).target) == (State.CLOSED, incident)
    assert (follower.description, follower.requester) == ("It is down again.", cast.ruth)
    assert talk.received(follower.number, now=at + 7 * PAUSE)["Reply-To"] == "hr@localhost"
    threads = {
        str(one["References"])
        for one in talk.smtp.to("ruth@example.org")
        if incident.number in one["Subject"]
    }
    assert len(threads) == 1


@needs_dovecot
def test_each_conversation_is_answered_to_the_mailbox_it_came_by(talk: Correspondence, cast: Cast) -> None:
    talk.write("desk@localhost", "Help", now=NOON, subject="To the desk")
    talk.write("hr@localhost", "Help", now=NOON, subject="To the others")
    make_incident(cast, "By telephone")
    told = {
        words: talk.received(words, now=NOON) for words in ("To the desk", "To the others", "By telephone")
    }
    assert [one["Reply-To"] for one in told.values()] == ["desk@localhost", "hr@localhost", None]
    assert {str(one["From"]) for one in told.values()} == {"Evenkeel <service-desk@localhost>"}
