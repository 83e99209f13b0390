"""What becomes of a message: incident, reply, note at what came back, or quarantine (CH-03 to CH-05, CH-21)."""

from typing import Any

import pytest
from django.core.management import call_command

from accounts.choices import Channel
from accounts.notices.models import Delivery, Event
from accounts.notices.operations.delivering import sweep_deliveries
from accounts.people.models import User
from incidents.catalogue.models import CancelReason
from incidents.intake.mail.models import IgnoreRule, MailMessage
from incidents.intake.mail.operations.configuring import save_ignore_rule
from incidents.intake.mail.operations.sorting import release
from incidents.intake.mail.rules import ANSWERS_AN_HOUR
from incidents.intake.operations.receiving import replay
from incidents.intake.operations.sweeping import sweep_signals
from incidents.lifecycle.operations.cancelling import cancel
from incidents.lifecycle.operations.resolving import close
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, Evidence, State
from incidents.records.models import Incident, Link
from incidents.records.operations.relating import watch
from tests.builders import MINUTE, NOON, held, make_incident, resolved, started
from tests.cast import Cast
from tests.incidents.intake.mail.conftest import Post, id_sent_to, incident_of
from tests.incidents.intake.mail.letters import letter, multipart, nested, part

LATER = NOON + 60 * MINUTE


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def words(incident: Incident, kind: EntryKind = EntryKind.PUBLIC) -> list[str]:
    return list(incident.entries.filter(kind=kind).values_list("body", flat=True))


def test_ch_03_a_message_becomes_an_incident(post: Post, cast: Cast) -> None:
    post.set(service=cast.services["email"], team=cast.teams["network"])
    raw = multipart(
        part("It smells."),
        part("log line", 'text/plain; name="a.log"', Content_Disposition="attachment"),
        part("iVBORw0KGgo=", "image/png", Content_ID="<1>", Content_Transfer_Encoding="base64"),
        part("AAAA", 'application/ms-tnef; name="winmail.dat"', Content_Transfer_Encoding="base64"),
        subject="Re: Printer",
    )
    incident = incident_of(post.take(raw))
    told = (incident.title, incident.description, incident.requester, incident.channel, incident.detected_by)
    assert told == ("Printer", "It smells.", cast.ruth, Channel.EMAIL, "user")
    assert (incident.service, incident.reporter) == (cast.services["email"], cast.ruth)
    assert {file.name for file in incident.attachments.all()} == {"a.log", "attachment-2.png"}
    assert "winmail.dat" in words(incident, EntryKind.WORK_NOTE)[0]
    owed = {delivery.address for delivery in Delivery.objects.all()}
    assert owed == {"ruth@example.org", "lena@example.org", "rafael@example.org", "nadia@example.org"}
    assert incident.history.latest().channel == Channel.EMAIL


def test_ch_04_one_record_however_often_it_comes(post: Post, cast: Cast) -> None:
    first = post.write()
    again = post.take(b"Received: by another way\r\n" + letter().replace(b"\r\n", b"\n"))
    other_words = post.write("Something else.")
    assert first == again != other_words
    assert replay(first, by=cast.system, now=NOON)
    assert post.write().outcome.endswith("has it already")
    assert Incident.objects.count() == MailMessage.objects.count() == 2
    assert first.mail.copies == 2


@pytest.mark.parametrize("headers", ["our-id", "references", "their-id", "number"])
def test_ch_03_a_reply_gets_into_its_incident(post: Post, cast: Cast, headers: str) -> None:
    incident = incident_of(post.write())
    ours = id_sent_to("ruth", incident)
    by = {
        "our-id": {"In_Reply_To": ours},
        "references": {"References": f"<x@y> {ours} <z@y>"},
        "their-id": {"In_Reply_To": "<m1@example.org>", "subject": "Printer again"},
        "number": {"subject": f"Re: [{incident.number.lower()}] P3 Received"},
    }[headers]
    signal = post.write(
        "It went out.\n\nOn Monday, Desk wrote:\n> Received", message_id="<m2@e>", now=LATER, **by
    )
    assert incident_of(signal) == incident, signal.outcome
    entry = incident.entries.get(kind=EntryKind.PUBLIC)
    assert (entry.body, entry.author, entry.channel) == ("It went out.", cast.ruth, Channel.EMAIL)
    assert entry.facts == {"quoted": "On Monday, Desk wrote:\n> Received"}


