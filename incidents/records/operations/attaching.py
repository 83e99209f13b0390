"""Attach files to an incident (LOG-07)."""

import contextlib
import hashlib
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.choices import Right
from accounts.history import save_as
from incidents.records.choices import Story
from incidents.records.files import TYPES, clean_name, extension_of, problem_of
from incidents.records.models import Incident
from incidents.records.operations.saving import tell
from incidents.records.queries import may_write
from incidents.records.timeline_models import Attachment, Entry, storage_name

log = structlog.get_logger(__name__)


def check_file(file: "UploadedFile[Any]", *, field: str = "file") -> str:
    """Return the cleaned name of a file that may be attached; refuse it otherwise, naming it and the limit."""
    name, size = clean_name(file.name or ""), file.size or 0
    head = file.read(1024)
    file.seek(0)
    limit = settings.ATTACHMENT_MAX_BYTES
    problem = problem_of(name, size, head, limit=limit)
    if problem is None:
        return name
    sentence = {
        "type_not_allowed": _(
            "“%(name)s” cannot be attached: this kind of file is not allowed. Allowed: %(allowed)s."
        ),
        "too_large": _("“%(name)s” is %(size)s; %(limit)s is the limit. Your text is kept."),
        "contradicts_name": _(
            "“%(name)s” does not contain what its name says. Send it with its true extension."
        ),
    }[problem.code]
    facts = {
        "name": name or _("The file"),
        "size": filesizeformat(size),
        "limit": filesizeformat(limit),
        "allowed": ", ".join(sorted(TYPES)),
    }
    raise ValidationError({field: ValidationError(sentence % facts, problem.code)})


def _scan(file: "UploadedFile[Any]") -> None:
    """Let the operator's scanner refuse the file; the setting names a function that takes the open file."""
    if settings.ATTACHMENT_SCANNER:
        import_string(settings.ATTACHMENT_SCANNER)(file)
        file.seek(0)


def _refuse_too_many(by: Actor, now: datetime) -> None:
    """Keep one account from filling the disk: so many files a day are a loop, not work."""
    limit = settings.ATTACHMENTS_PER_DAY
    since = now - timedelta(days=1)
    if Attachment.objects.filter(uploaded_by=by.user, uploaded_at__gt=since).count() >= limit:
        sentence = _("You have attached %(limit)s files within a day, which is the limit. Your text is kept.")
        raise ValidationError({"file": ValidationError(sentence % {"limit": limit}, "quota")})


def _store(attachment: Attachment, file: "UploadedFile[Any]") -> None:
    """Write the file; without room for it, take away what was written and say so."""
    try:
        attachment.file.save(attachment.name, file, save=False)
    except OSError as problem:
        with contextlib.suppress(OSError):
            attachment.file.storage.delete(storage_name(attachment, attachment.name))
        log.error("attachment_not_stored", problem=str(problem)[:200])
        sentence = _("“%(name)s” could not be stored: there is no room for it now. Your text is kept.")
        raise ValidationError(
            {"file": ValidationError(sentence % {"name": attachment.name}, "no_room")}
        ) from problem


def attach(
    incident: Incident,
    file: "UploadedFile[Any]",
    *,
    by: Actor,
    now: datetime,
    entry: Entry | None = None,
    is_private: bool = False,
) -> Attachment:
    """Store a file beside an incident that the actor may write to; private files are for staff."""
    if not may_write(incident, by):
        raise PermissionDenied(_("You may read this incident but not write to it."))
    name = check_file(file)
    _scan(file)
    if is_private and not by.may(Right.SEE_ALL):
        raise PermissionDenied(_("Only staff attach files for staff."))
    if incident.is_locked:
        raise ValidationError(
            _("%(number)s is finished; nothing can be attached.") % {"number": incident.number},
            "not_allowed_from_state",
        )
    _refuse_too_many(by, now)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    attachment = Attachment(
        incident=incident,
        entry=entry,
        name=name,
        content_type=TYPES[extension_of(name)],
        size=file.size or 0,
        digest=digest.hexdigest(),
        is_private=is_private or (entry is not None and not entry.is_public),
        uploaded_by=by.user,
        uploaded_at=now,
        came_from_id=entry.came_from_id if entry else None,
    )
    with transaction.atomic():
        _store(attachment, file)
        save_as(attachment, by=by, why="attached")
        Incident.objects.filter(pk=incident.pk).update(updated_at=now)
        if entry is None:
            facts = {"name": name, "size": attachment.size, "id": attachment.pk.hex}
            tell(incident, Story.ATTACHED, by=by, now=now, facts=facts, is_public=not attachment.is_private)
    return attachment
