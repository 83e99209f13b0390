"""Mark the entries of the timeline that belong in the review (INV-06)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from incidents.records.models import Incident
from incidents.records.queries import is_desk
from incidents.records.timeline_models import Entry


def star(entry: Entry, *, is_starred: bool, by: Actor, now: datetime) -> Entry:
    """Mark an entry, or take the mark away; the draft of the review takes up what is marked."""
    if not is_desk(by):
        raise PermissionDenied(_("Only staff marks entries."))
    with transaction.atomic():
        incident = Incident.objects.locked(entry.incident_id)
        if incident.is_locked:
            raise ValidationError(_("The incident is finished."), "not_allowed_from_state")
        changed = (
            Entry.objects.filter(pk=entry.pk).exclude(is_starred=is_starred).update(is_starred=is_starred)
        )
        if changed:
            Incident.objects.filter(pk=incident.pk).update(updated_at=now)
    entry.is_starred = is_starred
    return entry