def test_never_by_sender_and_subject_alone(post: Post) -> None:
    first = incident_of(post.write(subject="Printer"))
    assert incident_of(post.write("more", subject="Re: Printer", message_id="<m2@e>")) != first


def test_e_07_a_number_alone_opens_no_door(post: Post, cast: Cast) -> None:
    theirs = make_incident(cast, "Secret")
    ways = ({"subject": f"[{theirs.number}] hi"}, {"In_Reply_To": id_sent_to("ruth", theirs)})
    for headers in ways:
        signal = post.write(
            "Let me in", sender="stefan@example.org", message_id=f"<{len(headers)}{headers}@e>", **headers
        )
        own = incident_of(signal)
        assert (own != theirs, own.requester) == (True, cast.stefan)
        assert theirs.number not in own.title
    assert words(theirs) == []


def test_t_5_t_10_t_13_a_reply_moves_the_incident(post: Post, cast: Cast) -> None:
    waiting = held(cast)
    post.write("Building 7", In_Reply_To=id_sent_to("ruth", waiting), message_id="<1@e>", now=LATER)
    waiting.refresh_from_db()
    assert waiting.state == State.IN_PROGRESS
    done = resolved(cast)
    answer = {"In_Reply_To": id_sent_to("ruth", done), "message_id": "<2@e>"}
    post.write("Not yet.\nIt still smokes.", now=LATER, **answer)
    done.refresh_from_db()
    assert (done.state, done.reopen_count, words(done)[-1]) == (
        State.IN_PROGRESS,
        1,
        "Not yet.\nIt still smokes.",
    )
    over = close(resolved(cast), evidence=Evidence.REQUESTER_WORD, by=cast.actor("ruth"), now=LATER)
    answer = {"In_Reply_To": id_sent_to("ruth", over), "message_id": "<3@e>"}
    follower = incident_of(post.write("Again!", now=LATER + MINUTE, **answer))
    assert (follower != over, follower.description) == (True, "Again!")
    assert Link.objects.get(source=follower).target == over


def test_log_13_mail_on_the_old_number_lands_on_the_survivor(post: Post, cast: Cast) -> None:
    old, survivor = make_incident(cast), make_incident(cast, "The same")
    reason = CancelReason.objects.get(needs_target=True)
    cancel(old, reason=reason, target=survivor, by=cast.actor("agnes"), now=NOON)
    post.write("More", subject=f"[{old.number}]", now=LATER)
    assert words(survivor) == ["More"]


def test_lo_06_an_agents_reply_keeps_what_was_internal_internal(post: Post, cast: Cast) -> None:
    incident = started(cast)
    watch(incident, cast.agnes, by=cast.actor("agnes"), now=NOON)
    comment(incident, EntryKind.WORK_NOTE, "A secret", by=cast.actor("rafael"), now=NOON)
    answer = {"In_Reply_To": id_sent_to("agnes", incident), "sender": "agnes@example.org"}
    post.write("Indeed.\n\n> A secret", now=LATER, message_id="<1@e>", **answer)
    assert words(incident, EntryKind.WORK_NOTE)[-1] == "Indeed."
    post.write(
        "We look.\n\n> A secret", subject=f"[{incident.number}]", sender="agnes@example.org", now=LATER
    )
    entry = incident.entries.filter(kind=EntryKind.PUBLIC).get()
    assert (entry.body, entry.facts) == ("We look.", {})


