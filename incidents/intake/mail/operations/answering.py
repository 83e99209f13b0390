"""Open an incident from a message, or add the message to one, through the operations of the life cycle."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.choices import Channel
from accounts.people.models import User
from accounts.people.queries import the_product
from accounts.text import unturned
from incidents.intake.mail import notices
from incidents.intake.mail.choices import MailMark
from incidents.intake.mail.models import Mailbox, MailMessage
from incidents.intake.mail.parsing import Mail
from incidents.intake.mail.queries import Thread, answers_to, reopenings_of, was_warned_about
from incidents.intake.mail.rules import ANSWERS_AN_HOUR, REOPENINGS_AN_HOUR
from incidents.intake.mail.wording import body_of, cut, reason_of, sentences, title_of, why_of
from incidents.lifecycle.guards import REOPEN_WINDOW, is_within
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.lifecycle.operations.resolving import reopen
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import DetectedBy, EntryKind, State
from incidents.records.files import clean_name
from incidents.records.models import Incident
from incidents.records.operations.attaching import attach
from incidents.records.queries import is_desk
from incidents.records.timeline_models import Entry

_QUIET = ("all", "oof", "autoreply")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """A message with its mailbox, and the person it comes from; without proof nobody acts in that person's name."""

    mail: Mail
    message: MailMessage
    mailbox: Mailbox
    person: User
    is_proven: bool

    @property
    def is_released(self) -> bool:
        """Say whether a person let the message out of quarantine."""
        return self.message.released_by is not None

    @property
    def actor(self) -> Actor:
        """Return who acts: the person, or the product on behalf of whoever wrote."""
        if self.is_proven:
            return Actor(self.person, Channel.EMAIL, cause=f"mail to {self.mailbox.name}")
        return the_product(f"mail to {self.mailbox.name}; sender not proven", channel=Channel.EMAIL)


@dataclass(frozen=True, slots=True)
class Taken:
    """The incident that has the message now, and whether we wrote to the sender because of it."""

    incident: Incident
    text: str
    was_answered: bool = False


def open_from(head: Letterhead, *, now: datetime) -> Taken:
    """Log the message as an incident of its sender (T1)."""
    mail, box = head.mail, head.mailbox
    marks = list(mail.marks)
    if not head.is_proven:
        marks.append(MailMark.UNPROVEN)
    report = Report(
        title=title_of(mail),
        description=cut(mail.text, marks),
        requester=head.person,
        service=box.service if box.service and box.service.retired_at is None else None,
        channel=Channel.EMAIL,
        detected_by=DetectedBy.USER,
        reported_at=min(head.message.signal.received_at, now),
    )
    is_quiet = _is_quiet(head, now=now)
    incident = open_incident(report, by=head.actor, now=now, is_quiet=is_quiet)
    left_out = _attach(incident, None, head, now=now)
    _note(incident, head, marks, left_out, now=now)
    notices.arrived(incident, box, by=head.actor, now=now)
    return Taken(incident, _("Opened %s") % incident.number, was_answered=not is_quiet)


def _is_quiet(head: Letterhead, *, now: datetime) -> bool:
    """Say whether nothing is sent back: the sender wants no answers, or had too many (CH-05, rule 63)."""
    wanted = head.mail.headers.get("x-auto-response-suppress", "").lower()
    if any(word.strip() in _QUIET for word in wanted.split(",")):
        return True
    address = head.person.email.lower()
    count = answers_to(address, now)
    if count >= ANSWERS_AN_HOUR and not was_warned_about(address, now):
        product = the_product("too many messages from one address", channel=Channel.EMAIL)
        notices.too_many(address, head.message.signal.pk, by=product, now=now)
    return count >= ANSWERS_AN_HOUR


def reply_from(head: Letterhead, thread: Thread, *, now: datetime) -> Taken:
    """Add the message to the incident it answers (T5, T10, T13).

    What an agent quotes stays in the intake log: it may come from a notice that was for staff only.
    """
    marks = list(head.mail.marks)
    said, quoted = body_of(head.mail, marks)
    by = head.actor
    is_staff = head.is_proven and is_desk(by)
    facts: dict[str, Any] = {}
    if quoted and not is_staff:
        facts["quoted"] = quoted
    if not head.is_proven:
        facts["unproven"] = unturned(head.mail.sender.address)
    kind = EntryKind.WORK_NOTE if is_staff and thread.is_internal else EntryKind.PUBLIC
    entry = comment(thread.incident, kind, said, by=by, now=now, facts=facts, written_to=thread.written_to)
    incident = entry.incident
    left_out = _attach(incident, entry if entry.kind == kind else None, head, now=now)
    _note(incident, head, marks, left_out, now=now)
    is_follow_up = incident.pk != thread.incident.pk
    if not is_follow_up and head.is_proven:
        incident = _reopen(incident, said, by=by, now=now)
    told = _("Followed by %s") if is_follow_up else _("Added to %s")
    return Taken(incident, told % incident.number, was_answered=is_follow_up or not head.is_proven)


def _reopen(incident: Incident, said: str, *, by: Actor, now: datetime) -> Incident:
    """Take up again what its requester says is not over (T10), within limits that no loop outlives."""
    if (
        incident.state != State.RESOLVED
        or by.user.pk != incident.requester_id
        or not is_within(REOPEN_WINDOW, incident.resolved_at, now)
        or reopenings_of(incident, now) >= REOPENINGS_AN_HOUR
    ):
        return incident
    return reopen(incident, reason=reason_of(said), by=by, now=now)


def _attach(incident: Incident, entry: Entry | None, head: Letterhead, *, now: datetime) -> list[str]:
    """Attach the files of a message; return sentences about those that may not be kept."""
    left_out = []
    for part in head.mail.files:
        name = clean_name(part.name)
        file = SimpleUploadedFile(name or "attachment.bin", part.content)
        try:
            attach(incident, file, by=head.actor, now=now, entry=entry)
        except ValidationError as refusal:
            left_out.append(_("%(name)s was not kept: %(why)s") % {"name": name, "why": why_of(refusal)})
    return left_out


def _note(
    incident: Incident, head: Letterhead, marks: list[MailMark], left_out: list[str], *, now: datetime
) -> None:
    """Tell staff on the timeline what was not as it should be, and where the original is."""
    told = sentences(marks, left_out)
    if told and not incident.is_locked:
        product = the_product("a message with a flaw", channel=Channel.EMAIL)
        facts = {"mail": head.message.pk}
        comment(incident, EntryKind.WORK_NOTE, told[:40_000], by=product, now=now, facts=facts)
