"""Questions that a message raises: who sent it, which incident it answers, and whether it may get in there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.notices.models import Delivery, Event
from accounts.people.models import User
from incidents.intake.mail.choices import IgnoredBy
from incidents.intake.mail.headers import addresses_in, is_authenticated
from incidents.intake.mail.models import IgnoreRule, Mailbox, MailMessage
from incidents.intake.mail.parsing import Mail
from incidents.intake.mail.rules import WITHIN, is_ignored, numbers_in
from incidents.records.choices import Story
from incidents.records.models import Affected, Incident, Watcher
from incidents.records.queries import goes_on_as
from incidents.records.timeline_models import Entry

_DELIVERY_ID = re.compile(r"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})@", re.IGNORECASE)
_THREAD_ID = re.compile(r"([a-z][a-z0-9]*-\d{1,12})\.thread@", re.IGNORECASE)
ANSWERS_STOPPED = "mail.answers_stopped"


@dataclass(frozen=True, slots=True)
class Thread:
    """The incident a message answers.

    `sent_to`: the addresses of the person whom the message that is answered was sent to. Its id is a secret between
    us, so an answer from there proves who writes (rule 61). `is_internal`: what is answered was for staff only.
    `written_to`: the merged incident that the message was sent to, where `incident` is its survivor (LOG-13).
    """

    incident: Incident
    how: str
    sent_to: frozenset[str] = frozenset()
    is_internal: bool = False
    written_to: Incident | None = None


def own_addresses() -> set[str]:
    """Return the addresses that we write from or are written to."""
    named = (settings.DEFAULT_FROM_EMAIL, settings.SERVER_EMAIL)
    ours = {address for value in named for address in addresses_in(value)}
    return ours | {address.lower() for address in Mailbox.objects.values_list("address", flat=True)}


def is_on_ignore_list(mail: Mail) -> bool:
    """Say whether the ignore list names the message."""
    named: dict[str, set[str]] = {kind: set() for kind in IgnoredBy.values}
    for looks_at, pattern in IgnoreRule.objects.values_list("looks_at", "pattern"):
        named[looks_at].add(pattern.strip().lower().removeprefix("@"))
    return is_ignored(mail, named[IgnoredBy.SENDER], named[IgnoredBy.DOMAIN], named[IgnoredBy.SUBJECT])


def person_behind(address: str) -> User | None:
    """Return the person with this address, if there is one."""
    if not address:
        return None
    person: User | None = User.objects.people().filter(email__iexact=address).first()
    return person


def deliveries_in(ids: Iterable[str]) -> list[UUID]:
    """Return the ids of our own messages among those that a message answers or brings back."""
    return [UUID(found[1]) for one in ids if (found := _DELIVERY_ID.match(one))]


def thread_of(mail: Mail) -> Thread | None:
    """Find the incident a message answers: by ids first, by the number in the subject second (CH-03)."""
    found = _by_our_ids(mail) or _by_their_ids(mail) or _by_number(mail)
    if found is None or not (chain := goes_on_as(found.incident.pk)):
        return found
    return replace(found, incident=Incident.objects.get(pk=chain[-1]), written_to=found.incident)


def _by_our_ids(mail: Mail) -> Thread | None:
    wanted = deliveries_in(mail.threads)
    sent = Delivery.objects.filter(pk__in=wanted).select_related("notice__event", "notice__recipient")
    known = {delivery.pk: delivery for delivery in sent}
    for pk in wanted:
        delivery = known.get(pk)
        incident = _numbered(delivery.notice.event.about) if delivery else None
        if delivery and incident:
            told = frozenset({delivery.address.lower(), delivery.notice.recipient.email.lower()})
            return Thread(incident, "our message id", told, _is_internal(delivery))
    return None


def _is_internal(delivery: Delivery) -> bool:
    """Say whether a message, or one that went in the same e-mail, was for staff only."""
    beside = Event.objects.filter(notices__deliveries__carrier=delivery, facts__public=False)
    return delivery.notice.event.facts.get("public") is False or beside.exists()


def _by_their_ids(mail: Mail) -> Thread | None:
    rows = MailMessage.objects.filter(message_id__in=mail.threads).exclude(incident=None)
    known = {row.message_id: row.incident for row in rows.select_related("incident")}
    found = next((known[one] for one in mail.threads if one in known), None)
    if found is not None:
        return Thread(found, "message id of a mail that came before")
    numbers = [named[1].upper() for one in mail.threads if (named := _THREAD_ID.match(one))]
    incident = next((row for number in numbers if (row := _numbered(number))), None)
    return Thread(incident, "thread id") if incident else None


def _by_number(mail: Mail) -> Thread | None:
    numbers = numbers_in(mail.subject, settings.INCIDENT_PREFIX)[:5]
    incident = next((row for number in numbers if (row := _numbered(number))), None)
    return Thread(incident, "number in the subject") if incident else None


def _numbered(number: str) -> Incident | None:
    """Return the incident with a number."""
    return Incident.objects.filter(number=number).first()


def is_proven(mail: Mail, mailbox: Mailbox, thread: Thread | None) -> bool:
    """Say whether it is certain that the sender is who the message says (rule 62)."""
    sender = mail.sender
    if not sender.is_only_one:
        return False
    answers_ours = thread is not None and sender.address in thread.sent_to
    return (
        answers_ours or mailbox.trusts_senders or is_authenticated(sender, mail.results, mailbox.our_server)
    )


def has_part_in(incident: Incident, user: User) -> bool:
    """Say whether the person is concerned by the incident beyond what a role lets them see."""
    if user.pk in (incident.requester_id, incident.reporter_id, incident.assignee_id):
        return True
    return (
        Affected.objects.filter(incident=incident, user=user).exists()
        or Watcher.objects.filter(incident=incident, user=user, may_reply=True).exists()
    )


def is_visible(incident: Incident, user: User) -> bool:
    """Say whether the person may see the incident."""
    return Incident.objects.visible_to(user).filter(pk=incident.pk).exists()


def answers_to(address: str, now: datetime) -> int:
    """Return how often this address made us write to it within the hour."""
    return MailMessage.objects.answered_since(address, now - WITHIN).count()


def was_warned_about(address: str, now: datetime) -> bool:
    """Say whether administrators know already that this address gets no more answers."""
    told = Event.objects.filter(kind=ANSWERS_STOPPED, about=ANSWERS_STOPPED, occurred_at__gt=now - WITHIN)
    return told.filter(facts__address=address).exists()


def reopenings_of(incident: Incident, now: datetime) -> int:
    """Return how often the incident was reopened within the hour."""
    told = Entry.objects.filter(incident=incident, story=Story.REOPENED, recorded_at__gt=now - WITHIN)
    return told.count()


def address_of_conversation(number: str) -> str:
    """Return the address of the mailbox by which the newest message about an incident came; empty if there is none."""
    rows = MailMessage.objects.filter(incident__number=number, signal__mailbox__retired_at=None)
    return rows.order_by("-id").values_list("signal__mailbox__address", flat=True).first() or ""