def test_an_answer_to_several_messages_is_internal_if_one_of_them_was(post: Post, cast: Cast) -> None:
    incident = started(cast)
    watch(incident, cast.agnes, by=cast.actor("agnes"), now=NOON)
    comment(incident, EntryKind.WORK_NOTE, "A secret", by=cast.actor("rafael"), now=NOON)
    comment(incident, EntryKind.PUBLIC, "We look.", by=cast.actor("rafael"), now=NOON)
    agnes = Delivery.objects.filter(notice__recipient=cast.agnes, notice__event__kind="incident.commented")
    secret, reply = agnes.order_by("notice_id")
    Delivery.objects.filter(pk=secret.pk).update(carrier=reply)
    answer = {"In_Reply_To": f"<{reply.pk}@localhost>", "sender": "agnes@example.org"}
    post.write("Indeed.", now=LATER, message_id="<1@e>", **answer)
    assert words(incident, EntryKind.WORK_NOTE)[-1] == "Indeed."


def test_f_8_without_proof_nobody_acts_in_anybodys_name(doubting: Post, cast: Cast) -> None:
    mine = resolved(cast)
    numbered = {"subject": f"[{mine.number}]"}
    signal = doubting.write("Reopen!", message_id="<1@e>", now=LATER, **numbered)
    entry = mine.entries.filter(kind=EntryKind.PUBLIC, channel=Channel.EMAIL).get()
    assert entry.author != cast.ruth
    assert entry.facts["unproven"] == "ruth@example.org"
    assert signal.rule_path == "number in the subject; sender not proven"
    staff = doubting.write("Close it", sender="aaron@example.org", message_id="<2@e>", now=LATER, **numbered)
    assert (staff.state, staff.rule_path) == ("held", "quarantine: unproven")
    release(staff, by=cast.actor("adam"), now=LATER, why="I asked")
    sweep_signals(LATER)
    staff.refresh_from_db()
    assert (incident_of(staff), mine.entries.filter(author=cast.aaron).count()) == (mine, 0)
    opened = incident_of(doubting.write(message_id="<3@e>", now=LATER))
    assert (opened.requester, opened.reporter.is_system) == (cast.ruth, True)
    forged = {"In_Reply_To": "<00000000-0000-4000-8000-000000000000@localhost>"}
    assert incident_of(doubting.write("In", message_id="<4@e>", now=LATER, **forged)) != mine
    mine.refresh_from_db()
    assert mine.state == State.RESOLVED
    doubting.set(our_server="mx.ours")
    vouched = {"Authentication_Results": "mx.ours; dmarc=pass header.from=example.org"}
    doubting.write("Really", message_id="<5@e>", now=LATER, **numbered, **vouched)
    mine.refresh_from_db()
    assert mine.state == State.IN_PROGRESS


SILENT = {
    "own-address": {"sender": "service-desk@localhost"},
    "own-header": {"X_Evenkeel_Notice": "incident.opened"},
    "away": {"Auto_Submitted": "auto-replied"},
    "bounce": {"Return_Path": "<>", "sender": "mailer-daemon@example.org"},
    "bulk": {"Precedence": "bulk"},
    "list": {"List_Id": "<news.example.org>"},
    "spam": {"X_Spam_Flag": "YES"},
    "stranger": {"sender": "stranger@elsewhere.org"},
    "nobody": {"sender": None},
    "ignored": {"sender": "stefan@example.org"},
    "gone": {"sender": "oskar@example.org"},
}


@pytest.mark.parametrize("name", SILENT)
def test_ch_05_what_no_person_wrote_is_never_answered(post: Post, cast: Cast, name: str) -> None:
    incident = started(cast)
    User.objects.filter(username="oskar").update(is_active=False)
    rule = IgnoreRule(looks_at="sender", pattern="Stefan@Example.org")
    save_ignore_rule(rule, by=cast.system, now=NOON, why="spam")
    before = (Incident.objects.count(), incident.entries.count(), Event.objects.count())
    for answer in ({}, {"In_Reply_To": id_sent_to("ruth", incident)}):
        signal = post.write(message_id=f"<{len(answer)}@e>", now=LATER, **answer, **SILENT[name])
        assert signal.state in ("done", "held"), signal.outcome
        assert signal.outcome and signal.rule_path
    assert before == (Incident.objects.count(), incident.entries.count(), Event.objects.count())


