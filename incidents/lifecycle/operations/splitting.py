"""Make one message an incident of its own (LOG-15)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor, require
from accounts.choices import PersonKind
from accounts.people.models import User
from incidents.lifecycle.operations.moving import DESK_RIGHTS
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.lifecycle.operations.stepping import lock
from incidents.records.choices import DetectedBy, EntryKind, LinkKind, Story
from incidents.records.models import Incident
from incidents.records.operations.attaching import attach
from incidents.records.operations.relating import link
from incidents.records.operations.saving import tell
from incidents.records.timeline_models import Attachment, Entry

_TITLE = 200


def split(entry: Entry, *, title: str = "", by: Actor, now: datetime) -> Incident:
    """Log an incident with the words of a public message and copies of its files; the message stays where it is.

    Who wrote it is its requester, unless that was the desk; its clocks run from the moment at which it was written.
    """
    require(by, *DESK_RIGHTS)
    if entry.kind != EntryKind.PUBLIC:
        raise _refused(_("Only a public reply can be split off; notes are for staff."))
    with transaction.atomic():
        incident = lock(entry.incident)
        before = incident.entries.filter(story=Story.SPLIT_OFF, facts__entry=entry.pk).first()
        if before is not None:
            sentence = _("This message was split off already: %(number)s.")
            raise _refused(sentence % {"number": before.facts["number"]})
        made = open_incident(_report(entry, incident, title), by=by, now=now)
        for file in entry.attachments.all():
            _copy(file, made, by=by, now=now)
        link(made, incident, LinkKind.RELATED, by=by, now=now)
        facts = {"number": made.number, "entry": entry.pk}
        tell(incident, Story.SPLIT_OFF, by=by, now=now, facts=facts)
        tell(made, Story.SPLIT_FROM, by=by, now=now, facts={"number": incident.number})
    return made


def _refused(sentence: str) -> ValidationError:
    return ValidationError({"entry": ValidationError(sentence, "guard_failed")})


def title_for(entry: Entry) -> str:
    """Return the first line of a message, as a title."""
    return next((line.strip() for line in entry.body.splitlines() if line.strip()), "")[:_TITLE]


def _report(entry: Entry, incident: Incident, title: str) -> Report:
    service, category = incident.service, incident.category
    return Report(
        title=title.strip() or title_for(entry),
        description=entry.body,
        requester=_requester(entry.author, incident),
        service=service if service and service.retired_at is None else None,
        category=category if category and category.retired_at is None else None,
        impact=incident.impact,
        urgency=incident.urgency,
        channel=entry.channel,
        detected_by=DetectedBy.USER,
        reported_at=entry.happened_at,
    )


def _requester(author: User | None, incident: Incident) -> User:
    """Return who wrote it; of what the desk or a program wrote, the requester of the incident."""
    requester: User = incident.requester
    if author is None or author.kind != PersonKind.PERSON or not author.is_active or author.is_staff_member:
        return requester
    return author


def _copy(file: Attachment, made: Incident, *, by: Actor, now: datetime) -> None:
    with file.file.open("rb") as content:
        copy = UploadedFile(content, file.name, file.content_type, file.size)
        attach(made, copy, by=by, now=now, is_private=file.is_private)
