"""What requesters do: report, reply, say whether it works, withdraw; through a page or by a link from a message."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts import text
from accounts.access.choices import LinkPurpose
from accounts.access.models import ActionLink
from accounts.access.operations import run_once, use_link
from accounts.actor import Actor
from accounts.choices import Channel
from incidents.catalogue.models import CancelReason
from incidents.lifecycle.operations.cancelling import cancel
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.lifecycle.operations.resolving import close, reopen
from incidents.lifecycle.operations.talking import comment
from incidents.portal.words import WITHDRAWN
from incidents.records.choices import EntryKind, Evidence
from incidents.records.models import Incident
from incidents.records.operations.attaching import attach

Files = Sequence["UploadedFile[Any]"]


def report_once(report: Report, files: Files, *, token: str, by: Actor, now: datetime) -> str:
    """Log a report with its files and return the number; the same form sent twice makes one incident (W14)."""

    def log() -> str:
        incident = open_incident(report, by=by, now=now)
        for file in files:
            attach(incident, file, by=by, now=now)
        return incident.number

    told = [_plain(getattr(report, field.name)) for field in fields(report)]
    return _once(log, token, [*told, *_names(files)], by=by, now=now)


def reply_once(incident: Incident, body: str, files: Files, *, token: str, by: Actor, now: datetime) -> str:
    """Add a message with its files and return the number of the incident that has it now.

    After the end that is another one: the message opened a follow-up (T13). The same form sent twice adds one message.
    """

    def write() -> str:
        entry = comment(incident, EntryKind.PUBLIC, body, by=by, now=now)
        words = entry if entry.kind == EntryKind.PUBLIC else None
        for file in files:
            attach(entry.incident, file, entry=words, by=by, now=now)
        return entry.incident.number

    return _once(write, token, [incident.number, body, *_names(files)], by=by, now=now)


def _once(act: Callable[[], str], token: str, told: Sequence[str], *, by: Actor, now: datetime) -> str:
    """Tell a form that was sent twice from one that was sent, changed and sent again."""
    if not token:
        with transaction.atomic():
            return act()
    digest = hashlib.sha256("\0".join(told).encode()).hexdigest()
    return run_once(f"form:{by.user.pk}", f"{token}:{digest}", act, now=now)


def _names(files: Files) -> list[str]:
    return [f"{file.name} {file.size}" for file in files]


def _plain(value: Any) -> str:
    return str(value.pk) if isinstance(value, models.Model) else str(value)


def say_whether_it_works(
    incident: Incident, *, works: bool, reason: str, by: Actor, now: datetime
) -> Incident:
    """Take the requester's word: close with it (T11) or start again (T10)."""
    _require_requester(incident, by)
    if works:
        return close(incident, evidence=Evidence.REQUESTER_WORD, by=by, now=now)
    reason = text.line("reason", reason, limit=500, required=True)
    return reopen(incident, reason=reason, by=by, now=now)


def withdraw(incident: Incident, *, by: Actor, now: datetime) -> Incident:
    """Let the requester take back a report that nobody has looked at yet (T15)."""
    _require_requester(incident, by)
    return cancel(incident, reason=CancelReason.objects.filter(slug=WITHDRAWN).first(), by=by, now=now)


def _require_requester(incident: Incident, by: Actor) -> None:
    if by.user.pk != incident.requester_id:
        raise PermissionDenied(_("Only %(name)s can say this.") % {"name": incident.requester.display_name})


def answer_by_link(link: ActionLink, *, reason: str, now: datetime, request_id: str = "") -> Incident:
    """Do what a link from a message stands for: claim it and act, both or neither (RES-06)."""
    by = Actor(link.user, Channel.EMAIL, cause="a link from a message", request_id=request_id)
    with transaction.atomic():
        if not use_link(link, now=now):
            raise ValidationError(_("This link does not work any more."), "gone")
        incident = Incident.objects.with_people().visible_to(link.user).filter(number=link.target).first()
        if incident is None:
            raise ValidationError(_("This link does not work any more."), "gone")
        works = link.purpose == LinkPurpose.CONFIRM
        return say_whether_it_works(incident, works=works, reason=reason, by=by, now=now)