def test_e_11_a_bounce_is_noted_at_the_message_that_came_back(post: Post, cast: Cast) -> None:
    incident = make_incident(cast)
    sweep_deliveries(now=NOON)
    ours = id_sent_to("ruth", incident)
    raw = multipart(
        part("No such user"),
        part("Status: 5.1.1", "message/delivery-status"),
        part(f"Message-ID: {ours}\r\nSubject: x\r\n\r\n", "message/rfc822"),
        kind="report; report-type=delivery-status",
        sender="MAILER-DAEMON@mx.example.org",
    )
    assert post.take(raw).state == "done"
    delivery = Delivery.objects.get(address="ruth@example.org")
    assert (delivery.state, delivery.problem) == ("failed", "Came back: No such user")


def test_e_13_answers_to_one_address_stop(post: Post, cast: Cast) -> None:
    for number in range(ANSWERS_AN_HOUR + 3):
        post.write(f"Help {number}", message_id=f"<{number}@e>")
    assert Incident.objects.count() == ANSWERS_AN_HOUR + 3
    assert Delivery.objects.filter(address="ruth@example.org").count() == ANSWERS_AN_HOUR
    warnings = Event.objects.filter(kind="mail.answers_stopped")
    assert warnings.get().notices.get().recipient == cast.adam
    post.write("Later", message_id="<later@e>", now=LATER + MINUTE)
    assert Delivery.objects.filter(address="ruth@example.org").count() == ANSWERS_AN_HOUR + 1
    post.write("Quiet", message_id="<q@e>", now=LATER + MINUTE, X_Auto_Response_Suppress="DR, OOF, AutoReply")
    assert Delivery.objects.filter(address="ruth@example.org").count() == ANSWERS_AN_HOUR + 1


@pytest.mark.parametrize("name", ["stranger", "spam", "deep", "nobody"])
def test_ch_21_release_makes_an_incident_of_what_was_held(post: Post, cast: Cast, name: str) -> None:
    raw = {
        "stranger": letter("Hi", sender='"New Person" <New@elsewhere.org>'),
        "spam": letter("Hi", X_Spam_Flag="YES"),
        "deep": nested(100),
        "nobody": letter("Hi", sender=None),
    }[name]
    signal = post.take(raw)
    assert signal.state == "held"
    release(signal, by=cast.actor("adam"), now=LATER, why="It is real")
    call_command("tick", "--until-idle")
    signal.refresh_from_db()
    incident = incident_of(signal)
    people = {"stranger": "new@elsewhere.org", "nobody": "adam@example.org"}
    assert incident.requester.email == people.get(name, "ruth@example.org")
    assert "Released by Adam Example: It is real" in signal.outcome
    assert [file.name for file in incident.attachments.all()] == (["message.eml"] if name == "deep" else [])
    if name == "stranger":
        made = incident.requester
        assert (made.display_name, made.has_usable_password()) == ("New Person", False)


def test_an_unknown_sender_is_welcome_where_the_mailbox_says_so(post: Post) -> None:
    post.set(unknown_sender="welcome")
    incident = incident_of(post.write(sender="a@new.org", message_id="<1@e>"))
    assert incident_of(post.write(sender="A@New.org", message_id="<2@e>")).requester == incident.requester


def test_e_47_two_replies_in_one_second_are_both_kept(post: Post, cast: Cast) -> None:
    incident = make_incident(cast)
    for number in range(2):
        post.write(f"Reply {number}", subject=f"[{incident.number}]", message_id=f"<{number}@e>")
    assert words(incident) == ["Reply 0", "Reply 1"]
